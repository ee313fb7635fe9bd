import { left, right } from 'fp-ts/lib/Either.js'
import type { Clock } from '../../application/ports/clock.ts'
import type { EventStore, StoreUnavailable } from '../../application/ports/event-store.ts'
import { type Asking, type EventStoreDbNotice, unavailable } from './answer.ts'
import { appendTo } from './append.ts'
import { parseConnectionString } from './connection-string.ts'
import { createClient } from './leader-client.ts'
import { findLogEnd } from './log-end.ts'
import { readPage } from './read-stream.ts'
import { namespaceOf } from './stored-event.ts'
import { subscribeToLog } from './subscribe-all.ts'

export interface EventStoreDbOptions {
  /** The connection string, `esdb://` or `kurrentdb://`. A secret: no error and no notice repeats any of it. */
  readonly url: string
  /** Letters, digits and `_`. Our streams are those whose names begin with it and a dot. */
  readonly namespace: string
  readonly clock: Clock
  readonly log?: (notice: EventStoreDbNotice) => void
}

const closed: StoreUnavailable = { kind: 'unavailable', cause: new Error('the event store is closed') }

/**
 * The event store on EventStoreDB 22.6 or later. Connects when first used. The user needs to read `$all` and to
 * append to our streams.
 *
 * Throws when the connection string or the namespace is not usable, in words that repeat nothing of it.
 */
export const openEventStoreDb = ({ url, namespace, clock, log }: EventStoreDbOptions): EventStore => {
  const settings = parseConnectionString(url)
  if (settings._tag === 'Left') throw new Error(`the EventStoreDB connection string ${settings.left}`)
  const ours = namespaceOf(namespace)
  const client = createClient(settings.right)
  const asking: Asking = { clock, log: log ?? (() => {}) }
  const closing = new AbortController()
  const logEnd = findLogEnd(client, ours, asking)
  const append = appendTo(client, ours, asking)
  const readStream = readPage(client, ours, asking)
  const whenOpen = <T>(task: () => Promise<T>, otherwise: T): Promise<T> =>
    closing.signal.aborted ? Promise.resolve(otherwise) : task()

  return {
    append: (stream, expected, events) => () => whenOpen(append(stream, expected, events), left(closed)),
    readStream: (stream, page) => () => whenOpen(readStream(stream, page), left(closed)),
    subscribeAll: subscribeToLog({ client, namespace: ours, asking, logEnd }, closing.signal),
    lastPosition: () => () =>
      whenOpen(async () => {
        const outcome = await logEnd.last(closing.signal)
        return outcome.kind === 'answer' ? right(outcome.value) : left(unavailable(outcome))
      }, left(closed)),
    close: async () => {
      closing.abort()
      await client.dispose()
    },
  }
}
