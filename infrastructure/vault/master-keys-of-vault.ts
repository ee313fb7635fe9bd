import type { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/lib/Either.js'
import { bytes, text } from '../sqlite/column.ts'
import { checkValue, isCheckValueOf } from './keyring.ts'
import type { MasterKey, MasterKeyFile } from './master-key-file.ts'

/** The key file and the vault do not belong together, in words for a person. */
export interface WrongMasterKey {
  readonly kind: 'wrongMasterKey'
  readonly message: string
}

/** Tells the vault of a master key; to be done within a transaction, before the key wraps anything. */
export const registerMasterKey = (database: DatabaseSync, key: MasterKey): void => {
  database
    .prepare('INSERT INTO master_keys (id, check_value) VALUES (?, ?) ON CONFLICT DO NOTHING')
    .run(key.id, checkValue(key))
}

const wrong = (message: string): E.Either<WrongMasterKey, never> =>
  E.left({ kind: 'wrongMasterKey', message })

/** Checks that the file holds every master key that the vault is closed with. */
export const checkMasterKeys = (
  database: DatabaseSync,
  path: string,
  { name, keys }: MasterKeyFile,
): E.Either<WrongMasterKey, void> => {
  for (const row of database.prepare('SELECT id, check_value FROM master_keys').all()) {
    const id = text(row['id'])
    const held = keys.find((key) => key.id === id)
    if (held === undefined)
      return wrong(
        `${path} is closed with master key ${id}, which ${name} does not hold. Give the file that belongs to it.`,
      )
    if (!isCheckValueOf(held, bytes(row['check_value'])))
      return wrong(
        `${path} is closed with another master key ${id} than the one in ${name}. Give the file that belongs to it.`,
      )
  }
  return E.right(undefined)
}
