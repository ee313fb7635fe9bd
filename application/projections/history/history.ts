import type { ProjectedEvent } from '../../events/projected-event.ts'
import type { Projection } from '../projection.ts'
import { type Description, descriptionOf } from './described-events.ts'
import type { HistoryEntry, HistoryStream } from './history-entry.ts'

interface Concerned {
  readonly accountId: string | null
  readonly profileId: string | null
}

const nobody: Concerned = { accountId: null, profileId: null }

/** A claim's owner is of the kind that its value belongs to. */
const ownerOf = (event: ProjectedEvent & { readonly type: 'ClaimReserved' }): Concerned =>
  event.subjectId.startsWith('sipNumber-')
    ? { ...nobody, accountId: event.data.owner }
    : { ...nobody, profileId: event.data.owner }

const concernedBy = (
  row: HistoryStream | null,
  event: ProjectedEvent,
  { accountId, profileId }: Description,
): Concerned => {
  if (event.category === 'sipAccount' || event.category === 'billing')
    return { ...nobody, accountId: event.subjectId }
  if (event.category === 'profile') return { ...nobody, profileId: event.subjectId }
  if (event.type === 'ClaimReserved') return ownerOf(event)
  if (accountId !== undefined || profileId !== undefined)
    return { accountId: accountId ?? null, profileId: profileId ?? null }
  return row === null ? nobody : { accountId: row.accountId, profileId: row.profileId }
}

const apply = (row: HistoryStream | null, event: ProjectedEvent): HistoryStream | null => {
  if (row !== null && event.revision <= row.revision) return row
  const description = descriptionOf(event)
  return {
    revision: event.revision,
    fields: { ...row?.fields, ...Object.fromEntries(description.sets) },
    ...concernedBy(row, event, description),
  }
}

const entry = (row: HistoryStream | null, event: ProjectedEvent): HistoryEntry => {
  const description = descriptionOf(event)
  const { metadata } = event
  return {
    position: event.position,
    stream: event.stream,
    revision: event.revision,
    eventId: event.id,
    type: event.type,
    occurredAt: event.at,
    actor: metadata.actor,
    channel: metadata.channel,
    sessionId: metadata.sessionId ?? null,
    origin: metadata.origin ?? null,
    reason: metadata.reason ?? null,
    correlationId: metadata.correlationId,
    causationId: metadata.causationId ?? null,
    ...concernedBy(row, event, description),
    forSubscriber: description.forSubscriber,
    changes: description.sets.map(([field, after]) => ({ field, before: row?.fields[field] ?? null, after })),
  }
}

/** Every event of the log with what it changed (O4): one row a stream to fold it, one entry an event to show. */
export const history: Projection<HistoryStream> = {
  version: 1,
  follows: () => true,
  keyOf: ({ stream }) => stream,
  apply,
  entry,
}
