import type { RecordedEvent } from '@eventstore/db-client'
import type { JsonObject, Position, StoredEvent, StreamName } from '../../application/ports/event-store.ts'

/**
 * Our streams begin with `<namespace>.`: EventStoreDB takes what stands before the first hyphen as a stream's
 * category, so that a dot gives `cabinet.sipAccount` as the category of `cabinet.sipAccount-1`, where a hyphen would
 * put all our streams into the one category `cabinet`.
 */
export interface Namespace {
  readonly prefix: string
  readonly stored: (stream: StreamName) => string
  readonly isOurs: (storedName: string) => boolean
}

/** No dot, or one namespace could be the beginning of another; no hyphen, or categories lose their meaning. */
const namespacePattern = /^[A-Za-z][A-Za-z0-9_]{0,63}$/

export const namespaceOf = (name: string): Namespace => {
  if (!namespacePattern.test(name))
    throw new Error('the EventStoreDB namespace must be a letter followed by at most 63 letters, digits or _')
  const prefix = `${name}.`
  return {
    prefix,
    stored: (stream) => `${prefix}${stream}`,
    isOurs: (storedName) => storedName.startsWith(prefix),
  }
}

/**
 * Marks, in the stored metadata, an event that others of the same append follow. EventStoreDB does not keep where an
 * append ended, and deliveries must not end within one.
 */
export const continuesKey = '$appendContinues'

/** EventStoreDB before 22.6 says so of events read from a stream. */
const noPosition = 0xffff_ffff_ffff_ffffn

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)

const isStreamName = (name: string): name is StreamName => name === 'log' || name.includes('-')

/** What lies in our namespace was not written by this adapter: the log is not to be trusted. */
export class UnreadableEvent extends Error {}

const unreadable = (event: RecordedEvent, what: string): UnreadableEvent =>
  new UnreadableEvent(`event ${event.id} in our namespace of EventStoreDB ${what}`)

export interface Delivered {
  readonly event: StoredEvent
  /** Whether the next event of our log was appended together with this one. */
  readonly continues: boolean
}

const positionOf = (event: RecordedEvent): Position => {
  const position = event.position?.commit
  if (position === undefined || position === noPosition)
    throw unreadable(event, 'came without its position: EventStoreDB 22.6 or later is needed')
  return position
}

/** Throws `UnreadableEvent`. */
export const storedEventFrom = (namespace: Namespace, recorded: RecordedEvent): Delivered => {
  const stream = recorded.streamId.slice(namespace.prefix.length)
  const { data, metadata } = recorded
  if (!isStreamName(stream)) throw unreadable(recorded, 'lies in a stream that is not named as ours are')
  if (!isObject(data) || !isObject(metadata)) throw unreadable(recorded, 'does not hold JSON objects')
  const { [continuesKey]: continues, ...ownMetadata } = metadata
  return {
    continues: continues === true,
    event: {
      id: recorded.id,
      type: recorded.type,
      data,
      metadata: ownMetadata,
      stream,
      revision: Number(recorded.revision),
      position: positionOf(recorded),
    },
  }
}
