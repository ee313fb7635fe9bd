import { z } from 'zod'
import { type Aggregate, type Decided, nothingToDo, record, refuse, secondsUntil } from '../decision.ts'
import { defineEvent, type EventsOf, oneOf, type Recorded } from '../event.ts'
import { type Instant, minutes, seconds } from '../instant.ts'

/**
 * Failed sign-ins of one subject (a SIP login from one address, a Profile, a login that nobody has). Every event
 * carries the running count, so only the last one has to be read however long the guessing goes on.
 */
export const signInFailuresEvents = {
  /**
   * Whose password, or second factor, was guessed at; all are null when the login names nobody. `service`: the password
   * of an account at another service (M12), which a Profile gave.
   */
  SignInFailed: defineEvent({
    version: 3,
    open: {
      count: z.number(),
      accountId: z.string().nullable(),
      profileId: z.string().nullable(),
      staffId: z.string().nullable(),
      service: z.string().nullable(),
    },
    upcasts: {
      1: (open) => ({ ...open, profileId: null }),
      2: (open) => ({ ...open, staffId: null, service: null }),
    },
  }),
  SignInFailuresReset: defineEvent({}),
} as const

export type SignInFailuresEvent = EventsOf<typeof signInFailuresEvents>

export interface SignInFailures {
  readonly count: number
  readonly lastAt: Instant
}

const evolve = (_: SignInFailures, event: Recorded<SignInFailuresEvent>): SignInFailures =>
  event.type === 'SignInFailed'
    ? { count: event.data.count, lastAt: event.at }
    : { count: 0, lastAt: event.at }

export const signInFailures: Aggregate<SignInFailures, SignInFailuresEvent, 'signInFailures'> = {
  category: 'signInFailures',
  owns: oneOf(signInFailuresEvents),
  lastEventTells: true,
  initial: { count: 0, lastAt: 0 },
  evolve,
}

const freeFailures = 4
const firstWait = seconds(10)
const longestWait = minutes(5)

/** How long to wait after `count` consecutive failures, in milliseconds: 4 are free, then 10 s, doubling to 5 min. */
export const waitAfter = (count: number): number =>
  count <= freeFailures ? 0 : Math.min(longestWait, firstWait * 2 ** Math.min(count - freeFailures - 1, 10))

/** Refuses while the wait after the last failure runs; the password must not even be looked at then. */
export const admit =
  (now: Instant) =>
  (state: SignInFailures): Decided<never, 'TooManyAttempts'> => {
    const until = state.lastAt + waitAfter(state.count)
    return now < until ? refuse('TooManyAttempts', { retryAfter: secondsUntil(until, now) }) : nothingToDo
  }

/** Who was guessed at: an account by its SIP password, a Profile, one of the staff, or nobody. */
export interface GuessedAt {
  readonly accountId: string | null
  readonly profileId: string | null
  readonly staffId: string | null
  /** Another service whose password it was (M12). */
  readonly service: string | null
}

export const nobodyGuessedAt: GuessedAt = { accountId: null, profileId: null, staffId: null, service: null }

/** Counts one more failure. */
export const fail =
  (guessedAt: GuessedAt) =>
  (state: SignInFailures): Decided<SignInFailuresEvent, never> =>
    record({ type: 'SignInFailed', data: { count: state.count + 1, ...guessedAt } })

/** A success starts the count anew. */
export const reset = (state: SignInFailures): Decided<SignInFailuresEvent, never> =>
  state.count === 0 ? nothingToDo : record({ type: 'SignInFailuresReset', data: {} })
