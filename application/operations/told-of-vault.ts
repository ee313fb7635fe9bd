import { match } from 'ts-pattern'
import type { SecretUse } from '../../domain/profile/events.ts'
import type { StoredEvent, StreamName } from '../ports/event-store.ts'
import type { Subject } from '../ports/sealing.ts'
import type { SecretRef } from '../ports/vault.ts'
import { type VaultWord, vaultWordsOf } from './named-secrets.ts'

/** What a log, folded from its beginning, says of the vault. */
export interface ToldOfVault {
  readonly add: (stored: StoredEvent) => void
  /** Secrets in force, each with the stream that names it. */
  readonly inForce: () => readonly (readonly [SecretRef, StreamName])[]
  /** Secrets that were named and are not in force any more, by whatever stream. */
  readonly replaced: () => readonly SecretRef[]
  /** Every secret that was ever named, in force or not, in the order of their first naming. */
  readonly everNamed: () => readonly { readonly use: SecretUse; readonly ref: SecretRef }[]
  readonly erased: () => readonly Subject[]
}

type Slot = `${SecretUse} of ${StreamName}`

const subjectOfProfile = (stream: StreamName): Subject | null =>
  stream.startsWith('profile-') ? `profile-${stream.slice('profile-'.length)}` : null

/** A registration has the id of the Profile that comes of it. */
const registrationOf = (subject: Subject): StreamName => `registration-${subject.slice('profile-'.length)}`

const uses: readonly SecretUse[] = ['password', 'totp', 'recoveryCodes']

export const toldOfVault = (): ToldOfVault => {
  const slots = new Map<Slot, { readonly ref: SecretRef; readonly stream: StreamName }>()
  const everNamed = new Map<SecretRef, SecretUse>()
  const owners = new Map<StreamName, Subject>()
  const erased = new Set<Subject>()

  const empty = (stream: StreamName): void => {
    for (const use of uses) slots.delete(`${use} of ${stream}`)
  }

  const name = (stream: StreamName, use: SecretUse, ref: SecretRef | null): void => {
    if (ref === null) {
      slots.delete(`${use} of ${stream}`)
      return
    }
    if (!everNamed.has(ref)) everNamed.set(ref, use)
    // The Profile's own word counts from its first one on, also where a crash kept its registration from ending.
    const subject = subjectOfProfile(stream)
    if (subject !== null) empty(registrationOf(subject))
    slots.set(`${use} of ${stream}`, { ref, stream })
  }

  const erase = (stream: StreamName): void => {
    empty(stream)
    const subject = owners.get(stream) ?? subjectOfProfile(stream)
    if (subject === null) return
    erased.add(subject)
    empty(registrationOf(subject))
  }

  const hear = (stream: StreamName, word: VaultWord): void =>
    match(word)
      .with({ kind: 'names' }, ({ use, ref }) => name(stream, use, ref))
      // The other stream names them itself.
      .with({ kind: 'handsOver' }, () => empty(stream))
      .with({ kind: 'belongsTo' }, ({ subject }) => void owners.set(stream, subject))
      .with({ kind: 'erases' }, () => erase(stream))
      .exhaustive()

  const inForce = () => [...slots.values()].map(({ ref, stream }) => [ref, stream] as const)

  return {
    add: (stored) => {
      for (const word of vaultWordsOf(stored)) hear(stored.stream, word)
    },
    inForce,
    replaced: () => {
      const present = new Set(inForce().map(([ref]) => ref))
      return [...everNamed.keys()].filter((ref) => !present.has(ref))
    },
    everNamed: () => [...everNamed].map(([ref, use]) => ({ use, ref })),
    erased: () => [...erased],
  }
}
