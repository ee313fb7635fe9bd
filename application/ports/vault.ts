import type { Either } from 'fp-ts/lib/Either.js'
import type { Instant } from '../../domain/instant.ts'
import type { Subject } from './sealing.ts'
import type { SmsFailure } from './sms.ts'

/** Random; says nothing of the secret. Events name secrets by it. */
export type SecretRef = string

export interface ReminderBySms {
  /** The gateway's key against doubles. */
  readonly messageId: string
  /** E.164. */
  readonly to: string
  readonly login: string
}

export interface StoredSecret {
  readonly ref: SecretRef
  readonly owner: Subject
  readonly storedAt: Instant
}

/** Where SIP passwords lie. There is no operation that reads one out. */
export interface SecretVault {
  /** Keeps a secret under a new random reference, durable when it resolves. Never overwrites. */
  readonly put: (owner: Subject, secret: string) => Promise<SecretRef>
  /** Constant-time comparison; `false` for a reference that is unknown or destroyed, at the same cost. */
  readonly verify: (ref: SecretRef, candidate: string) => Promise<boolean>
  /** Costs what `verify` costs and answers `false`: for subjects that do not exist. */
  readonly verifyDecoy: (candidate: string) => Promise<false>
  /** MD5(user:realm:password), lower-case hex, as SIP digest wants it; `null` when the secret is gone. */
  readonly ha1: (ref: SecretRef, user: string, realm: string) => Promise<string | null>
  /** Renders the reminder and hands it to the SMS gateway, inside the vault. */
  readonly remindBySms: (
    ref: SecretRef,
    reminder: ReminderBySms,
  ) => Promise<Either<SmsFailure | 'secretGone', void>>
  /** Forgets a secret for ever. */
  readonly destroy: (ref: SecretRef) => Promise<void>
  /** Secrets stored before an instant, in pages, for the sweep of those that no event names. */
  readonly storedBefore: (
    before: Instant,
    after: SecretRef | null,
    limit: number,
  ) => Promise<readonly StoredSecret[]>
}
