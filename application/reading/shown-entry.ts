import type { Instant } from '../../domain/instant.ts'
import { type Erased, isErased, type Sealed } from '../../domain/sealed.ts'
import type { Actor, Channel } from '../events/metadata.ts'
import type { Json, JsonObject, Position } from '../ports/event-store.ts'
import type { Envelope, Subject } from '../ports/sealing.ts'
import type { FieldChange, HistoryEntry, HistoryValue } from '../projections/history/history-entry.ts'
import type { OpenedEnvelopes } from './opened-envelopes.ts'

export interface ShownChange {
  readonly field: string
  readonly before: Json | Erased
  readonly after: Json | Erased
  /** Set for a password: that it changed is shown, what it was is known to nobody. */
  readonly secret?: true
}

/** Who, when, from where, what, from what to what, why. */
export interface ShownEntry {
  readonly position: Position
  readonly stream: string
  readonly revision: number
  readonly type: string
  readonly occurredAt: Instant
  readonly actor: Actor
  readonly channel: Channel
  readonly sessionId: string | null
  readonly ip: Sealed<string> | null
  readonly userAgent: Sealed<string> | null
  readonly accountId: string | null
  readonly profileId: string | null
  readonly changes: readonly ShownChange[]
  readonly reason: Sealed<string> | null
  readonly correlationId: string
  readonly causationId: string | null
}

const textOf = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)

/** What of an entry a reader is shown; for the rest stands what stands where there is nothing. */
export interface ShownTo {
  /** Whether it is shown where the entry's actor came from. */
  readonly origin: (entry: HistoryEntry) => boolean
  /** Whether it is shown why staff did it, whomever that is sealed for. */
  readonly why: (entry: HistoryEntry) => boolean
  /** Whether values and reasons sealed for this subject are opened: another person's are not the reader's to see. */
  readonly opens: (subject: Subject) => boolean
}

/** Opens a page of entries for showing. */
export const shownEntries = (opened: OpenedEnvelopes) => {
  const shownValue = async (value: HistoryValue | null, to: ShownTo): Promise<Json | Erased> => {
    if (value === null || 'secret' in value) return null
    if ('open' in value) return value.open
    return to.opens(value.sealed.envelope.subject) ? opened.field(value.sealed) : null
  }

  const showChange = async ({ field, before, after }: FieldChange, to: ShownTo): Promise<ShownChange> => {
    const shown = { field, before: await shownValue(before, to), after: await shownValue(after, to) }
    return after !== null && 'secret' in after ? { ...shown, secret: true } : shown
  }

  const fieldsOf = async (
    entry: HistoryEntry,
    envelope: Envelope | null,
    part: 'actor' | 'reason',
  ): Promise<JsonObject | Erased> => {
    const { stream, type, eventId } = entry
    return envelope === null ? {} : opened.fields(envelope, { stream, type, eventId, part })
  }

  const showEntry = async (entry: HistoryEntry, to: ShownTo): Promise<ShownEntry> => {
    const isOpen = entry.reason !== null && (to.why(entry) || to.opens(entry.reason.subject))
    const origin = await fieldsOf(entry, to.origin(entry) ? entry.origin : null, 'actor')
    const why = await fieldsOf(entry, isOpen ? entry.reason : null, 'reason')
    const { position, stream, revision, type, occurredAt, actor, channel, sessionId } = entry
    const { accountId, profileId, correlationId, causationId } = entry
    return {
      ...{ position, stream, revision, type, occurredAt, actor, channel, sessionId, accountId, profileId },
      ip: isErased(origin) ? origin : textOf(origin['ip']),
      userAgent: isErased(origin) ? origin : textOf(origin['userAgent']),
      changes: await Promise.all(entry.changes.map((change) => showChange(change, to))),
      reason: isErased(why) ? why : textOf(why['reason']),
      correlationId,
      causationId,
    }
  }

  return (entries: readonly HistoryEntry[], to: ShownTo): Promise<readonly ShownEntry[]> =>
    Promise.all(entries.map((entry) => showEntry(entry, to)))
}
