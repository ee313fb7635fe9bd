import type { EventType } from '../events/event-contract.ts'
import { type ProjectedEvent, projectedEvent } from '../events/projected-event.ts'
import type { StoredEvent } from '../ports/event-store.ts'
import type { Subject } from '../ports/sealing.ts'
import type { SecretRef } from '../ports/vault.ts'

type EventOf<Type extends EventType> = Extract<ProjectedEvent, { readonly type: Type }>

/** What an event says of secrets and keys in the vault. */
export type VaultWord =
  /** The stream's secret is this one from now on; what it named before is to be destroyed. */
  | { readonly kind: 'names'; readonly ref: SecretRef }
  /** A person or account was erased. */
  | { readonly kind: 'erases'; readonly subject: Subject }

type Words = { readonly [Type in EventType]?: (event: EventOf<Type>) => VaultWord }

/** Every event that a restore destroys something for. A new one that names a secret, or erases somebody, joins them. */
const vaultWords: Words = {
  SipAccountProvisioned: ({ data }) => ({ kind: 'names', ref: data.passwordRef }),
  PasswordChanged: ({ data }) => ({ kind: 'names', ref: data.passwordRef }),
}

const wordOf = <Type extends EventType>(event: EventOf<Type> & { readonly type: Type }): VaultWord | null => {
  const word: ((event: EventOf<Type>) => VaultWord) | undefined = vaultWords[event.type]
  return word?.(event) ?? null
}

/** What a stored event means for the vault; `null` for most. Throws `UnreadableEvent`. */
export const vaultWordOf = (stored: StoredEvent): VaultWord | null =>
  Object.hasOwn(vaultWords, stored.type) ? wordOf<EventType>(projectedEvent(stored)) : null

/** The types that say something of the vault. */
export const typesWithVaultWords: readonly string[] = Object.keys(vaultWords)
