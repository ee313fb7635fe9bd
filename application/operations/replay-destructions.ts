import type { Instant } from '../../domain/instant.ts'
import type { EventStore, StreamName } from '../ports/event-store.ts'
import type { Sealing, Subject } from '../ports/sealing.ts'
import type { SecretRef, SecretVault } from '../ports/vault.ts'
import { expiredMonths } from './housekeeping.ts'
import { toldOfVault } from './told-of-vault.ts'

export interface Replayed {
  readonly destroyedSecrets: number
  /** Streams whose secret in force is not in the vault: nobody can prove that password, a new one is needed. */
  readonly withoutSecret: readonly StreamName[]
}

interface Parts {
  readonly store: EventStore
  readonly vault: SecretVault
  readonly sealing: Sealing
  /** Subjects whose keys are known to be destroyed, by whatever else is at hand: the vault that was replaced. */
  readonly destroyedBefore: readonly Subject[]
  readonly now: Instant
}

const pageSize = 1000

const storedRefs = async (vault: SecretVault): Promise<ReadonlySet<SecretRef>> => {
  const refs = new Set<SecretRef>()
  for (let after: SecretRef | null = null; ; ) {
    const page = await vault.storedBefore(Number.MAX_SAFE_INTEGER, after, pageSize)
    for (const { ref } of page) refs.add(ref)
    if (page.length < pageSize) return refs
    after = page.at(-1)?.ref ?? null
  }
}

/**
 * Destroys in a vault that was put back everything that the log, the replaced vault or the calendar say is destroyed,
 * so that an older vault brings nothing back. Doing it again changes nothing. Rejects when the log cannot be read.
 */
export const replayDestructions = async (parts: Parts): Promise<Replayed> => {
  const { store, vault, sealing, destroyedBefore, now } = parts
  const told = toldOfVault()
  const ending = new AbortController()
  for await (const delivery of store.subscribeAll(null, ending.signal)) {
    if (delivery.kind === 'caughtUp') break
    for (const stored of delivery.events) told.add(stored)
  }
  ending.abort()

  const stored = await storedRefs(vault)
  const toDestroy = told.replaced().filter((ref) => stored.has(ref))
  for (const ref of toDestroy) await vault.destroy(ref)
  for (const subject of new Set([...told.erased(), ...destroyedBefore, ...expiredMonths(now)]))
    await sealing.destroyKey(subject)
  return {
    destroyedSecrets: toDestroy.length,
    withoutSecret: told.inForce().flatMap(([ref, stream]) => (stored.has(ref) ? [] : [stream])),
  }
}
