import * as E from 'fp-ts/lib/Either.js'
import { openEvent } from '../events/event-codec.ts'
import { storedEnvelope, storedMetadata } from '../events/metadata.ts'
import type { EventStore, Position, StoredEvent } from '../ports/event-store.ts'

/** Why a vault from a backup does not go with the log that is there. */
export type KeptLogFault =
  | { readonly kind: 'logAway' }
  | { readonly kind: 'otherLog' }
  /** Keys made after the backup are lost with the vault: what was sealed with them could never be opened again. */
  | { readonly kind: 'keysMissing'; readonly subjects: number }

export interface VaultOfBackup {
  readonly logId: string
  /** How far the log had got. */
  readonly position: Position | null
  /** Whose keys it knows, destroyed ones included. */
  readonly knows: (subject: string) => boolean
}

const logIdOf = (stored: StoredEvent | undefined): string | null => {
  const id = stored === undefined ? null : openEvent(stored).open['logId']
  return typeof id === 'string' ? id : null
}

const subjectsOf = ({ data, metadata }: StoredEvent): readonly string[] => {
  const { origin, reason } = storedMetadata.parse(metadata)
  const sealed = storedEnvelope.safeParse(data['sealed'])
  return [origin, reason, sealed.success ? sealed.data : undefined].flatMap((envelope) =>
    envelope === undefined ? [] : [envelope.subject],
  )
}

/** Checks that a log, newer than the backup perhaps, and the vault of the backup belong together and are complete. */
export const examineKeptLog = async (
  store: EventStore,
  { logId, position, knows }: VaultOfBackup,
): Promise<E.Either<KeptLogFault, void>> => {
  const first = await store.readStream('log', { direction: 'forwards', limit: 1 })()
  const end = await store.lastPosition()()
  if (E.isLeft(first) || E.isLeft(end)) return E.left({ kind: 'logAway' })
  if (logIdOf(first.right[0]) !== logId) return E.left({ kind: 'otherLog' })
  if (end.right === null || (position !== null && end.right <= position)) return E.right(undefined)
  const missing = new Set<string>()
  const ending = new AbortController()
  for await (const delivery of store.subscribeAll(position, ending.signal)) {
    if (delivery.kind === 'caughtUp') break
    for (const subject of delivery.events.flatMap(subjectsOf)) if (!knows(subject)) missing.add(subject)
  }
  ending.abort()
  return missing.size === 0 ? E.right(undefined) : E.left({ kind: 'keysMissing', subjects: missing.size })
}
