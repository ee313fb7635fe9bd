import { describe, expect, it } from 'vitest'
import { profile } from '../../../domain/profile/profile.ts'
import { registrationLifetime } from '../../../domain/registration/registration.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { personRegistering } from './person-registering.ts'
import { asked, person, type RegistrationSide, registrationSide } from './registration-side.ts'

class Crash extends Error {}

/** Stops whatever runs at the nth write to the log or the vault: before it, and right after it. */
const stopAt = (side: RegistrationSide, fatal: number): (() => number) => {
  let step = 0
  const pass = () => {
    step += 1
    if (step > fatal) throw new Crash()
  }
  side.store.follow(({ what }) => {
    if (what !== 'read') pass()
    return 'goOn'
  })
  side.vaultFollows(pass)
  return () => step
}

const goOnUndisturbed = (side: RegistrationSide): void => {
  side.store.follow(() => 'goOn')
  side.vaultFollows(() => {})
}

const stepsOfAll = async (): Promise<number> => {
  const side = await registrationSide()
  const steps = stopAt(side, Number.POSITIVE_INFINITY)
  await personRegistering(side).goOn(side.here)
  await side.react(side.here)
  return steps()
}

const interrupted = async (fatal: number): Promise<RegistrationSide> => {
  const side = await registrationSide()
  stopAt(side, fatal)
  const work = async () => {
    await personRegistering(side).goOn(side.here)
    await side.react(side.here)
  }
  await expect(work()).rejects.toThrow(Crash)
  goOnUndisturbed(side)
  return side
}

const count = async (side: RegistrationSide, type: string): Promise<number> =>
  (await side.events()).filter((stored) => stored.type === type).length

const claimsOf = async (side: RegistrationSide) => {
  const { claims } = side.elsewhere()
  const { phone, email } = person
  return [
    rightOf(await claims.holderOf({ kind: 'phone', phone })()),
    rightOf(await claims.holderOf({ kind: 'email', email })()),
  ]
}

describe('a registration stopped at any write (architecture.md, operations that touch several streams)', () => {
  it('M9, M10: whoever comes back goes on in another process, and one whole Profile comes of it', async () => {
    const steps = await stepsOfAll()
    expect(steps).toBeGreaterThan(30)
    for (let fatal = 0; fatal < steps; fatal += 1) {
      const side = await interrupted(fatal)
      const second = side.elsewhere()
      const profileId = await personRegistering(side).goOn(second)
      await side.react(second)
      const where = `stopped at write ${fatal} of ${steps}`
      const { state } = rightOf(await side.another().load(profile, profileId)())
      expect(state, where).toMatchObject({ status: 'active', phone: person.phone, accounts: ['a1'] })
      const passwordRef = state.status === 'active' ? state.passwordRef : null
      expect(rightOf(await side.passwords.verify(passwordRef, person.password)), where).toBe('right')
      expect(await claimsOf(side), where).toEqual([profileId, profileId])
      for (const type of ['ProfileRegistered', 'OfferAccepted', 'AccountLinked', 'RegistrationCompleted'])
        expect(await count(side, type), `${type}, ${where}`).toBe(1)
      expect(await count(side, 'ClaimConfirmed'), where).toBe(2)
      expect(side.destroyedKeys, where).toEqual([])
    }
  })

  /** Time passes, and another process reacts; answers the Profile that came of it. */
  const leftAlone = async (side: RegistrationSide): Promise<string | null> => {
    side.clock.advance(registrationLifetime)
    await side.react(side.elsewhere())
    const [made] = (await side.events()).filter(({ type }) => type === 'ProfileRegistered')
    return made === undefined ? null : made.stream.slice('profile-'.length)
  }

  it('whoever never comes back leaves a whole Profile or nothing: no value is held, no key kept', async () => {
    const steps = await stepsOfAll()
    const outcomes = new Set<string>()
    for (let fatal = 0; fatal < steps; fatal += 1) {
      const side = await interrupted(fatal)
      const holder = await leftAlone(side)
      const where = `stopped at write ${fatal} of ${steps}`
      const begun = await count(side, 'RegistrationStarted')
      expect(await claimsOf(side), where).toEqual([holder, holder])
      expect(await count(side, 'RegistrationCompleted'), where).toBe(holder === null ? 0 : 1)
      expect(side.destroyedKeys.length, where).toBe(holder === null ? begun : 0)
      outcomes.add(holder === null ? 'nothing' : 'profile')
    }
    expect(outcomes).toEqual(new Set(['profile', 'nothing']))
  })

  it('and nobody is locked out: the same phone and e-mail may be registered by whoever proves them', async () => {
    const steps = await stepsOfAll()
    for (let fatal = 0; fatal < steps; fatal += 1) {
      const side = await interrupted(fatal)
      if ((await leftAlone(side)) !== null) continue
      const profileId = await personRegistering(side, person, 'anew').goOn(side.elsewhere())
      expect(await claimsOf(side), `stopped at write ${fatal} of ${steps}`).toEqual([profileId, profileId])
    }
  })

  it('what lets go of an abandoned one may be stopped at any write, too, and the key is destroyed last', async () => {
    for (let fatal = 0; fatal < 12; fatal += 1) {
      const side = await registrationSide()
      const begun = personRegistering(side)
      const registrationId = await begun.begin(side.here)
      await begun.goOn(side.here, 'letter')
      rightOf(await side.here.registrations.giveUp({ registrationId, circumstances: asked })())
      stopAt(side, fatal)
      await side.react(side.here).catch((error: unknown) => expect(error).toBeInstanceOf(Crash))
      const where = `stopped at write ${fatal}`
      if (side.destroyedKeys.length > 0) expect(await claimsOf(side), where).toEqual([null, null])
      goOnUndisturbed(side)
      await side.react(side.elsewhere())
      expect(await claimsOf(side), where).toEqual([null, null])
      expect(side.passwords.refs(), where).toEqual([])
      expect(new Set(side.destroyedKeys), where).toEqual(new Set([`profile-${registrationId}`]))
    }
  })
})
