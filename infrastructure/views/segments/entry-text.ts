import type { StoredMetadata } from '../../../application/events/metadata.ts'
import type { StreamName } from '../../../application/ports/event-store.ts'
import type { FieldChange, HistoryEntry } from '../../../application/projections/history/history-entry.ts'

/** An entry in a segment: what stood beside the event, word for word, and what the history makes of the event. */
type EntryLine = readonly [
  position: string,
  metadata: StoredMetadata,
  stream: StreamName,
  revision: number,
  eventId: string,
  type: string,
  accountId: string | null,
  profileId: string | null,
  forSubscriber: boolean,
  changes: readonly FieldChange[],
]

/** One line; `metadata` is JSON as it is stored, which is neither read nor written again. */
export const entryText = (entry: HistoryEntry, metadata: string): string => {
  const { stream, revision, eventId, type, accountId, profileId, forSubscriber, changes } = entry
  const rest = JSON.stringify([stream, revision, eventId, type, accountId, profileId, forSubscriber, changes])
  return `["${entry.position}",${metadata},${rest.slice(1)}`
}

const parsed = (line: string): EntryLine => JSON.parse(line)

/** A line of ours, whose shape the file's versions vouch for. */
export const entryOfText = (line: string): HistoryEntry => {
  const [position, metadata, stream, revision, eventId, type, accountId, profileId, forSubscriber, changes] =
    parsed(line)
  return {
    position: BigInt(position),
    stream,
    revision,
    eventId,
    type,
    occurredAt: Date.parse(metadata.occurredAt),
    actor: metadata.actor,
    channel: metadata.channel,
    sessionId: metadata.sessionId ?? null,
    origin: metadata.origin ?? null,
    reason: metadata.reason ?? null,
    correlationId: metadata.correlationId,
    causationId: metadata.causationId ?? null,
    accountId,
    profileId,
    forSubscriber,
    changes,
  }
}
