import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { minutes, seconds } from '../../../domain/instant.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { inMemoryEventStore } from '../in-memory-event-store.ts'
import { email, phone } from '../sign-in/profile-doubles.ts'
import type { StoreStep } from '../watched-store.ts'
import { order, pageProcess, profileId } from './page-process.ts'

const stream = `profile-${profileId}`
const newPhone = '+79998887766'
const newEmail = 'thief@example.org'

const recovered = { type: 'PasswordRecovered', data: { passwordRef: 'owners', challengeId: 'r1' } } as const

type Page = ReturnType<typeof pageProcess>
type Attempt = () => Promise<E.Either<{ readonly code: string }, unknown>>

/** What each change has behind it before it is asked for, and the request itself. */
const changes: Readonly<Record<string, (at: Page) => Promise<Attempt>>> = {
  'codes by SMS': async ({ page }) => page.twoFactor.useSms(order),
  'no second factor': async ({ page }) => page.twoFactor.switchOff(order),
  'new recovery codes': async ({ page }) => page.twoFactor.renewRecoveryCodes(order),
  'another authenticator': async ({ page, authenticator }) => {
    const { ref: setupId } = rightOf(await page.twoFactor.beginAuthenticator(order)())
    authenticator.used.clear()
    return page.twoFactor.enableAuthenticator(order, { setupId, code: authenticator.code })
  },
  'another e-mail': async ({ page }) => page.email.request(order, newEmail),
  'the present e-mail': async ({ page }) => page.email.request(order, email),
  'another phone': async ({ page, newestCode }) => {
    rightOf(await page.phone.request(order, newPhone)())
    return page.phone.confirm(order, { phone: newPhone, code: newestCode() })
  },
}

/** A Profile with an authenticator and an e-mail asked for, and its owner in another process. */
const opened = async () => {
  const log = inMemoryEventStore()
  const at = pageProcess(log)
  await at.registered({ profileId })
  const { ref: setupId } = rightOf(await at.page.twoFactor.beginAuthenticator(order)())
  rightOf(await at.page.twoFactor.enableAuthenticator(order, { setupId, code: at.authenticator.code })())
  rightOf(await at.page.email.request(order, 'asked@example.org')())
  at.clock.advance(minutes(2))
  const owner = pageProcess(log)
  owner.clock.advance(minutes(2) + seconds(1))

  /** Recovers the password before the next step of the store that `isDue` is true of. */
  const recoverBefore = (isDue: (step: StoreStep) => boolean) => {
    let done = false
    at.store.follow(async (step) => {
      if (!done && isDue(step)) {
        done = true
        await owner.record(profileId, recovered)
        at.clock.advance(seconds(2))
      }
      return 'goOn' as const
    })
    return () => done
  }

  return { at, owner, log, setupId, recoverBefore }
}

describe('M17: a change that was on its way when the password was recovered', () => {
  it.each(Object.keys(changes))('%s: is refused, and nothing of it is left', async (what) => {
    const { at, owner, setupId, recoverBefore } = await opened()
    const attempt = await changes[what]?.(at)
    if (attempt === undefined) throw new Error(`no change ${what}`)
    const before = await at.profileNow()
    const isRecovered = recoverBefore((step) => step.what === 'append' && step.stream === stream)
    expect(await attempt()).toMatchObject(E.left({ code: 'ProofUsed' }))
    expect(isRecovered()).toBe(true)
    at.store.follow(() => 'goOn')
    await owner.react()
    expect(await owner.profileNow()).toMatchObject({
      ...{ phone, email, pendingEmail: null, passwordRef: 'owners' },
      twoFactor: before.twoFactor,
    })
    expect(before.twoFactor).toMatchObject({ totpRef: setupId })
    expect(await owner.holderOfPhone(newPhone)).toBeNull()
    expect(await owner.holderOfEmail(newEmail)).toBeNull()
  })

  it('a phone whose code was right only after the recovery: no reaction finishes what is refused', async () => {
    const { at, owner, log, recoverBefore } = await opened()
    const attempt = await changes['another phone']?.(at)
    const isRecovered = recoverBefore((step) => step.what === 'read' && step.stream.startsWith('challenge-'))
    expect(await attempt?.()).toMatchObject(E.left({ code: 'ProofUsed' }))
    expect(isRecovered()).toBe(true)
    expect(log.log().some(({ type }) => type === 'ChallengePassed')).toBe(true)
    at.store.follow(() => 'goOn')
    await owner.react()
    expect((await owner.profileNow()).phone).toBe(phone)
    expect(await owner.holderOfPhone(newPhone)).toBeNull()
    expect(await owner.holderOfPhone(phone)).toBe(profileId)
  })

  it('a phone whose code was right just before it, and a crash: no reaction finishes it either', async () => {
    const { at, owner } = await opened()
    const attempt = await changes['another phone']?.(at)
    at.store.follow(({ what, stream: to }) => {
      if (what === 'append' && !to.startsWith('challenge-')) throw new Error('crash')
      return 'goOn'
    })
    await expect(attempt?.()).rejects.toThrow('crash')
    await owner.record(profileId, recovered)
    await owner.react()
    expect((await owner.profileNow()).phone).toBe(phone)
    expect(await owner.holderOfPhone(newPhone)).toBeNull()
  })

  it('a code that was asked for before it is not looked for after it: another is asked for', async () => {
    const { at, owner } = await opened()
    rightOf(await at.page.phone.request(order, newPhone)())
    const code = at.newestCode()
    await owner.record(profileId, recovered)
    expect(await at.page.phone.confirm(order, { phone: newPhone, code })()).toMatchObject(
      E.left({ code: 'ChallengeNotFound' }),
    )
    at.clock.advance(minutes(2))
    rightOf(await at.page.phone.request(order, newPhone)())
    rightOf(await at.page.phone.confirm(order, { phone: newPhone, code: at.newestCode() })())
    expect((await at.profileNow()).phone).toBe(newPhone)
  })
})
