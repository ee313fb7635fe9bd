import type { DatabaseSync } from 'node:sqlite'
import { bytes, text } from '../sqlite/column.ts'
import type { Keyring } from './keyring.ts'
import { type Bond, newKey } from './sealed-box.ts'

export const bondOfNamedKey = (name: string): Bond => ['named key', name]

/** A key of the vault's own: made once, never changed. To be asked for within a transaction, which makes it durable. */
export const namedKey = (database: DatabaseSync, keys: Keyring, name: string): Buffer => {
  const made = keys.wrap(newKey(), bondOfNamedKey(name))
  database
    .prepare('INSERT INTO named_keys (name, master_key_id, wrapped) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
    .run(name, made.masterKeyId, made.wrapped)
  const row = database.prepare('SELECT master_key_id, wrapped FROM named_keys WHERE name = ?').get(name)
  const kept = { masterKeyId: text(row?.['master_key_id']), wrapped: bytes(row?.['wrapped']) }
  return keys.unwrap(kept, bondOfNamedKey(name))
}
