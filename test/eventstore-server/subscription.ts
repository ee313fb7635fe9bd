import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js'
import { status } from '@grpc/grpc-js'
import type { EventLog, RecordedEvent } from './event-log.ts'
import { type ReadCall, type Sending, sendingTo } from './sending.ts'
import { caughtUp, checkpoint, confirmation, readEvent } from './wire.ts'

/** Counts the events that clients were handed, so that back-pressure and needless reading can be seen. */
export interface HandedOver {
  subscribed: number
  read: number
}

type Filter = ReadReq.Options.FilterOptions | undefined

/** Events that a live subscription may lag before EventStoreDB gives it up. */
const liveBuffer = 200
/** EventStoreDB's page when a filter names no search window. */
const defaultSearchWindow = 32

const matches = (filter: Filter, event: RecordedEvent): boolean => {
  const names = filter?.getStreamIdentifier()
  if (names === undefined) return true
  const prefixes = names.getPrefixList()
  return prefixes.length > 0
    ? prefixes.some((prefix) => event.stream.startsWith(prefix))
    : new RegExp(names.getRegex()).test(event.stream)
}

const checkpointInterval = (filter: Filter): number =>
  filter === undefined
    ? Number.POSITIVE_INFINITY
    : (filter.hasMax() ? filter.getMax() : defaultSearchWindow) * filter.getCheckpointintervalmultiplier()

/** Index of the first event after what the subscriber names; its position itself is excluded. */
const startIn = (log: EventLog, from: ReadReq.Options.AllOptions): number => {
  if (from.hasStart()) return 0
  if (from.hasEnd()) return log.all.length
  const after = BigInt(from.getPosition()?.getCommitPosition() ?? 0)
  const index = log.all.findIndex(({ position }) => position > after)
  return index < 0 ? log.all.length : index
}

/** Resolves when the log has more than `length` events, or the call is over. */
const more = (log: EventLog, length: number, sending: Sending): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (log.all.length <= length && !sending.isOver()) return
      stopListening()
      stopWatching()
      resolve()
    }
    const stopListening = log.onWritten(look)
    const stopWatching = sending.onOver(look)
    look()
  })

const tooSlow = {
  code: status.ABORTED,
  details:
    'Operation timed out: Consumer too slow to handle event while live. Client resubscription required.',
}

/**
 * Serves one subscription: what is in the log after its start, then, after a word that it has caught up, what comes.
 * Of events that its filter leaves out it hears through checkpoints only. A live one that lags too far is dropped.
 */
export const subscribe = async (
  log: EventLog,
  call: ReadCall,
  from: ReadReq.Options.AllOptions,
  filter: Filter,
  watch: HandedOver,
): Promise<void> => {
  const sending = sendingTo(call)
  const interval = checkpointInterval(filter)
  let next = startIn(log, from)
  let considered = 0
  let live = false
  await sending.send(confirmation(`subscription at ${next}`))
  while (!sending.isOver()) {
    const event = log.all[next]
    if (event === undefined) {
      if (!live) await sending.send(caughtUp())
      live = true
      await more(log, next, sending)
      continue
    }
    if (live && log.all.length - next > liveBuffer) {
      call.emit('error', tooSlow)
      return
    }
    next += 1
    considered += 1
    if (matches(filter, event)) {
      watch.subscribed += 1
      await sending.send(readEvent(event))
    }
    if (considered % interval === 0) await sending.send(checkpoint(event.position))
  }
}
