import * as E from 'fp-ts/lib/Either.js'
import { expect } from 'vitest'
import type { Aggregate, Decision } from '../../domain/decision.ts'
import type { AnyEvent, Recorded } from '../../domain/event.ts'
import { type Instant, minutes } from '../../domain/instant.ts'

/** When a history begins, unless its events are stamped otherwise: 2026-01-15, noon, UTC. */
export const noon: Instant = Date.UTC(2026, 0, 15, 12)

/** An event stamped with the moment when it happened. */
export const at = <Event extends AnyEvent>(moment: Instant, event: Event): Recorded<Event> => ({
  ...event,
  at: moment,
})

export interface Expectation<State, Event extends AnyEvent> {
  /** Exactly these events are recorded. */
  readonly then: (events: readonly Event[]) => void
  /** Nothing changes: nothing is recorded. */
  readonly thenNothing: () => void
  /** It is refused with this code, and with these seconds to wait if any are said. */
  readonly refused: (code: string, retryAfter?: number) => void
  /** It is refused with this code, and says what has to be done first. */
  readonly refusedUntil: (code: string, due: string) => void
  /** The state after what was recorded; a refusal fails the test. */
  readonly state: () => State
}

export interface GivenHistory<State, Event extends AnyEvent> {
  readonly when: (decision: Decision<State, Event, string>) => Expectation<State, Event>
  readonly state: State
}

/** Begins tests of one aggregate: `given([…]).when(decision).then([…])`. Unstamped events happen a minute apart. */
export const histories =
  <State, Event extends AnyEvent>({ initial, evolve }: Aggregate<State, Event>) =>
  (events: readonly (Event | Recorded<Event>)[]): GivenHistory<State, Event> => {
    const stamped = events.map((event, index) => ({ at: noon + minutes(index), ...event }))
    const state = stamped.reduce(evolve, initial)
    return {
      state,
      when: (decision) => {
        const decided = decision(state)
        return {
          // biome-ignore lint/suspicious/noThenProperty: given, when, then; nobody awaits it
          then: (expected) => expect(decided).toEqual(E.right(expected)),
          thenNothing: () => expect(decided).toEqual(E.right([])),
          refused: (code, retryAfter) =>
            expect(decided).toEqual(E.left(retryAfter === undefined ? { code } : { code, retryAfter })),
          refusedUntil: (code, due) => expect(decided).toEqual(E.left({ code, due })),
          state: () => {
            if (E.isLeft(decided)) throw new Error(`refused: ${decided.left.code}`)
            return decided.right.reduce((sum, event) => evolve(sum, { ...event, at: noon }), state)
          },
        }
      },
    }
  }
