import { match } from 'ts-pattern'
import type { StoredEvent, StreamName } from '../ports/event-store.ts'
import type { Subject } from '../ports/sealing.ts'
import type { SecretRef } from '../ports/vault.ts'
import { type SecretUse, vaultWordOf } from './named-secrets.ts'

/** What a log, folded from its beginning, says of the vault. */
export interface ToldOfVault {
  readonly add: (stored: StoredEvent) => void
  /** Secrets in force, each with the stream that names it. */
  readonly inForce: () => readonly (readonly [SecretRef, StreamName])[]
  /** Secrets that were named and are not in force any more, by whatever stream. */
  readonly replaced: () => readonly SecretRef[]
  readonly erased: () => readonly Subject[]
}

type Slot = `${SecretUse} of ${StreamName}`

const subjectOfProfile = (stream: StreamName): Subject | null =>
  stream.startsWith('profile-') ? `profile-${stream.slice('profile-'.length)}` : null

export const toldOfVault = (): ToldOfVault => {
  const slots = new Map<Slot, { readonly ref: SecretRef; readonly stream: StreamName }>()
  const uses: readonly SecretUse[] = ['password', 'totp', 'recoveryCodes']
  const everNamed = new Set<SecretRef>()
  const owners = new Map<StreamName, Subject>()
  const erased = new Set<Subject>()

  const name = (stream: StreamName, use: SecretUse, ref: SecretRef | null): void => {
    if (ref === null) {
      slots.delete(`${use} of ${stream}`)
      return
    }
    everNamed.add(ref)
    slots.set(`${use} of ${stream}`, { ref, stream })
  }

  const empty = (stream: StreamName): void => {
    for (const use of uses) slots.delete(`${use} of ${stream}`)
  }

  const inForce = () => [...slots.values()].map(({ ref, stream }) => [ref, stream] as const)

  return {
    add: (stored) => {
      const { stream } = stored
      match(vaultWordOf(stored))
        .with(null, () => undefined)
        .with({ kind: 'names' }, ({ use, ref }) => name(stream, use, ref))
        // The other stream names them itself.
        .with({ kind: 'handsOver' }, () => empty(stream))
        .with({ kind: 'belongsTo' }, ({ subject }) => void owners.set(stream, subject))
        .with({ kind: 'erases' }, () => {
          empty(stream)
          const subject = owners.get(stream) ?? subjectOfProfile(stream)
          if (subject !== null) erased.add(subject)
        })
        .exhaustive()
    },
    inForce,
    replaced: () => {
      const present = new Set(inForce().map(([ref]) => ref))
      return [...everNamed].filter((ref) => !present.has(ref))
    },
    erased: () => [...erased],
  }
}
