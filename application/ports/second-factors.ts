import type { Instant } from '../../domain/instant.ts'
import type { Subject } from './sealing.ts'
import type { SecretRef } from './vault.ts'

/** An authenticator's new secret, shown to the person this once. */
export interface NewAuthenticatorSecret {
  readonly ref: SecretRef
  /** Base32, for typing it in. */
  readonly secret: string
  /** `otpauth://totp/…`, for a QR code. */
  readonly uri: string
}

/** Secrets of authenticator apps (TOTP, RFC 6238: SHA-1, 6 digits, 30 s), in the vault. */
export interface AuthenticatorVault {
  /** Makes and keeps a secret. `label` tells the person which sign-in it is for. */
  readonly begin: (owner: Subject, label: string) => Promise<NewAuthenticatorSecret>
  /** When the secret was made; `null` for one that is unknown or destroyed. */
  readonly begunAt: (ref: SecretRef) => Promise<Instant | null>
  /**
   * Whether the authenticator shows this code at `now`, one step of 30 s early or late allowed. Each step's code is
   * accepted once, durably: a code seen over a shoulder opens nothing. `false` for an unknown reference.
   */
  readonly check: (ref: SecretRef, code: string, now: Instant) => Promise<boolean>
}

export interface NewRecoveryCodes {
  readonly ref: SecretRef
  /** Shown this once; only hashes are kept. */
  readonly codes: readonly string[]
}

/** Recovery codes for whoever has lost the authenticator. Which are spent is the log's to tell. */
export interface RecoveryCodeVault {
  readonly issue: (owner: Subject) => Promise<NewRecoveryCodes>
  /** Which of the set's codes this is, from 0; `null` for none. Spaces, dashes and case count for nothing. */
  readonly slotOf: (ref: SecretRef, code: string) => Promise<number | null>
}
