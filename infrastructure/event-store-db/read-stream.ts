import {
  BACKWARDS,
  END,
  type EventStoreDBClient,
  FORWARDS,
  type ReadStreamOptions,
  type RecordedEvent,
  START,
  StreamNotFoundError,
} from '@eventstore/db-client'
import { left, right } from 'fp-ts/lib/Either.js'
import { type EventStore, largestPage, type PageOfStream } from '../../application/ports/event-store.ts'
import { type Asking, askPersistently, unavailable } from './answer.ts'
import { fromLeader } from './leader-client.ts'
import { takeFrom } from './reading.ts'
import { type Namespace, storedEventFrom } from './stored-event.ts'

const optionsOf = ({ direction, from, limit }: PageOfStream): ReadStreamOptions => {
  const edge = direction === 'forwards' ? START : END
  return {
    ...fromLeader,
    direction: direction === 'forwards' ? FORWARDS : BACKWARDS,
    fromRevision: from === undefined ? edge : BigInt(from),
    maxCount: Math.min(limit, largestPage),
  }
}

/** One page; a stream that does not exist is an empty one. */
export const readPage =
  (client: EventStoreDBClient, namespace: Namespace, asking: Asking): EventStore['readStream'] =>
  (stream, page) =>
  async () => {
    if (page.limit < 1) return right([])
    let events: RecordedEvent[] = []
    const outcome = await askPersistently(asking, {
      what: 'read',
      progress: () => events.length,
      ask: (givenUp) => {
        events = []
        const read = client.readStream(namespace.stored(stream), optionsOf(page))
        return takeFrom(read, givenUp, ({ event }) => {
          if (event !== undefined) events.push(event)
          return true
        })
      },
    })
    if (outcome.kind === 'failure' && outcome.error instanceof StreamNotFoundError) return right([])
    if (outcome.kind !== 'answer') return left(unavailable(outcome))
    return right(events.map((event) => storedEventFrom(namespace, event).event))
  }
