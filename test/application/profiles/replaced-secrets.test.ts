import { describe, expect, it } from 'vitest'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { inMemoryEventStore } from '../in-memory-event-store.ts'
import { profilePassword } from '../sign-in/profile-doubles.ts'
import { order, pageProcess, profileId } from './page-process.ts'

const stream = `profile-${profileId}`

const opened = async (log = inMemoryEventStore()) => {
  const process = pageProcess(log)
  const { passwordRef } = await process.registered({ profileId })
  const { twoFactor } = process.page
  /** Sets an authenticator up; answers its secret's reference and that of its recovery codes. */
  const withAuthenticator = async () => {
    const { ref: setupId } = rightOf(await twoFactor.beginAuthenticator(order)())
    process.authenticator.used.clear()
    rightOf(await twoFactor.enableAuthenticator(order, { setupId, code: '123456' })())
    const { twoFactor: present } = await process.profileNow()
    return { setupId, codes: present?.method === 'totp' ? present.recoveryCodes?.ref : undefined }
  }
  return { ...process, passwordRef, withAuthenticator }
}

describe('a secret that a Profile has replaced (architecture.md: vault, aggregate, destroy the old one)', () => {
  it('M6: the old password is destroyed after the new one is recorded, and only that', async () => {
    const at = await opened()
    rightOf(await at.page.changePassword(order, 'Brandnew8Horse')())
    expect(at.destroyed).toEqual([])
    await at.react()
    expect(at.destroyed).toEqual([at.passwordRef])
  })

  it('M7: an authenticator that another one replaces goes, its recovery codes with it', async () => {
    const at = await opened()
    const first = await at.withAuthenticator()
    const second = await at.withAuthenticator()
    await at.react()
    expect([...new Set(at.destroyed)].sort()).toEqual([first.codes, first.setupId].sort())
    expect(await at.profileNow()).toMatchObject({
      twoFactor: { totpRef: second.setupId, recoveryCodes: { ref: second.codes } },
    })
  })

  it.each(['useSms', 'switchOff'] as const)('M7: %s lets the authenticator and its codes go', async (how) => {
    const at = await opened()
    const { setupId, codes } = await at.withAuthenticator()
    rightOf(await at.page.twoFactor[how](order)())
    await at.react()
    expect([...new Set(at.destroyed)].sort()).toEqual([codes, setupId].sort())
  })

  it('new recovery codes replace the old ones; the authenticator stays', async () => {
    const at = await opened()
    const { codes } = await at.withAuthenticator()
    const renewed = rightOf(await at.page.twoFactor.renewRecoveryCodes(order)())
    expect(renewed.codes).toHaveLength(2)
    await at.react()
    expect([...new Set(at.destroyed)]).toEqual([codes])
  })
})

describe('a secret that no event came to name', () => {
  it('is destroyed at once when the change is refused, and left to the sweep when nobody knows', async () => {
    const log = inMemoryEventStore()
    const at = await opened(log)
    const elsewhere = pageProcess(log)
    let isQuicker = true
    at.store.follow(async ({ what, stream: asked }) => {
      if (what === 'append' && asked === stream && isQuicker) {
        isQuicker = false
        await elsewhere.record(profileId, { type: 'OfferAccepted', data: { version: '0', acceptedAt: 0 } })
      }
      return 'goOn' as const
    })
    const made = at.passwords.refs().length
    const stale = { ...order, ifMatch: (await at.page.read(profileId)().then(rightOf)).revision }
    expect(leftOf(await at.page.changePassword(stale, 'Brandnew8Horse')()).code).toBe('RevisionStale')
    expect(at.destroyed).toHaveLength(1)
    expect(at.passwords.refs()).toHaveLength(made + 1)

    at.store.follow(({ what, stream: asked }) =>
      what === 'appended' && asked === stream ? 'unavailable' : 'goOn',
    )
    expect(leftOf(await at.page.changePassword(order, 'Brandnew9Horse')()).code).toBe('StoreUnavailable')
    at.store.follow(() => 'goOn')
    // It was recorded, though nobody was told: the new password must still be there.
    const present = (await at.profileNow()).passwordRef
    expect(present).not.toBe(at.passwordRef)
    expect(at.destroyed).not.toContain(present)
    expect(rightOf(await at.passwords.verify(present, 'Brandnew9Horse'))).toBe('right')
  })

  it('is not made for a repeated or a stale request, nor for the password in force', async () => {
    const at = await opened()
    const key = { ...order.circumstances, idempotency: { key: 'k1', body: 'b1' } }
    const asked = { ...order, circumstances: key }
    const first = rightOf(await at.page.changePassword(asked, 'Brandnew8Horse')())
    const made = at.passwords.refs().length
    const again = rightOf(await at.page.changePassword(asked, 'Brandnew8Horse')())
    expect(again).toMatchObject({ replayed: true, revision: first.revision })
    expect(leftOf(await at.page.changePassword({ ...order, ifMatch: 0 }, 'Brandnew9Horse')()).code).toBe(
      'RevisionStale',
    )
    expect(rightOf(await at.page.changePassword(order, 'Brandnew8Horse')()).recorded).toEqual([])
    expect(at.passwords.refs()).toHaveLength(made)
  })
})

/** Ends the process at one step, as a kill does. */
class Crash extends Error {}

describe('a new password cut off at any write', () => {
  it('is the old one or the new one, never none; what was replaced goes in the end (M6)', async () => {
    for (let fatal = 0, hasDied = true; hasDied; fatal += 1) {
      const log = inMemoryEventStore()
      const first = await opened(log)
      let writes = 0
      first.store.follow(({ what }) => {
        if (what === 'read') return 'goOn'
        writes += 1
        if (writes > fatal) throw new Crash()
        return 'goOn'
      })
      hasDied = await first.page
        .changePassword(order, 'Brandnew8Horse')()
        .then(
          () => false,
          (error: unknown) => error instanceof Crash,
        )
      const next = pageProcess(log)
      await next.react()
      const { passwordRef } = await next.profileNow()
      const isNew = passwordRef !== first.passwordRef
      const expected = isNew ? 'Brandnew8Horse' : profilePassword
      expect(rightOf(await first.passwords.verify(passwordRef, expected)), `cut off at ${fatal}`).toBe(
        'right',
      )
      expect(next.destroyed).toEqual(isNew ? [first.passwordRef] : [])
      if (!hasDied) expect(fatal).toBeGreaterThan(1)
    }
  })
})

describe('an authenticator cut off at any write', () => {
  it('is not switched on, or is with its codes; asked for again it is, once (M7)', async () => {
    for (let fatal = 0, hasDied = true; hasDied; fatal += 1) {
      const log = inMemoryEventStore()
      const first = await opened(log)
      const { ref: setupId } = rightOf(await first.page.twoFactor.beginAuthenticator(order)())
      let writes = 0
      first.store.follow(({ what }) => {
        if (what === 'read') return 'goOn'
        writes += 1
        if (writes > fatal) throw new Crash()
        return 'goOn'
      })
      const given = { setupId, code: '123456' }
      hasDied = await first.page.twoFactor
        .enableAuthenticator(order, given)()
        .then(
          () => false,
          (error: unknown) => error instanceof Crash,
        )
      const next = pageProcess(log)
      const between = (await next.profileNow()).twoFactor
      if (between !== null) expect(between).toMatchObject({ method: 'totp', totpRef: setupId })
      rightOf(await next.page.twoFactor.enableAuthenticator(order, given)())
      expect(await next.profileNow(), `cut off at ${fatal}`).toMatchObject({
        twoFactor: { totpRef: setupId, recoveryCodes: { count: 2, used: [] } },
      })
      expect(log.log().filter(({ type }) => type === 'TwoFactorEnabled')).toHaveLength(1)
      if (!hasDied) expect(fatal).toBeGreaterThan(3)
    }
  })
})
