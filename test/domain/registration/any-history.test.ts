import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Recorded } from '../../../domain/event.ts'
import { hours, type Instant } from '../../../domain/instant.ts'
import { abandonAsTaken, abandonExpired, complete, giveUp } from '../../../domain/registration/end.ts'
import type { RegistrationEvent } from '../../../domain/registration/events.ts'
import {
  evolve,
  noRegistration,
  type Registration,
  type RegistrationDecision,
  registrationSteps,
} from '../../../domain/registration/registration.ts'
import {
  confirmEmail,
  confirmPhone,
  giveDetails,
  givePhone,
  requestLetter,
  setPassword,
  start,
} from '../../../domain/registration/steps.ts'
import { anyRegistrationEvents } from '../any-events.ts'
import { noon } from '../given-when-then.ts'
import { given as profileOf, registered } from '../profile/history.ts'
import { proven } from '../proofs.ts'
import { given, historyOf } from './history.ts'

type Asked = (now: Instant) => RegistrationDecision

const phone = fc.constantFrom('+79031112233', '+79031112244', '112')
const email = fc.constantFrom('anna@example.org', 'anna@example.net', 'anna')
const challengeId = fc.constantFrom('c1', 'c2')
const id = fc.constantFrom('a', 'b')
const profile = fc.constantFrom(profileOf([]).state, profileOf([registered()]).state)

const asked: fc.Arbitrary<Asked> = fc.oneof(
  fc.record({ profileId: id, accountId: id, sipPasswordRef: id }).map(
    (it): Asked =>
      (now) =>
        start(it, now),
  ),
  fc.record({ phone, challengeId }).map(
    (it): Asked =>
      (now) =>
        givePhone(it, now),
  ),
  fc.record({ to: phone, challengeId }).map(
    (it): Asked =>
      (now) =>
        confirmPhone(proven('registrationPhone', it), now),
  ),
  fc
    .record({
      lastName: fc.constantFrom('Ёлкина', ''),
      firstName: fc.constant('Анна'),
      email,
      acceptedOffer: fc.constantFrom('1', null),
    })
    .map(
      (it): Asked =>
        (now) =>
          giveDetails(it, '1', now),
    ),
  id.map(
    (ref): Asked =>
      (now) =>
        setPassword(ref, now),
  ),
  fc.record({ email, challengeId }).map(
    (it): Asked =>
      (now) =>
        requestLetter(it, now),
  ),
  fc.record({ to: email, challengeId }).map(
    (it): Asked =>
      (now) =>
        confirmEmail(proven('registrationEmail', it), now),
  ),
  profile.map(
    (it): Asked =>
      () =>
        complete(it),
  ),
  profile.map(
    (it): Asked =>
      () =>
        abandonAsTaken(it),
  ),
  fc.constant<Asked>((now) => abandonExpired(now)),
  fc.constant<Asked>(() => giveUp),
)

const commands = fc.array(fc.tuple(asked, fc.integer({ min: 0, max: hours(3) })), { maxLength: 60 })

/** Every step, in order and with what goes together: random commands alone would rarely come to the end. */
const wholeWay: readonly Asked[] = [
  (now) => start({ profileId: 'a', accountId: 'a', sipPasswordRef: 'a' }, now),
  (now) => givePhone({ phone: '+79031112233', challengeId: 'c1' }, now),
  (now) => confirmPhone(proven('registrationPhone', { to: '+79031112233' }), now),
  (now) =>
    giveDetails(
      { lastName: 'Ёлкина', firstName: 'Анна', email: 'anna@example.org', acceptedOffer: '1' },
      '1',
      now,
    ),
  (now) => setPassword('a', now),
  (now) => requestLetter({ email: 'anna@example.org', challengeId: 'c2' }, now),
  (now) => confirmEmail(proven('registrationEmail', { to: 'anna@example.org', challengeId: 'c2' }), now),
]

const order = ['absent', ...registrationSteps, 'completed', 'abandoned']
const rank = ({ status }: Registration): number => order.indexOf(status)

const live = (
  look: (after: Registration, before: Registration, recorded: readonly Recorded<RegistrationEvent>[]) => void,
) =>
  fc.assert(
    fc.property(fc.nat({ max: wholeWay.length }), commands, (already, all) => {
      let now = noon
      let state = noRegistration
      const steps = [...wholeWay.slice(0, already).map((ask) => [ask, 0] as const), ...all]
      for (const [ask, later] of steps) {
        now += later
        const decided = E.getOrElse((): readonly RegistrationEvent[] => [])(ask(now)(state))
        const recorded = decided.map((event) => ({ ...event, at: now }))
        const before = state
        state = recorded.reduce(evolve, before)
        look(state, before, recorded)
      }
    }),
  )

describe('M3–M10: whatever is asked of a registration in whatever order', () => {
  it('goes on one step at a time, and never back', () => {
    live((after, before) => {
      expect(rank(after)).toBeGreaterThanOrEqual(rank(before))
      if (after.status !== 'abandoned') expect(rank(after) - rank(before)).toBeLessThanOrEqual(1)
    })
  })

  it('every event that it records changes it', () => {
    live((after, before, recorded) => {
      if (recorded.length > 0) expect(after).not.toEqual(before)
    })
  })

  it('nothing is recorded after its end', () => {
    live((_, before, recorded) => {
      if (before.status === 'completed' || before.status === 'abandoned') expect(recorded).toEqual([])
    })
  })
})

describe('whatever a log holds in whatever order', () => {
  it('adds up to a registration or to none, and never fails', () => {
    fc.assert(
      fc.property(anyRegistrationEvents, (history) => {
        const { status } = history.reduce(evolve, noRegistration)
        expect(order).toContain(status)
        expect(status === 'absent').toBe(history.every(({ type }) => type !== 'RegistrationStarted'))
      }),
    )
  })

  it('ends where it was abandoned or completed, whatever follows', () => {
    fc.assert(
      fc.property(anyRegistrationEvents, anyRegistrationEvents, (history, more) => {
        const state = history.reduce(evolve, noRegistration)
        if (state.status !== 'completed' && state.status !== 'abandoned') return
        expect(more.reduce(evolve, state)).toBe(state)
      }),
    )
  })

  it('is changed by no event that does not belong to the step that is due', () => {
    const corrections = ['RegistrationPhoneGiven', 'RegistrationLetterRequested']
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(historyOf)), anyRegistrationEvents, (history, more) => {
        more.reduce((before, event) => {
          const after = evolve(before, event)
          if (rank(after) === rank(before) && !corrections.includes(event.type)) expect(after).toBe(before)
          expect(rank(after)).toBeGreaterThanOrEqual(rank(before))
          return after
        }, given(history).state)
      }),
    )
  })
})
