import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { hours, type Instant, minutes, seconds } from '../../../domain/instant.ts'
import {
  admit,
  fail,
  nobodyGuessedAt,
  reset,
  type SignInFailures,
  type SignInFailuresEvent,
  signInFailures,
  succeed,
  waitAfter,
} from '../../../domain/sign-in-failures/sign-in-failures.ts'
import { at, histories, noon } from '../given-when-then.ts'

const given = histories(signInFailures)

const failed = (count: number, accountId: string | null = null): SignInFailuresEvent => ({
  type: 'SignInFailed',
  data: { ...nobodyGuessedAt, count, accountId, from: null, fromCount: count, others: [], tries: count },
})

/** So many failures from there, one after another, a second each. */
const guessed = (state: SignInFailures, from: string, times: number): SignInFailures =>
  Array.from({ length: times }).reduce<SignInFailures>((present) => {
    const decided = fail(nobodyGuessedAt, present.lastAt, from)(present)
    const [event] = E.isRight(decided) ? decided.right : []
    return event === undefined
      ? present
      : signInFailures.evolve(present, { ...event, at: present.lastAt + seconds(1) })
  }, state)
/** What a decision makes of it, a second after the last failure. */
const decidedOn = (decide: ReturnType<typeof succeed>, state: SignInFailures): SignInFailures => {
  const decided = decide(state)
  const [event] = E.isRight(decided) ? decided.right : []
  return event === undefined
    ? state
    : signInFailures.evolve(state, { ...event, at: state.lastAt + seconds(1) })
}
const quiet: SignInFailures = { ...signInFailures.initial, lastAt: noon, triedAt: noon }
const waits = (state: SignInFailures, from: string): number => {
  const admitted = admit(state.lastAt, from)(state)
  return E.isLeft(admitted) ? Number(admitted.left.retryAfter) : 0
}
const forgiven: SignInFailuresEvent = {
  type: 'SignInFailuresReset',
  data: { others: [], tries: 0, triedAt: 0 },
}

/** Whether a try is let through after so many failures, the last of them at noon. */
const isAdmitted = (count: number, moment: Instant): boolean =>
  E.isRight(admit(moment)(given([at(noon, failed(count))]).state))

describe('the sign-in throttle (security.md)', () => {
  it.each([
    [0, 0],
    [1, 0],
    [4, 0],
    [5, 10],
    [6, 20],
    [7, 40],
    [8, 80],
    [9, 160],
    [10, 300],
    [11, 300],
    [100, 300],
    [1_000_000, 300],
  ])('after %d failures the wait is %d s', (count, wait) => {
    expect(waitAfter(count)).toBe(seconds(wait))
  })

  it('never shortens with another failure, and never exceeds 5 min', () => {
    fc.assert(
      fc.property(fc.nat(), (count) => {
        expect(waitAfter(count + 1)).toBeGreaterThanOrEqual(waitAfter(count))
        expect(waitAfter(count)).toBeLessThanOrEqual(minutes(5))
      }),
    )
  })

  it('lets through whoever has not failed, and whoever failed up to four times', () => {
    given([]).when(admit(noon)).thenNothing()
    for (const count of [1, 2, 3, 4]) expect(isAdmitted(count, noon)).toBe(true)
  })

  it('refuses during the wait, says the seconds left, and lets through when it is over', () => {
    const five = given([at(noon, failed(5))])
    five.when(admit(noon)).refused('TooManyAttempts', 10)
    five.when(admit(noon + 1)).refused('TooManyAttempts', 10)
    five.when(admit(noon + seconds(9.5))).refused('TooManyAttempts', 1)
    five.when(admit(noon + seconds(10))).thenNothing()
  })

  it('counts on after the wait: one more failure doubles it', () => {
    const five = given([at(noon, failed(5))])
    five.when(fail({ ...nobodyGuessedAt, accountId: 'a' }, noon)).then([failed(6, 'a')])
    given([at(noon, failed(6))])
      .when(admit(noon + seconds(19)))
      .refused('TooManyAttempts', 1)
  })

  it('after a day without a failure lets a few go free again, and counts on towards the block', () => {
    const five = given([at(noon, failed(5))])
    five.when(fail(nobodyGuessedAt, noon + hours(24) - 1)).then([failed(6)])
    const anew = { ...nobodyGuessedAt, count: 6, from: null, fromCount: 1, others: [], tries: 1 }
    five.when(fail(nobodyGuessedAt, noon + hours(24))).then([{ type: 'SignInFailed', data: anew }])
  })

  it.each([
    ['a success', succeed()],
    ['another password', reset],
  ])('starts anew after %s, and records nothing when there is nothing to forget', (_, decide) => {
    const seven = at(noon, failed(7))
    const forgot = { ...forgiven, data: { ...forgiven.data, triedAt: decide === reset ? 0 : noon } }
    given([seven]).when(decide).then([forgot])
    given([seven, forgot]).when(decide).thenNothing()
    given([]).when(decide).thenNothing()
    given([seven, forgot])
      .when(fail({ ...nobodyGuessedAt, accountId: 'a' }, noon))
      .then([failed(1, 'a')])
  })

  it('a success lets its own place go on, and leaves a stranger waiting as at a login that nobody has', () => {
    const before = guessed(guessed(quiet, 'owner', 3), 'stranger', 7)
    const state = decidedOn(succeed('owner'), before)
    expect(state).toMatchObject({ count: 0, tries: 7, sources: [{ from: 'stranger', count: 7 }] })
    expect(waits({ ...state, lastAt: state.triedAt }, 'stranger')).toBe(waits(before, 'stranger'))
    expect(waits(guessed(state, 'stranger', 1), 'stranger')).toBe(80)
    expect(waits(guessed(state, 'owner', 4), 'owner')).toBe(0)
    // It counts anew towards the block, and from a place of its own it can be forgotten again.
    expect(decidedOn(succeed('stranger'), state)).toMatchObject({ count: 0, tries: 0, sources: [] })
  })

  it('a success leaves all waiting whom guesses from many places made wait', () => {
    const many = Array.from({ length: 25 }).reduce<SignInFailures>(
      (state, _, place) => guessed(state, `place ${place}`, 2),
      quiet,
    )
    const state = decidedOn(succeed('owner'), many)
    expect(state.count).toBe(0)
    expect(waits({ ...state, lastAt: state.triedAt }, 'anywhere')).toBe(waits(many, 'anywhere'))
  })

  it('lets each place wait for its own: a stranger who guesses on and on does not hold the owner up', () => {
    const state = guessed(quiet, 'stranger', 60)
    expect(state.count).toBe(60)
    expect(waits(state, 'stranger')).toBe(300)
    expect(waits(state, 'owner')).toBe(0)
    expect(waits(guessed(state, 'owner', 4), 'owner')).toBe(0)
    expect(waits(guessed(state, 'owner', 5), 'owner')).toBe(10)
  })

  it('makes all wait when guesses come from many places: the 21st from elsewhere than the busiest', () => {
    const from = (places: number) =>
      Array.from({ length: places }).reduce<SignInFailures>(
        (state, _, place) => guessed(state, `place ${place}`, 4),
        quiet,
      )
    expect(waits(from(6), 'owner')).toBe(0)
    expect(waits(guessed(from(6), 'place 6', 1), 'owner')).toBe(10)
    expect(waits(from(25), 'owner')).toBe(300)
  })

  it('counts in the whole also what came from places that are forgotten', () => {
    const state = Array.from({ length: 99 }).reduce<SignInFailures>(
      (present, _, place) => guessed(present, `place ${place}`, 1),
      quiet,
    )
    expect(state.count).toBe(99)
    expect(state.sources).toHaveLength(20)
    expect(waits(state, 'anywhere')).toBe(300)
  })

  it('is told by the last event alone', () => {
    expect(signInFailures.lastEventTells).toBe(true)
    const all = [failed(1), failed(2), forgiven, failed(1)].map((event) => at(noon, event))
    for (const length of [1, 2, 3, 4])
      expect(given(all.slice(length - 1, length)).state).toEqual(given(all.slice(0, length)).state)
  })
})
