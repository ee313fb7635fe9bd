import { describe, expect, it } from 'vitest'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { inMemoryEventStore } from '../in-memory-event-store.ts'
import { email, phone } from '../sign-in/profile-doubles.ts'
import { order, other, pageProcess, profileId } from './page-process.ts'

const newPhone = '+79998887766'
const newEmail = 'anna@example.org'

const opened = async () => {
  const process = pageProcess()
  await process.registered({ profileId })
  await process.registered(other)
  return process
}

describe('the phone of a Profile', () => {
  it('is changed by the code sent to the new number; its claim is confirmed and the old one released', async () => {
    const at = await opened()
    rightOf(await at.page.phone.request(order, newPhone)())
    const given = { phone: newPhone, code: at.newestCode() }
    rightOf(await at.page.phone.confirm(order, given)())
    expect(await at.profileNow()).toMatchObject({ phone: newPhone })
    expect(await at.holderOfPhone(newPhone)).toBe(profileId)
    expect(await at.holderOfPhone(phone)).toBeNull()
  })

  it('is not changed in another session by a code of this one', async () => {
    const at = await opened()
    rightOf(await at.page.phone.request(order, newPhone)())
    const elsewhere = { ...order, sessionId: 's2' }
    const given = { phone: newPhone, code: at.newestCode() }
    expect(leftOf(await at.page.phone.confirm(elsewhere, given)())).toMatchObject({
      code: 'ChallengeNotFound',
    })
    expect(await at.profileNow()).toMatchObject({ phone })
  })

  it('security.md, enumeration: another Profile’s number is answered alike, and no code is right there', async () => {
    const at = await opened()
    const free = rightOf(await at.page.phone.request(order, newPhone)())
    const taken = rightOf(await at.page.phone.request(order, other.phone)())
    expect(Object.keys(taken.sent ?? {})).toEqual(Object.keys(free.sent ?? {}))
    const given = { phone: other.phone, code: at.newestCode() }
    expect(leftOf(await at.page.phone.confirm(order, given)())).toMatchObject({ code: 'CodeWrong' })
    expect(await at.holderOfPhone(other.phone)).toBe(other.profileId)
  })
})

describe('security.md, e-mail link', () => {
  it('the old address stays until the new one is proven, and its claim is released then', async () => {
    const at = await opened()
    rightOf(await at.page.email.request(order, newEmail)())
    expect(await at.profileNow()).toMatchObject({ email, pendingEmail: { email: newEmail } })
    expect(await at.holderOfEmail(newEmail)).toBeNull()
    const link = rightOf(await at.followNewest())
    rightOf(await at.page.email.confirm(link, order.circumstances)())
    expect(await at.profileNow()).toMatchObject({ email: newEmail, pendingEmail: null })
    expect(await at.holderOfEmail(newEmail)).toBe(profileId)
    expect(await at.holderOfEmail(email)).toBeNull()
  })

  it('M8: the same address again sends the letter again, in the same flow', async () => {
    const at = await opened()
    const first = rightOf(await at.page.email.request(order, newEmail)())
    expect(leftOf(await at.page.email.request(order, newEmail)())).toMatchObject({ code: 'ResendTooSoon' })
    at.clock.advance(60_000)
    const again = rightOf(await at.page.email.request(order, newEmail)())
    expect(again.revision).toBe(first.revision)
    expect(at.log.log().filter(({ type }) => type === 'ChallengeIssued')).toHaveLength(2)
  })

  it('the present address takes back what was asked before: the letter leads nowhere any more', async () => {
    const at = await opened()
    rightOf(await at.page.email.request(order, newEmail)())
    rightOf(await at.page.email.request(order, email)())
    const link = rightOf(await at.followNewest())
    expect(leftOf(await at.page.email.confirm(link, order.circumstances)())).toMatchObject({
      code: 'EmailChangeNotPending',
    })
    expect(await at.holderOfEmail(newEmail)).toBeNull()
  })

  it('another Profile’s address is answered alike, and its link is never passed', async () => {
    const at = await opened()
    rightOf(await at.page.email.request(order, other.email)())
    expect(leftOf(await at.followNewest())).toMatchObject({ code: 'CodeWrong' })
    expect(await at.holderOfEmail(other.email)).toBe(other.profileId)
  })
})

class Crash extends Error {}

/** Begins a change, ends the process at its n-th append (or after the last), and lets a second one heal the log. */
const crashed = async (fatal: number, kind: 'phone' | 'email') => {
  const log = inMemoryEventStore()
  const first = pageProcess(log)
  await first.registered({ profileId })
  if (kind === 'phone') rightOf(await first.page.phone.request(order, newPhone)())
  else rightOf(await first.page.email.request(order, newEmail)())
  let appends = 0
  first.store.follow(({ what }) => {
    if (what === 'read') return 'goOn'
    appends += 1
    if (appends > fatal) throw new Crash()
    return 'goOn'
  })
  const work = async () => {
    if (kind === 'phone')
      return first.page.phone.confirm(order, { phone: newPhone, code: first.newestCode() })()
    const link = rightOf(await first.followNewest())
    return first.page.email.confirm(link, order.circumstances)()
  }
  const hasDied = await work().then(
    () => false,
    (error: unknown) => error instanceof Crash,
  )
  const next = pageProcess(log)
  await next.react()
  return { hasDied, next, log }
}

const changeTypes = ['PhoneChanged', 'EmailConfirmed']

/** What the log says after the second process: the change made whole, or nothing of it. */
const outcomeOf = async ({ next, log }: Awaited<ReturnType<typeof crashed>>, kind: 'phone' | 'email') => {
  const holder = kind === 'phone' ? next.holderOfPhone : next.holderOfEmail
  const [before, after] = kind === 'phone' ? [phone, newPhone] : [email, newEmail]
  const present = await next.profileNow()
  return {
    value: present[kind] === after ? 'new' : 'old',
    holders: [await holder(before), await holder(after)],
    changes: log.log().filter(({ type }) => changeTypes.includes(type)).length,
  }
}

const whole = { value: 'new', holders: [null, profileId], changes: 1 }
const nothing = { value: 'old', holders: [profileId, null], changes: 0 }

describe.each(['phone', 'email'] as const)('a change of the %s cut off at any write', (kind) => {
  it('is finished by the reactions once its code or link was passed, and claims say what the Profile says', async () => {
    let points = 0
    for (let hasDied = true; hasDied; points += 1) {
      const after = await crashed(points, kind)
      const isPassed = after.log.log().some(({ type }) => type === 'ChallengePassed')
      expect(await outcomeOf(after, kind), `cut off at step ${points}`).toEqual(isPassed ? whole : nothing)
      hasDied = after.hasDied
    }
    expect(points).toBeGreaterThan(8)
  })
})
