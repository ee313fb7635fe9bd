import type { Erased } from '../../domain/sealed.ts'
import type { JsonObject } from './event-store.ts'

/**
 * Whose key closes an envelope: `account-<id>`, `profile-<id>`, `apiToken-<id>`, `staff-<id>`, or `month-<YYYY-MM>`
 * for people not known yet.
 */
export type Subject = `${'account' | 'profile' | 'apiToken' | 'staff' | 'month'}-${string}`

/** Sealed fields as the log and the views keep them. Opaque outside the vault. */
export type Envelope = {
  readonly subject: Subject
  /** base64url of nonce, ciphertext and tag (AES-256-GCM). */
  readonly box: string
}

/** What an envelope is bound to; opened anywhere else, the tag does not fit. */
export interface Associated {
  readonly stream: string
  readonly type: string
  readonly eventId: string
  /** Which of an event's envelopes it is: of its data, of its reason, of who acted. */
  readonly part: 'data' | 'reason' | 'actor'
}

/** The subject's key is destroyed; nothing can be sealed for it any more. */
export interface KeyDestroyed {
  readonly kind: 'keyDestroyed'
  readonly subject: Subject
}

/** Whether something failed because a subject's key is destroyed. */
export const isKeyDestroyed = (error: unknown): error is KeyDestroyed =>
  typeof error === 'object' && error !== null && 'kind' in error && error.kind === 'keyDestroyed'

/** Ids of the Profiles after `after` whose keys are kept, in order, so many at the most. */
export type KeptProfileKeys = (after: string, limit: number) => readonly string[]

export interface Sealing {
  /** Seals fields for a subject; its key is made, durably, when first needed. Rejects if the key was destroyed. */
  readonly seal: (subject: Subject, associated: Associated, fields: JsonObject) => Promise<Envelope>
  /** Opens an envelope. `erased` only when the key is missing; a tag that does not fit rejects. */
  readonly unseal: (envelope: Envelope, associated: Associated) => Promise<JsonObject | Erased>
  /** Destroys a subject's key for ever; it is never made again. */
  readonly destroyKey: (subject: Subject) => Promise<void>
}
