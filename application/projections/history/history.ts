import type { MessagePurpose } from '../../../domain/message/message.ts'
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
const ownerOf = (event: ProjectedEvent & { readonly type: 'ClaimReserved' }): Concerned => {
  if (event.subjectId.startsWith('staffLogin-')) return nobody
  return event.subjectId.startsWith('sipNumber-')
    ? { ...nobody, accountId: event.data.owner }
    : { ...nobody, profileId: event.data.owner }
}

/** What the stream's own name tells, if it is the name of one whom the history is asked about. */
const namedBy = ({ category, subjectId }: ProjectedEvent): Partial<Concerned> => {
  if (category === 'sipAccount' || category === 'billing') return { ...nobody, accountId: subjectId }
  // Which account a Profile's event is about, that event alone tells: the next one is about another, or none.
  return category === 'profile' ? { accountId: null, profileId: subjectId } : {}
}

/**
 * Whom an event concerns: as its stream's name says, as the event itself says, or as an earlier one of its stream
 * did: a session's opening, a challenge's or a registration's first event.
 */
const concernedBy = (
  row: HistoryStream | null,
  event: ProjectedEvent,
  { accountId, profileId }: Description,
): Concerned => {
  if (event.type === 'ClaimReserved') return ownerOf(event)
  const before = { accountId: row?.accountId ?? null, profileId: row?.profileId ?? null, ...namedBy(event) }
  return {
    accountId: accountId === undefined ? before.accountId : accountId,
    profileId: profileId === undefined ? before.profileId : profileId,
  }
}

/** Messages that carry a code or a link. */
const oneTimeMessages: ReadonlySet<unknown> = new Set<MessagePurpose>([
  'oneTimeCode',
  'confirmationLetter',
  'recoveryLetter',
])

/**
 * Whether a code or a link was sent is shown to staff alone: none is for a phone or an e-mail that another Profile has,
 * and whoever asks for one must not read that in their own history (`security.md`, enumeration).
 */
const isOneTimeMessage = (
  row: HistoryStream | null,
  { category }: ProjectedEvent,
  { sets }: Description,
): boolean => {
  if (category !== 'message') return false
  const purpose = new Map(sets).get('purpose') ?? row?.fields['purpose'] ?? null
  return purpose !== null && 'open' in purpose && oneTimeMessages.has(purpose.open)
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
    forSubscriber: description.forSubscriber && !isOneTimeMessage(row, event, description),
    changes: description.sets
      .map(([field, after]) => ({ field, before: row?.fields[field] ?? null, after }))
      // What was not there was not taken away.
      .filter(({ before, after }) => before !== null || after !== null),
  }
}

/** Every event of the log with what it changed (O4): one row a stream to fold it, one entry an event to show. */
export const history: Projection<HistoryStream> = {
  version: 6,
  // Its rows only lack whose passwords were wrong, show owners what codes were sent, and values taken away that were not.
  servesFrom: 2,
  follows: () => true,
  keyOf: ({ stream }) => stream,
  apply,
  entry,
}
