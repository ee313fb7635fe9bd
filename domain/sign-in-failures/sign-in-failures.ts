import { z } from 'zod'
import { type Aggregate, type Decided, nothingToDo, record, refuse, secondsUntil } from '../decision.ts'
import { defineEvent, type EventsOf, oneOf, type Recorded } from '../event.ts'
import { hours, type Instant, minutes, seconds } from '../instant.ts'

/** Places and how many failures in a row came from each, when the last. */
const others = z.array(z.strictObject({ from: z.string().nullable(), count: z.number(), at: z.number() }))

/**
 * Failed sign-ins of one subject (a SIP login from one address, a Profile, a login that nobody has). Every event
 * carries the running counts, so only the last one has to be read however long the guessing goes on.
 */
export const signInFailuresEvents = {
  /**
   * Whose password, or second factor, was guessed at; all are null when the login names nobody. `service`: the password
   * of an account at another service (M12), which a Profile gave. `from`: fingerprint of where the guess came from,
   * `null` where the subject says it; `fromCount`: how many in a row came from there; `others`: the other places.
   * `tries`: how many make everybody wait; who got in from one place took away no more than came from there.
   */
  SignInFailed: defineEvent({
    version: 5,
    open: {
      count: z.number(),
      from: z.string().nullable(),
      fromCount: z.number(),
      others,
      tries: z.number(),
      accountId: z.string().nullable(),
      profileId: z.string().nullable(),
      staffId: z.string().nullable(),
      service: z.string().nullable(),
    },
    upcasts: {
      1: (open) => ({ ...open, profileId: null }),
      2: (open) => ({ ...open, staffId: null, service: null }),
      3: (open) => ({ ...open, from: null, fromCount: open['count'], others: [] }),
      4: (open) => ({ ...open, tries: open['count'] }),
    },
  }),
  /** Nothing counts towards the block any more. `others`, `tries`, `triedAt`: whom it leaves waiting all the same. */
  SignInFailuresReset: defineEvent({
    version: 2,
    open: { others, tries: z.number(), triedAt: z.number() },
    upcasts: { 1: () => ({ others: [], tries: 0, triedAt: 0 }) },
  }),
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
  /** In a row, from wherever; so many block. */
  readonly count: number
  readonly lastAt: Instant
  /** From wherever, but for places from which somebody got in since; so many make everybody wait. */
  readonly tries: number
  readonly triedAt: Instant
  /** Newest first, as many as are remembered. */
  readonly sources: readonly Source[]
}

const evolve = (_: SignInFailures, { type, data, at }: Recorded<SignInFailuresEvent>): SignInFailures =>
  type === 'SignInFailed'
    ? {
        count: data.count,
        lastAt: at,
        tries: data.tries,
        triedAt: at,
        sources: [{ from: data.from, count: data.fromCount, at }, ...data.others],
      }
    : { count: 0, lastAt: at, tries: data.tries, triedAt: data.triedAt, sources: data.others }

export const signInFailures: Aggregate<SignInFailures, SignInFailuresEvent, 'signInFailures'> = {
  category: 'signInFailures',
  owns: oneOf(signInFailuresEvents),
  lastEventTells: true,
  initial: { count: 0, lastAt: 0, tries: 0, triedAt: 0, sources: [] },
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
  const { tries, triedAt, sources } = state
  const own = ofSource(state, from)
  const elsewhere = tries - Math.max(0, ...sources.map((source) => source.count))
  return Math.max(
    own === undefined ? 0 : own.at + waitAfter(own.count),
    triedAt + waitAfter(elsewhere - freeElsewhere),
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

/** After so long without a failure nobody waits for those before; they count on towards the block. */
const quiet = hours(24)

/** Counts one more failure, from there. */
export const fail =
  (guessedAt: GuessedAt, now: Instant, from: string | null = null) =>
  (state: SignInFailures): Decided<SignInFailuresEvent, never> => {
    const { sources, tries } = now - state.triedAt < quiet ? state : signInFailures.initial
    const own = sources.find((source) => source.from === from)
    const others = sources.filter((source) => source !== own).slice(0, rememberedSources - 1)
    const fromCount = (own?.count ?? 0) + 1
    return record({
      type: 'SignInFailed',
      data: { ...guessedAt, count: state.count + 1, from, fromCount, others, tries: tries + 1 },
    })
  }

/**
 * A success starts the count anew, and lets its own place go on. The other places wait as before: were they let go,
 * whoever guesses would see in it that the login is somebody's, and when that person came in.
 */
export const succeed =
  (from: string | null = null) =>
  (state: SignInFailures): Decided<SignInFailuresEvent, never> => {
    const own = ofSource(state, from)
    if (state.count === 0 && own === undefined) return nothingToDo
    const { triedAt } = state
    const others = state.sources.filter((source) => source !== own)
    const tries = Math.max(0, state.tries - (own?.count ?? 0))
    return record({ type: 'SignInFailuresReset', data: { others, tries, triedAt } })
  }

/** Another secret, or the operator's word: what was guessed at is no more, and nobody waits. */
export const reset = (state: SignInFailures): Decided<SignInFailuresEvent, never> =>
  state.count === 0 && state.tries === 0
    ? nothingToDo
    : record({ type: 'SignInFailuresReset', data: { others: [], tries: 0, triedAt: 0 } })
