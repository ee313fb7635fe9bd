import { BACKWARDS, END, type EventStoreDBClient } from '@eventstore/db-client'
import type { Position } from '../../application/ports/event-store.ts'
import { type Asking, askPersistently, type Outcome } from './answer.ts'
import { fromLeader } from './leader-client.ts'
import { takeFrom } from './reading.ts'
import type { Namespace } from './stored-event.ts'

/** How far back the server's log has been looked through, and which of ours was the last one there. */
interface Known {
  readonly lookedThroughTo: Position
  readonly last: Position | null
}

interface Look extends Known {
  /** Whether `last` is known now, or only that it is not among what was looked at. */
  readonly settled: boolean
}

export interface LogEnd {
  /** Position of the last event of our namespace, `null` when it has none. */
  readonly last: (signal?: AbortSignal) => Promise<Outcome<Position | null>>
}

/**
 * Finds the end of our log by reading `$all` backwards until an event of ours turns up: one event when ours is the
 * last, else as many as others have written since. What was looked through is remembered, so that each look costs
 * only what is new; the first one after a start may have to pass everything that others wrote after our last event
 * (about 60,000 a second).
 */
export const findLogEnd = (client: EventStoreDBClient, namespace: Namespace, asking: Asking): LogEnd => {
  let known: Known | null = null

  const look = async (maxCount: number, givenUp: AbortSignal, step: () => void): Promise<Look | null> => {
    let newest: Position | null = null
    let count = 0
    let found: Look | null = null
    const read = client.readAll({ ...fromLeader, direction: BACKWARDS, fromPosition: END, maxCount })
    await takeFrom(read, givenUp, ({ event }) => {
      if (event === undefined) return true
      const position = event.position.commit
      newest ??= position
      count += 1
      step()
      if (namespace.isOurs(event.streamId)) found = { lookedThroughTo: newest, last: position, settled: true }
      // A log whose end lies before what is remembered is another log: then nothing is remembered.
      else if (known !== null && newest >= known.lookedThroughTo && position <= known.lookedThroughTo)
        found = { lookedThroughTo: newest, last: known.last, settled: true }
      return found === null
    })
    if (found !== null) return found
    return newest === null ? null : { lookedThroughTo: newest, last: null, settled: count < maxCount }
  }

  const lookTwice = async (givenUp: AbortSignal, step: () => void): Promise<Position | null> => {
    const first = await look(1, givenUp, step)
    const seen = first === null || first.settled ? first : await look(Number.MAX_SAFE_INTEGER, givenUp, step)
    if (givenUp.aborted) return null
    known = seen
    return seen?.last ?? null
  }

  return {
    last: (signal) => {
      let steps = 0
      return askPersistently(asking, {
        what: 'read',
        progress: () => steps,
        ask: (givenUp) =>
          lookTwice(givenUp, () => {
            steps += 1
          }),
        ...(signal === undefined ? {} : { signal }),
      })
    },
  }
}
