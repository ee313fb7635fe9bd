import {
  type AllStreamSubscription,
  type EventStoreDBClient,
  START,
  streamNameFilter,
} from '@eventstore/db-client'
import type { EventStore, LogDelivery, Position, StoredEvent } from '../../application/ports/event-store.ts'
import { type Asking, describe } from './answer.ts'
import { fromLeader } from './leader-client.ts'
import type { LogEnd } from './log-end.ts'
import { type Namespace, storedEventFrom, UnreadableEvent } from './stored-event.ts'

/** Events held ready for the consumer, and the most that one delivery begins to gather. */
const readAhead = 256
/** How many events of others the server passes over at once. */
const searchWindow = 1_000
const firstPauseMs = 100
const longestPauseMs = 3_000

const ignore = (): void => {}

const subscribe = (client: EventStoreDBClient, namespace: Namespace, after: Position | null) =>
  client.subscribeToAll(
    {
      ...fromLeader,
      fromPosition: after === null ? START : { commit: after, prepare: after },
      filter: streamNameFilter({ prefixes: [namespace.prefix], maxSearchWindow: searchWindow }),
    },
    { highWaterMark: readAhead },
  )

const reached = (cursor: Position | null, end: Position | null): boolean =>
  end === null || (cursor !== null && cursor >= end)

/** The end of the log could not be asked for; the words are safe to log. */
class SubscriptionLost extends Error {}

/** Subscribing anew heals what the network and the server do, and neither a bug nor a log that cannot be read. */
const isBeyondHealing = (error: unknown): boolean =>
  error instanceof UnreadableEvent || error instanceof TypeError || error instanceof RangeError

const reasonOf = (error: unknown): string =>
  error instanceof SubscriptionLost ? error.message : describe({ kind: 'failure', error })

const endOfLog = async (logEnd: LogEnd, signal: AbortSignal): Promise<Position | null> => {
  const outcome = await logEnd.last(signal)
  if (outcome.kind === 'answer') return outcome.value
  throw new SubscriptionLost(describe(outcome))
}

interface Log {
  readonly client: EventStoreDBClient
  readonly namespace: Namespace
  readonly asking: Asking
  readonly logEnd: LogEnd
}

/** Where a subscription stands, across its connections. */
interface Place {
  after: Position | null
  retryInMs: number
}

/** What is there to be taken at once, never ending within an append. */
async function* gatheredFrom(
  subscription: AllStreamSubscription,
  namespace: Namespace,
): AsyncGenerator<readonly StoredEvent[], void, undefined> {
  let gathered: StoredEvent[] = []
  for await (const { event } of subscription) {
    if (event === undefined) continue
    const delivered = storedEventFrom(namespace, event)
    gathered.push(delivered.event)
    const moreIsReady = gathered.length < readAhead && subscription.readableLength > 0
    if (delivered.continues || moreIsReady) continue
    yield gathered
    gathered = []
  }
}

/**
 * What one connection gives. It has caught up when it has delivered the event that was the last of ours at a moment
 * after its start. The server's own word for it (23.10 and later) is not used: older servers do not say it, and none
 * says it again for events that arrive live.
 */
async function* deliveriesOf(
  subscription: AllStreamSubscription,
  { namespace, logEnd }: Log,
  place: Place,
  signal: AbortSignal,
): AsyncGenerator<LogDelivery, void, undefined> {
  let target: { readonly end: Position | null } | null = { end: await endOfLog(logEnd, signal) }
  if (reached(place.after, target.end)) {
    target = null
    yield { kind: 'caughtUp' }
  }
  for await (const events of gatheredFrom(subscription, namespace)) {
    place.after = events.at(-1)?.position ?? place.after
    yield { kind: 'events', events }
    if (signal.aborted) return
    if (target === null && subscription.readableLength === 0) target = { end: await endOfLog(logEnd, signal) }
    if (target === null || !reached(place.after, target.end)) continue
    target = null
    yield { kind: 'caughtUp' }
  }
}

/** One connection from its start to its end; returns why it ended, in words that are safe to log. */
async function* connection(
  log: Log,
  place: Place,
  signal: AbortSignal,
): AsyncGenerator<LogDelivery, string, undefined> {
  const subscription = subscribe(log.client, log.namespace, place.after)
  const stop = (): void => {
    subscription.unsubscribe().catch(ignore)
    subscription.destroy()
  }
  // The client only emits its error. Before iteration it would pass unseen, and after it, without a listener, it
  // would end the process; a destroyed stream tells it to whoever iterates.
  subscription.on('error', (error) => subscription.destroy(error))
  subscription.once('confirmation', () => {
    place.retryInMs = firstPauseMs
  })
  signal.addEventListener('abort', stop, { once: true })
  try {
    yield* deliveriesOf(subscription, log, place, signal)
    return 'the server ended it'
  } catch (error) {
    if (isBeyondHealing(error)) throw error
    return reasonOf(error)
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
  }
}

/**
 * Subscribes to `$all` for our streams, and anew from the last delivered event whenever the connection is lost: the
 * client's subscription emits one error and never comes back. It resumes from positions of our own events only: the
 * server finds the place after a position by reading one event that passes the filter, which skips one of ours if the
 * position is another's (as those of checkpoints are).
 */
export const subscribeToLog = (log: Log, closing: AbortSignal): EventStore['subscribeAll'] =>
  async function* (after, callerSignal) {
    const { clock, log: tell } = log.asking
    const signal = AbortSignal.any([callerSignal, closing])
    const place: Place = { after, retryInMs: firstPauseMs }
    while (!signal.aborted) {
      const because = yield* connection(log, place, signal)
      if (signal.aborted) return
      const { retryInMs } = place
      place.retryInMs = Math.min(retryInMs * 2, longestPauseMs)
      tell({ kind: 'subscriptionLost', because, retryInMs })
      await clock.wait(retryInMs, signal)
    }
  }
