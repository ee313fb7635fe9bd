import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  type Challenge,
  type ChallengeDecision,
  check,
  evolve,
  expire,
  issue,
  markSent,
  mostFailures,
  noChallenge,
} from '../../../domain/challenge/challenge.ts'
import type { ChallengeEvent } from '../../../domain/challenge/events.ts'
import { type Instant, minutes } from '../../../domain/instant.ts'
import { anyChallengeEvents } from '../any-events.ts'
import { noon } from '../given-when-then.ts'

type Asked = (now: Instant) => ChallengeDecision

const purpose = fc.constantFrom('registrationPhone', 'signIn')
const flowId = fc.constantFrom('flow', 'other')

const asked: fc.Arbitrary<Asked> = fc.oneof(
  fc
    .record({
      purpose,
      via: fc.constantFrom('sms', 'mail', 'authenticator'),
      flowId,
      profileId: fc.constant('p1'),
      to: fc.constantFrom('+79031112233', '+79031112244'),
      decoy: fc.boolean(),
    })
    .map(
      (it): Asked =>
        (now) =>
          issue(it, now),
    ),
  fc.record({ purpose, flowId, matches: fc.option(fc.integer({ min: 1, max: 4 })) }).map(
    (it): Asked =>
      (now) =>
        check(it, now),
  ),
  fc.integer({ min: 0, max: 4 }).map(
    (it): Asked =>
      () =>
        markSent(it),
  ),
  fc.constant<Asked>((now) => expire(now)),
)

const commands = fc.array(fc.tuple(asked, fc.integer({ min: 0, max: minutes(3) })), { maxLength: 60 })

const live = (
  look: (after: Challenge, before: Challenge, recorded: readonly ChallengeEvent[], now: Instant) => void,
) =>
  fc.assert(
    fc.property(commands, (all) => {
      let now = noon
      let state = noChallenge
      for (const [ask, later] of all) {
        now += later
        const at = now
        const recorded = E.getOrElse((): readonly ChallengeEvent[] => [])(ask(now)(state))
        const before = state
        state = recorded.reduce((sum, event) => evolve(sum, { ...event, at }), before)
        look(state, before, recorded, now)
      }
    }),
  )

describe('M4, M7: whatever is asked of a challenge in whatever order', () => {
  it('it takes five wrong tries at most, whatever was issued in between', () => {
    live((after) => {
      if (after.status !== 'absent') expect(after.failures).toBeLessThanOrEqual(mostFailures)
    })
  })

  it('it is passed only in time, not as a decoy, and before the fifth wrong try', () => {
    live((after, before, _, now) => {
      if (after.status !== 'passed' || before.status === 'passed') return
      if (before.status === 'absent') throw new Error('passed before it was issued')
      expect(before).toMatchObject({ status: 'open', decoy: false })
      expect(now).toBeLessThan(before.until)
      expect(before.failures).toBeLessThan(mostFailures)
    })
  })

  it('once passed nothing more is recorded', () => {
    live((_, before, recorded) => {
      if (before.status === 'passed') expect(recorded).toEqual([])
    })
  })

  it('its purpose, flow, way and person never change, and issues count up', () => {
    live((after, before) => {
      if (before.status === 'absent' || after.status === 'absent') return
      const { purpose: what, flowId: flow, via, profileId } = before
      expect(after).toMatchObject({ purpose: what, flowId: flow, via, profileId })
      expect(after.issue - before.issue).toBeOneOf([0, 1])
    })
  })

  it('every event that it records changes it', () => {
    live((after, before, recorded) => {
      if (recorded.length > 0) expect(after).not.toEqual(before)
    })
  })
})

describe('whatever a log holds in whatever order', () => {
  it('adds up to a challenge or to none, and never fails', () => {
    fc.assert(
      fc.property(anyChallengeEvents, (history) => {
        const { status } = history.reduce(evolve, noChallenge)
        expect(['absent', 'open', 'expired', 'passed']).toContain(status)
        expect(status === 'absent').toBe(history.every(({ type }) => type !== 'ChallengeIssued'))
      }),
    )
  })

  it('stays passed once it was passed, whatever follows', () => {
    fc.assert(
      fc.property(anyChallengeEvents, anyChallengeEvents, (history, more) => {
        const state = history.reduce(evolve, noChallenge)
        if (state.status === 'passed') expect(more.reduce(evolve, state)).toBe(state)
      }),
    )
  })
})
