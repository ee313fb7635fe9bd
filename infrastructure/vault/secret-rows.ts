import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../application/ports/clock.ts'
import type { Ids } from '../../application/ports/ids.ts'
import type { Subject } from '../../application/ports/sealing.ts'
import type { SecretRef } from '../../application/ports/vault.ts'
import type { Instant } from '../../domain/instant.ts'
import { bytes, integer, text } from '../sqlite/column.ts'
import type { Keyring } from './keyring.ts'
import { openSecret, sealSecret } from './sealed-secret.ts'
import type { VaultWriter } from './vault-writer.ts'

/** The secrets as they lie in the vault's file. It reads them out, so nothing outside the vault is given it. */
export interface SecretRows {
  /** Keeps a secret under a new random reference, durable when it resolves. Never overwrites. */
  readonly put: (owner: Subject, secret: string) => Promise<SecretRef>
  /** `null` for a reference that is unknown or destroyed. Throws `BoxDoesNotOpen`. */
  readonly find: (ref: SecretRef) => string | null
  /** When it was put; `null` for a reference that is unknown or destroyed. */
  readonly storedAt: (ref: SecretRef) => Instant | null
  /** Forgets a secret for ever, with all that was kept beside it. */
  readonly destroy: (ref: SecretRef) => Promise<void>
}

export interface SecretRowsNeeds {
  readonly database: DatabaseSync
  readonly keys: Keyring
  readonly writer: VaultWriter
  readonly clock: Clock
  readonly ids: Pick<Ids, 'uuid'>
}

/** Secrets under random references, each under a data key of its own. */
export const secretRows = ({ database, keys, writer, clock, ids }: SecretRowsNeeds): SecretRows => {
  const select = database.prepare('SELECT owner, master_key_id, wrapped, box FROM secrets WHERE ref = ?')
  const selectTime = database.prepare('SELECT stored_at FROM secrets WHERE ref = ?')
  const insert = database.prepare(
    'INSERT INTO secrets (ref, owner, stored_at, master_key_id, wrapped, box) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const remove = database.prepare('DELETE FROM secrets WHERE ref = ?')

  return {
    put: async (owner, secret) => {
      const ref = ids.uuid()
      await writer.write(() => {
        const { masterKeyId, wrapped, box } = sealSecret(ref, owner, secret, keys.wrap)
        insert.run(ref, owner, clock.now(), masterKeyId, wrapped, box)
      })
      return ref
    },

    find: (ref) => {
      const row = select.get(ref)
      if (row === undefined) return null
      const stored = {
        ref,
        owner: text(row['owner']),
        masterKeyId: text(row['master_key_id']),
        wrapped: bytes(row['wrapped']),
        box: bytes(row['box']),
      }
      return openSecret(stored, keys.unwrap)
    },

    storedAt: (ref) => {
      const row = selectTime.get(ref)
      return row === undefined ? null : integer(row['stored_at'])
    },

    destroy: async (ref) => {
      if (select.get(ref) === undefined) return
      await writer.write(() => {
        remove.run(ref)
        writer.leaveNoTrace()
      })
    },
  }
}
