import * as E from 'fp-ts/lib/Either.js'
import type { AnyEvent, Recorded } from './event.ts'
import type { Instant } from './instant.ts'

/** Something asked for that is refused: a stable code, and what the person needs to know beside it. */
export interface RefusalOf<Code extends string> {
  readonly code: Code
  /** Seconds until trying again makes sense. */
  readonly retryAfter?: number
  /** What has to be done first: a registration's step, a session's stage. */
  readonly due?: string
}

/** Events to record (none when nothing changes), or the refusal. */
export type Decided<Event, Code extends string> = E.Either<RefusalOf<Code>, readonly Event[]>

/** A decision takes its arguments first and the state last; it is pure, and may be asked again. */
export type Decision<State, Event, Code extends string> = (state: State) => Decided<Event, Code>

/** One consistency boundary: its events' contract, the state before any of them, and how they add up. */
export interface Aggregate<State, Event extends AnyEvent, Category extends string = string> {
  /** First part of the stream's name, before the id. */
  readonly category: Category
  /** Whether an event is one of this aggregate's. */
  readonly owns: (event: AnyEvent) => event is Event
  readonly initial: State
  /** Total: history is never rejected. */
  readonly evolve: (state: State, event: Recorded<Event>) => State
  /** Set where the last event alone tells the state, so that a long stream is never read whole. */
  readonly lastEventTells?: true
}

export const record = <Event>(...events: readonly Event[]): E.Either<never, readonly Event[]> =>
  E.right(events)

export const nothingToDo: E.Either<never, readonly never[]> = E.right([])

export const refuse = <Code extends string>(
  code: Code,
  more: Omit<RefusalOf<Code>, 'code'> = {},
): E.Either<RefusalOf<Code>, never> => E.left({ code, ...more })

/** Whole seconds from `now` until `then`, at least 1: the value of a Retry-After. */
export const secondsUntil = (then: Instant, now: Instant): number =>
  Math.max(1, Math.ceil((then - now) / 1000))
