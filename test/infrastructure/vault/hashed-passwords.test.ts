import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decoyHash, hashOf, presentCost } from '../../../infrastructure/passwords/argon2id.ts'
import { rightOf } from '../either.ts'
import { temporaryDirectory } from '../temporary-directory.ts'
import { vaultIn } from './vault-in-a-directory.ts'

const password = 'Пароль Secret123'

describe('Profile passwords (security.md: Profile password)', () => {
  it('are known after a restart and a rotation, and no other is', async () => {
    const directory = temporaryDirectory()
    const vault = vaultIn(directory)
    const ref = rightOf(await vault.passwords.put('profile-1', password))
    await vault.masterKeys.rotate()
    vault.close()
    const { passwords, secrets } = vaultIn(directory)
    expect(await passwords.verify(ref, password)).toEqual(E.right('right'))
    for (const wrong of ['', password.toLowerCase(), `${password} `])
      expect(await passwords.verify(ref, wrong)).toEqual(E.right('wrong'))
    await secrets.destroy(ref)
    for (const gone of [ref, 'unknown', null])
      expect(await passwords.verify(gone, password)).toEqual(E.right('wrong'))
  })

  it('NIST SP 800-63B-4: are the same however the keyboard composes their characters', async () => {
    const { passwords } = vaultIn(temporaryDirectory())
    const ref = rightOf(await passwords.put('profile-1', 'Йод12345'.normalize('NFC')))
    expect(await passwords.verify(ref, 'Йод12345'.normalize('NFD'))).toEqual(E.right('right'))
  })

  it('are argon2id with m=19456, t=2, p=1, under a salt of their own; so is the decoy', async () => {
    const [one, other] = [await hashOf(password, presentCost), await hashOf(password, presentCost)]
    const shape = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/
    for (const phc of [one, other, decoyHash(presentCost)]) expect(phc).toMatch(shape)
    expect(one).not.toBe(other)
  })

  it('are right but outdated once the parameters have risen', async () => {
    const directory = temporaryDirectory()
    const vault = vaultIn(directory)
    const ref = rightOf(await vault.passwords.put('profile-1', password))
    vault.close()
    const cost = { ...presentCost, timeCost: 3 }
    const { passwords } = vaultIn(directory, { hashing: { cost, bounds: { running: 1, waiting: 1 } } })
    expect(await passwords.verify(ref, password)).toEqual(E.right('rightButOutdated'))
    expect(await passwords.verify(ref, 'wrong')).toEqual(E.right('wrong'))
  })

  it('are refused as busy when more would wait than may, and only then', async () => {
    const bounds = { running: 2, waiting: 3 }
    const { passwords } = vaultIn(temporaryDirectory(), { hashing: { cost: presentCost, bounds } })
    const answers = await Promise.all(Array.from({ length: 7 }, () => passwords.verify(null, password)))
    const busy = E.left({ code: 'HashingBusy', retryAfter: 1 })
    expect(answers).toEqual([...Array.from({ length: 5 }, () => E.right('wrong')), busy, busy])
    expect(await passwords.verify(null, password)).toEqual(E.right('wrong'))
  })
})
