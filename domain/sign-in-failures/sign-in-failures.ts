import { z } from 'zod'
import { type Aggregate, type Decided, nothingToDo, record, refuse, secondsUntil } from '../decision.ts'
import { defineEvent, type EventsOf, oneOf, type Recorded } from '../event.ts'
import { type Instant, minutes, seconds } from '../instant.ts'

/**
 * Failed sign-ins of one subject (a SIP login from one address, a Profile, a login that nobody has). Every event
 * carries the running counts, so only the last one has to be read however long the guessing goes on.
 */
export const signInFailuresEvents = {
  /**
   * Whose password, or second factor, was guessed at; all are null when the login names nobody. `service`: the password
   * of an account at another service (M12), which a Profile gave. `from`: fingerprint of where the guess came from,
   * `null` where the subject says it; `fromCount`: how many in a row came from there; `others`: the other places.
   */
  SignInFailed: defineEvent({
    version: 4,
    open: {
      count: z.number(),
      from: z.string().nullable(),
      fromCount: z.number(),
      others: z.array(z.strictObject({ from: z.string().nullable(), count: z.number(), at: z.number() })),
      accountId: z.string().nullable(),
      profileId: z.string().nullable(),
      staffId: z.string().nullable(),
      service: z.string().nullable(),
    },
    upcasts: {
      1: (open) => ({ ...open, profileId: null }),
      2: (open) => ({ ...open, staffId: null, service: null }),
      3: (open) => ({ ...open, from: null, fromCount: open['count'], others: [] }),
    },
  }),
  SignInFailuresReset: defineEvent({}),
} as const

export type SignInFailuresEvent = EventsOf<typeof signInFailuresEvents>

/** Failures in a row from one place. */
interface Source {
  readonly from: string | null
  readonly count: number
  /** Of the last one. */
  readonly at: Instant
}

export interface SignInFailures {
  /** In a row, from wherever. */
  readonly count: number
  readonly lastAt: Instant
  /** Newest first, as many as are remembered. */
  readonly sources: readonly Source[]
}

const evolve = (_: SignInFailures, { type, data, at }: Recorded<SignInFailuresEvent>): SignInFailures =>
  type === 'SignInFailed'
    ? {
        count: data.count,
        lastAt: at,
        sources: [{ from: data.from, count: data.fromCount, at }, ...data.others],
      }
    : { count: 0, lastAt: at, sources: [] }

export const signInFailures: Aggregate<SignInFailures, SignInFailuresEvent, 'signInFailures'> = {
  category: 'signInFailures',
  owns: oneOf(signInFailuresEvents),
  lastEventTells: true,
  initial: { count: 0, lastAt: 0, sources: [] },
  evolve,
}

const freeFailures = 4
const firstWait = seconds(10)
const longestWait = minutes(5)

/** How long to wait after `count` consecutive failures, in milliseconds: 4 are free, then 10 s, doubling to 5 min. */
export const waitAfter = (count: number): number =>
  count <= freeFailures ? 0 : Math.min(longestWait, firstWait * 2 ** Math.min(count - freeFailures - 1, 10))

/** Failures from elsewhere than the busiest place that hold nobody up yet: an owner and a few colleagues mistype. */
const freeElsewhere = 16

/** More places than these are many enough to be one attack: what came from the oldest counts on in the whole. */
const rememberedSources = 20

const ofSource = ({ sources }: SignInFailures, from: string | null): Source | undefined =>
  sources.find((source) => source.from === from)

/** Until when whoever guesses from there has to wait. */
const waitsUntil = (state: SignInFailures, from: string | null): Instant => {
  const { count, lastAt, sources } = state
  const own = ofSource(state, from)
  const elsewhere = count - Math.max(0, ...sources.map((source) => source.count))
  return Math.max(
    own === undefined ? 0 : own.at + waitAfter(own.count),
    lastAt + waitAfter(elsewhere - freeElsewhere),
  )
}

/**
 * Refuses while the wait runs; the password must not even be looked at then. Each place waits for its own failures, so
 * that a stranger's do not keep the owner out; guesses from many places make all of them wait (ADR 3).
 */
export const admit =
  (now: Instant, from: string | null = null) =>
  (state: SignInFailures): Decided<never, 'TooManyAttempts'> => {
    const until = waitsUntil(state, from)
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

/** Counts one more failure, from there. */
export const fail =
  (guessedAt: GuessedAt, from: string | null = null) =>
  (state: SignInFailures): Decided<SignInFailuresEvent, never> => {
    const others = state.sources.filter((source) => source.from !== from).slice(0, rememberedSources - 1)
    const fromCount = (ofSource(state, from)?.count ?? 0) + 1
    return record({
      type: 'SignInFailed',
      data: { ...guessedAt, count: state.count + 1, from, fromCount, others },
    })
  }

/** A success starts the count anew. */
export const reset = (state: SignInFailures): Decided<SignInFailuresEvent, never> =>
  state.count === 0 ? nothingToDo : record({ type: 'SignInFailuresReset', data: {} })
