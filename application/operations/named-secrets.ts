import type { SecretUse } from '../../domain/profile/events.ts'
import type { EventType } from '../events/event-contract.ts'
import { type ProjectedEvent, projectedEvent } from '../events/projected-event.ts'
import type { StoredEvent } from '../ports/event-store.ts'
import type { Subject } from '../ports/sealing.ts'
import type { SecretRef } from '../ports/vault.ts'

type EventOf<Type extends EventType> = Extract<ProjectedEvent, { readonly type: Type }>

/** What an event says of secrets and keys in the vault. */
export type VaultWord =
  /** The stream's secret for this use from now on; what it named before is to be destroyed. `null`: it has none. */
  | { readonly kind: 'names'; readonly use: SecretUse; readonly ref: SecretRef | null }
  /** The stream's secrets are another stream's from now on. */
  | { readonly kind: 'handsOver' }
  /** What the stream tells is sealed with this subject's key. */
  | { readonly kind: 'belongsTo'; readonly subject: Subject }
  /** The key of the stream's subject is to be destroyed, and every secret of the stream. */
  | { readonly kind: 'erases' }

const names =
  (use: SecretUse) =>
  (ref: SecretRef | null): VaultWord => ({ kind: 'names', use, ref })
const password = names('password')
const totp = names('totp')
const recoveryCodes = names('recoveryCodes')

type Said = VaultWord | readonly VaultWord[]
type Words = { readonly [Type in EventType]?: (event: EventOf<Type>) => Said }

/** Every event that a restore destroys something for. A new one that names a secret, or erases somebody, joins them. */
const vaultWords: Words = {
  SipAccountProvisioned: ({ data }) => password(data.passwordRef),
  PasswordChanged: ({ data }) => password(data.passwordRef),
  RegistrationStarted: ({ data }) => ({ kind: 'belongsTo', subject: `profile-${data.profileId}` }),
  RegistrationPasswordSet: ({ data }) => password(data.passwordRef),
  RegistrationCompleted: () => ({ kind: 'handsOver' }),
  RegistrationAbandoned: () => ({ kind: 'erases' }),
  ProfileRegistered: ({ data }) => password(data.passwordRef),
  ProfilePasswordChanged: ({ data }) => password(data.passwordRef),
  ProfilePasswordRehashed: ({ data }) => password(data.passwordRef),
  PasswordRecovered: ({ data }) => password(data.passwordRef),
  // Codes are an authenticator's, and its own are issued after it: whatever comes, those before are void.
  TwoFactorEnabled: ({ data }) => [totp(data.totpRef), recoveryCodes(null)],
  TwoFactorDisabled: () => [totp(null), recoveryCodes(null)],
  RecoveryCodesIssued: ({ data }) => recoveryCodes(data.recoveryCodesRef),
  StaffCreated: ({ data }) => password(data.passwordRef),
  StaffOneTimePasswordIssued: ({ data }) => password(data.passwordRef),
  StaffPasswordChanged: ({ data }) => password(data.passwordRef),
  StaffPasswordRehashed: ({ data }) => password(data.passwordRef),
  StaffSecondFactorSet: ({ data }) => totp(data.totpRef),
  StaffSecondFactorReset: () => totp(null),
  ProfileErased: () => ({ kind: 'erases' }),
}

const wordsOf = <Type extends EventType>(event: EventOf<Type> & { readonly type: Type }): Said => {
  const words: ((event: EventOf<Type>) => Said) | undefined = vaultWords[event.type]
  return words?.(event) ?? []
}

/** What a stored event means for the vault; nothing, for most. Throws `UnreadableEvent`. */
export const vaultWordsOf = (stored: StoredEvent): readonly VaultWord[] =>
  Object.hasOwn(vaultWords, stored.type) ? [wordsOf<EventType>(projectedEvent(stored))].flat() : []

/** The types that say something of the vault. */
export const typesWithVaultWords: readonly string[] = Object.keys(vaultWords)
