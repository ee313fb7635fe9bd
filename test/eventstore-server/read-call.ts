import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import { type handleServerStreamingCall, status } from '@grpc/grpc-js'
import type { EventLog, RecordedEvent } from './event-log.ts'
import { type ReadCall, sendingTo } from './sending.ts'
import { type HandedOver, subscribe } from './subscription.ts'
import { readEvent, streamNameFrom, streamNotFound } from './wire.ts'

const { FORWARDS } = streams.ReadReq.Options.ReadDirection

const forwardsFrom = (options: ReadReq.Options.StreamOptions): number =>
  options.hasRevision() ? Number(options.getRevision()) : options.hasEnd() ? Number.MAX_SAFE_INTEGER : 0

const backwardsFrom = (options: ReadReq.Options.StreamOptions): number =>
  options.hasRevision() ? Number(options.getRevision()) : options.hasStart() ? 0 : Number.MAX_SAFE_INTEGER

const ofStream = (
  events: readonly RecordedEvent[],
  from: ReadReq.Options.StreamOptions,
  forwards: boolean,
): readonly RecordedEvent[] =>
  forwards
    ? events.slice(forwardsFrom(from))
    : events.slice(0, Math.min(backwardsFrom(from), events.length) + 1).reverse()

/** Reading `$all` forwards from a position includes it; backwards it does not, as EventStoreDB's do. */
const ofAll = (
  events: readonly RecordedEvent[],
  from: ReadReq.Options.AllOptions,
  forwards: boolean,
): readonly RecordedEvent[] => {
  const position = BigInt(from.getPosition()?.getCommitPosition() ?? 0)
  if (forwards)
    return from.hasEnd() ? [] : events.filter((event) => from.hasStart() || event.position >= position)
  return from.hasStart() ? [] : events.filter((event) => from.hasEnd() || event.position < position).reverse()
}

const sendAll = async (
  call: ReadCall,
  events: readonly RecordedEvent[],
  watch: HandedOver,
): Promise<void> => {
  const sending = sendingTo(call)
  for (const event of events) {
    watch.read += 1
    if (!(await sending.send(readEvent(event)))) return
  }
  call.end()
}

const readOnce = async (
  log: EventLog,
  call: ReadCall,
  options: ReadReq.Options,
  watch: HandedOver,
): Promise<void> => {
  const forwards = options.getReadDirection() === FORWARDS
  const count = Number(options.getCount())
  const all = options.getAll()
  if (all !== undefined) return sendAll(call, ofAll(log.all, all, forwards).slice(0, count), watch)
  const stream = options.getStream()
  const name = streamNameFrom(stream?.getStreamIdentifier())
  const events = log.stream(name)
  if (stream === undefined || events.length === 0) {
    call.write(streamNotFound(name))
    call.end()
    return
  }
  return sendAll(call, ofStream(events, stream, forwards).slice(0, count), watch)
}

/** `Streams/Read`: pages of a stream and of `$all` both ways, and subscriptions to `$all`. */
export const readCall =
  (log: EventLog, watch: HandedOver): handleServerStreamingCall<ReadReq, ReadResp> =>
  (call) => {
    const options = call.request.getOptions()
    const all = options?.getAll()
    if (options === undefined || (options.hasSubscription() && all === undefined)) {
      call.emit('error', { code: status.UNIMPLEMENTED, details: 'only $all can be subscribed to here' })
      return
    }
    const serving =
      options.hasSubscription() && all !== undefined
        ? subscribe(log, call, all, options.getFilter(), watch)
        : readOnce(log, call, options, watch)
    serving.catch((error: unknown) => call.emit('error', error))
  }
