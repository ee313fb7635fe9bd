import type { SQLOutputValue } from 'node:sqlite'
import { bytes, text } from '../../infrastructure/sqlite/column.ts'
import { openToLook } from '../../infrastructure/sqlite/open-to-look.ts'
import { keyring } from '../../infrastructure/vault/keyring.ts'
import { loadMasterKeys, type MasterKeys } from '../../infrastructure/vault/master-key-file.ts'
import { bondOfNamedKey } from '../../infrastructure/vault/named-key.ts'
import { openSecret } from '../../infrastructure/vault/sealed-secret.ts'
import { bondOfSubjectKey } from '../../infrastructure/vault/subject-keys.ts'
import { rightOf } from '../infrastructure/either.ts'
import { filesIn } from './data-on-disk.ts'

type Row = Readonly<Record<string, SQLOutputValue>>

export const masterKeysIn = (directory: string): MasterKeys =>
  rightOf(loadMasterKeys(filesIn(directory).masterKey)).keys

const wrapped = (row: Row) => ({ masterKeyId: text(row['master_key_id']), wrapped: bytes(row['wrapped']) })

const sealed = (row: Row) => ({
  ...wrapped(row),
  ...{ ref: text(row['ref']), owner: text(row['owner']), box: bytes(row['box']) },
})

/**
 * Opens every key and secret of a vault with the key file that lies beside it, and tells whose they are. Throws where
 * one does not open.
 */
export const opensAll = (directory: string): readonly string[] => {
  const { unwrap } = keyring(masterKeysIn(directory))
  const database = openToLook(filesIn(directory).vault)
  const each = (query: string, open: (row: Row) => unknown, id: string): readonly string[] =>
    database
      .prepare(query)
      .all()
      .map((row) => {
        open(row)
        return text(row[id])
      })
  try {
    return [
      ...each(
        'SELECT * FROM subject_keys WHERE wrapped IS NOT NULL',
        (row) => unwrap(wrapped(row), bondOfSubjectKey(text(row['subject']))),
        'subject',
      ),
      ...each(
        'SELECT * FROM named_keys',
        (row) => unwrap(wrapped(row), bondOfNamedKey(text(row['name']))),
        'name',
      ),
      ...each('SELECT * FROM secrets', (row) => openSecret(sealed(row), unwrap), 'ref'),
    ]
  } finally {
    database.close()
  }
}
