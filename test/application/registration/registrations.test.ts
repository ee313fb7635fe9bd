import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { profile } from '../../../domain/profile/profile.ts'
import { registrationLifetime } from '../../../domain/registration/registration.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { fromBrowser } from '../sign-in/profile-doubles.ts'
import { personRegistering } from './person-registering.ts'
import { asked, person, registrationSide } from './registration-side.ts'

const another = { ...person, email: 'boris@example.org' }

const upTo = async (due: 'phoneCode' | 'password', who: typeof another = another) => {
  const side = await registrationSide()
  const registrationId = await personRegistering(side, who).goOn(side.here, due)
  return { side, registrationId, order: { registrationId, circumstances: asked } }
}

describe('the code of the phone (M4, security.md: one-time code)', () => {
  it('50 wrong codes sent at once are 5 failures, and then no code is right any more', async () => {
    const { side, order } = await upTo('phoneCode')
    const { registrations } = side.here
    rightOf(await registrations.givePhone(order, person.phone)())
    const tries = await Promise.all(
      Array.from({ length: 50 }, (_, nth) => registrations.confirmPhone(order, `x${nth}`)()),
    )
    const codes = tries.map((tried) => leftOf(tried).code)
    expect(codes.filter((code) => code === 'CodeWrong')).toHaveLength(5)
    expect(codes.filter((code) => code === 'ChallengeBurned')).toHaveLength(45)
    const [issued] = (await side.events()).filter(({ type }) => type === 'ChallengeIssued')
    const challengeId = issued?.stream.slice('challenge-'.length) ?? ''
    const right = side.doubles.codes.codeOf(challengeId, 1)
    expect(leftOf(await registrations.confirmPhone(order, right)()).code).toBe('ChallengeBurned')
  })

  it('the same phone again sends no second SMS; a corrected one has a code of its own', async () => {
    const { side, order } = await upTo('phoneCode')
    const { registrations } = side.here
    const sent = async () => (await side.events()).filter(({ type }) => type === 'ChallengeIssued').length
    const before = await sent()
    rightOf(await registrations.givePhone(order, '8 903 111-22-33')())
    expect(await sent()).toBe(before)
    expect(leftOf(await registrations.sendCode(order)()).code).toBe('ResendTooSoon')
    rightOf(await registrations.givePhone(order, '+79039990000')())
    expect(await sent()).toBe(before + 1)
  })
})

describe('the password (M6)', () => {
  it('two at once: one is named, the other’s secret is destroyed at once', async () => {
    const { side, order } = await upTo('password')
    const [here, there] = await Promise.all([
      side.here.registrations.setPassword(order, person.password)(),
      side.elsewhere().registrations.setPassword(order, 'Another9Horse')(),
    ])
    expect([here, there].filter(E.isRight)).toHaveLength(1)
    expect(side.passwords.refs()).toHaveLength(1)
  })

  it('one that is refused, or that comes when another step is due, never reaches the vault', async () => {
    const { side, order } = await upTo('password')
    const { registrations } = side.here
    expect(leftOf(await registrations.setPassword(order, 'short')())).toMatchObject({
      code: 'ProfilePasswordWeak',
      faults: ['tooShort', 'noUpperCase', 'noDigit'],
    })
    rightOf(await registrations.setPassword(order, person.password)())
    expect(leftOf(await registrations.setPassword(order, 'Another9Horse')())).toMatchObject({
      code: 'StepNotDue',
      due: 'letter',
    })
    expect(side.passwords.calls).toEqual(['put'])
  })
})

describe('two registrations of one phone (ADR 9)', () => {
  const twoAtTheirLetters = async () => {
    const side = await registrationSide()
    const first = personRegistering(side, person, 'first')
    const second = personRegistering(side, another, 'second')
    const ids = [await first.goOn(side.here, 'letter'), await second.goOn(side.here, 'letter')] as const
    return { side, first, second, ids }
  }

  it('whoever proved it last has it; the other one ends as valueTaken and leaves nothing', async () => {
    const { side, first, second, ids } = await twoAtTheirLetters()
    await expect(first.goOn(side.here)).rejects.toThrow('ValueTaken')
    expect(await second.goOn(side.here)).toBe(ids[1])
    await side.react(side.here)
    const abandoned = (await side.events()).filter(({ type }) => type === 'RegistrationAbandoned')
    expect(abandoned).toMatchObject([{ stream: `registration-${ids[0]}`, data: { cause: 'valueTaken' } }])
    expect(side.destroyedKeys).toEqual([`profile-${ids[0]}`])
    const { claims } = side.here
    expect(rightOf(await claims.holderOf({ kind: 'phone', phone: person.phone })())).toBe(ids[1])
    expect(rightOf(await claims.holderOf({ kind: 'email', email: person.email })())).toBeNull()
  })

  it('completed at the same moment in two processes: one Profile, whatever the order', async () => {
    const { side, first, second } = await twoAtTheirLetters()
    const ends = await Promise.allSettled([first.goOn(side.here), second.goOn(side.elsewhere())])
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const made = (await side.events()).filter(({ type }) => type === 'ProfileRegistered')
    expect(made).toHaveLength(1)
  })
})

describe('M18: a SIP password replaced since the registration was begun', () => {
  const atItsLetter = async () => {
    const side = await registrationSide()
    const anna = personRegistering(side)
    const registrationId = await anna.goOn(side.here, 'letter')
    return { side, anna, registrationId }
  }

  it('makes the letter’s link open nothing: no Profile, no account linked, nothing stays claimed', async () => {
    const { side, anna, registrationId } = await atItsLetter()
    await side.replaceSipPassword('new-sip-secret')
    await expect(anna.goOn(side.here)).rejects.toThrow('RegistrationAbandoned')
    await side.react(side.here)
    const all = await side.events()
    expect(all.filter(({ type }) => type === 'ProfileRegistered')).toEqual([])
    expect(all.filter(({ type }) => type === 'RegistrationAbandoned')).toMatchObject([
      { stream: `registration-${registrationId}`, data: { cause: 'passwordReplaced' } },
    ])
    expect(side.destroyedKeys).toEqual([`profile-${registrationId}`])
    const { claims } = side.here
    expect(rightOf(await claims.holderOf({ kind: 'phone', phone: person.phone })())).toBeNull()
    expect(rightOf(await claims.holderOf({ kind: 'email', email: person.email })())).toBeNull()
  })

  it('stops also one that the reaction would complete after a crash', async () => {
    const { side, anna, registrationId } = await atItsLetter()
    side.store.follow(({ what, stream }) => {
      if (what === 'append' && stream === `profile-${registrationId}`) throw new Error('stopped')
      return 'goOn'
    })
    await expect(anna.goOn(side.here)).rejects.toThrow('stopped')
    side.store.follow(() => 'goOn')
    await side.replaceSipPassword('new-sip-secret')
    await side.react(side.elsewhere())
    expect(rightOf(await side.handler.load(profile, registrationId)()).state.status).toBe('absent')
    expect(side.destroyedKeys).toEqual([`profile-${registrationId}`])
  })

  it('changes nothing for a Profile that is there', async () => {
    const side = await registrationSide()
    const profileId = await personRegistering(side).goOn(side.here)
    await side.replaceSipPassword('new-sip-secret')
    await side.react(side.here)
    expect(rightOf(await side.handler.load(profile, profileId)()).state).toMatchObject({
      status: 'active',
      accounts: ['a1'],
    })
  })
})

describe('what heals (architecture.md)', () => {
  it('a completion that comes late claims nothing that the Profile has changed since', async () => {
    const side = await registrationSide()
    side.store.follow(({ what, stream }) => {
      if (what === 'appended' && stream.startsWith('profile-')) throw new Error('stopped')
      return 'goOn'
    })
    await expect(personRegistering(side).goOn(side.here)).rejects.toThrow('stopped')
    side.store.follow(() => 'goOn')
    const [made] = (await side.events()).filter(({ type }) => type === 'ProfileRegistered')
    const profileId = made?.stream.slice('profile-'.length) ?? ''

    const { claims, registrations } = side.elsewhere()
    const value = { kind: 'phone', phone: person.phone } as const
    await side.doubles.record(profileId, {
      type: 'PhoneChanged',
      data: { challengeId: 'c9', phone: '+79037770000' },
    })
    rightOf(await claims.release({ value, owner: profileId, circumstances: asked })())
    rightOf(await registrations.complete({ registrationId: profileId, circumstances: fromBrowser })())
    expect(rightOf(await claims.holderOf(value)())).toBeNull()
    expect((await side.events()).filter(({ type }) => type === 'RegistrationCompleted')).toHaveLength(1)
  })

  it('one whose e-mail is confirmed never expires; a Profile is never let go', async () => {
    const side = await registrationSide()
    const profileId = await personRegistering(side).goOn(side.here)
    side.clock.advance(2 * registrationLifetime)
    const order = { registrationId: profileId, circumstances: asked }
    rightOf(await side.here.registrations.expire(order)())
    rightOf(await side.here.registrations.letGo(order)())
    expect(side.destroyedKeys).toEqual([])
    expect(rightOf(await side.handler.load(profile, profileId)()).state.status).toBe('active')
  })
})
