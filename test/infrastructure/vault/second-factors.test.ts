import { describe, expect, it } from 'vitest'
import { oneTimePassword, stepAt } from '../../../infrastructure/vault/one-time-password.ts'
import { movedClock } from '../../application/moved-clock.ts'
import { temporaryDirectory } from '../temporary-directory.ts'
import { bytesIn, vaultIn } from './vault-in-a-directory.ts'

const now = Date.UTC(2026, 0, 15, 12)
const step = 30_000

const keyFrom = (secret: string): Buffer => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

const codeOf = (secret: string, at: number): string => oneTimePassword(keyFrom(secret), stepAt(at))

describe('authenticators (security.md: second factor)', () => {
  it('RFC 6238: accepts the step of now, one before and one after, and no other', async () => {
    const { authenticators } = vaultIn(temporaryDirectory())
    for (const [shift, accepted] of [
      [-2, false],
      [-1, true],
      [0, true],
      [1, true],
      [2, false],
    ] as const) {
      const { ref, secret } = await authenticators.begin('profile-1', '+79991234567')
      expect(secret).toMatch(/^[A-Z2-7]{32}$/)
      expect(await authenticators.check(ref, codeOf(secret, now + shift * step), now)).toBe(accepted)
    }
  })

  it('RFC 6238: accepts no code twice: not of 50 in parallel, not after a restart and a rotation', async () => {
    const directory = temporaryDirectory()
    const vault = vaultIn(directory)
    const { ref, secret } = await vault.authenticators.begin('profile-1', 'me')
    const code = codeOf(secret, now)
    const checks = Array.from({ length: 50 }, () => vault.authenticators.check(ref, code, now))
    expect((await Promise.all(checks)).filter((right) => right)).toHaveLength(1)
    await vault.masterKeys.rotate()
    vault.close()
    const { authenticators } = vaultIn(directory)
    expect(await authenticators.check(ref, code, now)).toBe(false)
    expect(await authenticators.check(ref, codeOf(secret, now - step), now)).toBe(false)
    expect(await authenticators.check(ref, codeOf(secret, now + step), now + step)).toBe(true)
  })

  it('take no code of an unknown or destroyed secret, nor what is no code', async () => {
    const { authenticators, secrets } = vaultIn(temporaryDirectory())
    const { ref, secret } = await authenticators.begin('profile-1', 'me')
    for (const code of ['', '12345', '1234567', 'абвгде', `${codeOf(secret, now)} `])
      expect(await authenticators.check(ref, code, now)).toBe(false)
    expect(await authenticators.check('unknown', codeOf(secret, now), now)).toBe(false)
    expect(await authenticators.check(ref, codeOf(secret, now), now)).toBe(true)
    await secrets.destroy(ref)
    expect(await authenticators.check(ref, codeOf(secret, now + step), now)).toBe(false)
  })

  it('M7: tell when they were begun, until they are destroyed', async () => {
    const clock = movedClock(now)
    const { authenticators, secrets } = vaultIn(temporaryDirectory(), { clock })
    const { ref } = await authenticators.begin('profile-1', 'me')
    clock.advance(1000)
    expect(await authenticators.begunAt(ref)).toBe(now)
    await secrets.destroy(ref)
    expect(await authenticators.begunAt(ref)).toBeNull()
    expect(await authenticators.begunAt('unknown')).toBeNull()
  })

  it('are shown as a URI that apps read, with the label escaped', async () => {
    const { authenticators } = vaultIn(temporaryDirectory())
    const { secret, uri } = await authenticators.begin('profile-1', 'a&b:+7')
    expect(uri).toBe(
      `otpauth://totp/MultiFon%20Business:a%26b%3A%2B7?secret=${secret}&issuer=MultiFon%20Business&algorithm=SHA1&digits=6&period=30`,
    )
  })
})

describe('recovery codes', () => {
  it('are ten of 80 bits, each with a slot of its own, also after a restart', async () => {
    const directory = temporaryDirectory()
    const vault = vaultIn(directory)
    const { ref, codes } = await vault.recoveryCodes.issue('profile-1')
    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
    vault.close()
    const { recoveryCodes } = vaultIn(directory)
    for (const [slot, code] of codes.entries()) expect(await recoveryCodes.slotOf(ref, code)).toBe(slot)
    expect(await recoveryCodes.slotOf(ref, '0000-0000-0000-0000')).toBeNull()
    expect(await recoveryCodes.slotOf('unknown', codes[0] ?? '')).toBeNull()
  })

  it('are known in any case, with any blanks and dashes, and with O, I and L for digits', async () => {
    const { recoveryCodes } = vaultIn(temporaryDirectory())
    const { ref, codes } = await recoveryCodes.issue('profile-1')
    for (const [slot, code] of codes.entries()) {
      const typed = ` ${code.toLowerCase().replaceAll('-', ' – ').replaceAll('0', 'o').replaceAll('1', 'l')} `
      expect(await recoveryCodes.slotOf(ref, typed)).toBe(slot)
    }
  })

  it('lie nowhere in the files, nor does an authenticator’s secret', async () => {
    const directory = temporaryDirectory()
    const vault = vaultIn(directory)
    const { codes } = await vault.recoveryCodes.issue('profile-1')
    const { secret } = await vault.authenticators.begin('profile-1', 'me')
    vault.close()
    const lying = bytesIn(directory)
    for (const code of [...codes, ...codes.map((one) => one.replaceAll('-', '')), secret])
      expect(lying.includes(code)).toBe(false)
    expect(lying.includes(keyFrom(secret))).toBe(false)
  })
})
