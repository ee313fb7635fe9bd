import type { Instant } from '../../../domain/instant.ts'
import type { Actor, Channel } from '../../events/metadata.ts'
import type { SealedField } from '../../events/projected-event.ts'
import type { Json, Position, StreamName } from '../../ports/event-store.ts'
import type { Envelope } from '../../ports/sealing.ts'

/** A value as the history keeps it; `secret` stands for one that is never shown, only that there is one. */
export type HistoryValue =
  | { readonly open: Json }
  | { readonly sealed: SealedField }
  | { readonly secret: true }

/** What one field was and became; `null`: it had no value. */
export interface FieldChange {
  readonly field: string
  readonly before: HistoryValue | null
  readonly after: HistoryValue | null
}

/** One event as an auditor reads it, personal values still in their envelopes. */
export interface HistoryEntry {
  readonly position: Position
  readonly stream: StreamName
  readonly revision: number
  readonly eventId: string
  readonly type: string
  readonly occurredAt: Instant
  readonly actor: Actor
  readonly channel: Channel
  readonly sessionId: string | null
  /** ip and user agent. */
  readonly origin: Envelope | null
  readonly reason: Envelope | null
  readonly correlationId: string
  readonly causationId: string | null
  /** The account that the event concerns, if it is one's. */
  readonly accountId: string | null
  readonly profileId: string | null
  /** Whether the account's subscriber sees it in their own history; of a message, whomever it concerns. */
  readonly forSubscriber: boolean
  readonly changes: readonly FieldChange[]
}

/** A stream's fields as its events so far have left them: what the next change's `before` is taken from. */
export interface HistoryStream {
  readonly revision: number
  readonly fields: Readonly<Record<string, HistoryValue | null>>
  readonly accountId: string | null
  readonly profileId: string | null
}
