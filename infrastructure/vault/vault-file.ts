import type { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { asError } from '../sqlite/database-error.ts'
import {
  contentBytes,
  type DatabaseKind,
  type DatabaseUnusable,
  findDamage,
  openDatabase,
} from '../sqlite/open-database.ts'

/** The tables as Kysely sees them. Every `wrapped` key is closed with the master key of `master_key_id`. */
export interface VaultTables {
  readonly secrets: {
    ref: string
    owner: string
    stored_at: number
    master_key_id: string
    wrapped: Uint8Array
    box: Uint8Array
  }
}

/** A destroyed subject key keeps its row, without the key, so that it is never made again. */
const layout1 = `
  CREATE TABLE master_keys (id TEXT PRIMARY KEY, check_value BLOB NOT NULL) STRICT;
  CREATE TABLE named_keys (
    name TEXT PRIMARY KEY,
    master_key_id TEXT NOT NULL REFERENCES master_keys,
    wrapped BLOB NOT NULL
  ) STRICT;
  CREATE TABLE subject_keys (
    subject TEXT PRIMARY KEY,
    master_key_id TEXT REFERENCES master_keys,
    wrapped BLOB,
    destroyed_at INTEGER,
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL)),
    CHECK ((wrapped IS NULL) = (master_key_id IS NULL))
  ) STRICT;
  CREATE TABLE secrets (
    ref TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    stored_at INTEGER NOT NULL,
    master_key_id TEXT NOT NULL REFERENCES master_keys,
    wrapped BLOB NOT NULL,
    box BLOB NOT NULL
  ) STRICT;
  CREATE TRIGGER destroyed_stays BEFORE UPDATE ON subject_keys WHEN old.destroyed_at IS NOT NULL
    BEGIN SELECT raise(ABORT, 'a destroyed key is never made again'); END;
  CREATE TRIGGER subject_stays BEFORE DELETE ON subject_keys
    BEGIN SELECT raise(ABORT, 'a destroyed key is never made again'); END;
`

/** Which step of an authenticator was accepted last: none is accepted twice (RFC 6238, 5.2). */
const layout2 = `
  CREATE TABLE accepted_steps (
    ref TEXT PRIMARY KEY REFERENCES secrets ON DELETE CASCADE,
    step INTEGER NOT NULL
  ) STRICT;
`

export const vaultFile: DatabaseKind = {
  name: 'a vault',
  applicationId: 0x4d465654,
  migrations: [layout1, layout2],
  durability: 'everyCommit',
  checkpointPages: 1000,
  secureDelete: true,
}

/** Up to here every page is looked at when the vault is opened, in about a tenth of a second. */
const checkedWholeBytes = 64 * 1024 * 1024

/**
 * Moves all commits into the file and cuts the write-ahead log to nothing: it may still hold keys that were deleted
 * since. Tells whether it could; a reader can be in the way, a running backup's for one. It is not waited for: that
 * would hold up everybody else of this process, the backup included.
 */
export const scrubWriteAheadLog = (database: DatabaseSync): boolean => {
  const patience = Number(database.prepare('PRAGMA busy_timeout').get()?.['timeout'])
  database.exec('PRAGMA busy_timeout = 0')
  try {
    return database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0
  } finally {
    database.exec(`PRAGMA busy_timeout = ${patience}`)
  }
}

const checked = (path: string, database: DatabaseSync): E.Either<DatabaseUnusable, DatabaseSync> => {
  const fault = pipe(
    E.tryCatch(() => {
      scrubWriteAheadLog(database)
      return contentBytes(database) <= checkedWholeBytes ? findDamage(database) : null
    }, asError),
    E.getOrElse<Error, string | null>(({ message }) => message),
  )
  if (fault === null) return E.right(database)
  database.close()
  return E.left({
    kind: 'damaged',
    message: `${path} is damaged (${fault}). Restore it, together with the files beside it, from a backup.`,
  })
}

/** Opens the file of a vault, or makes it. Refuses one that is damaged or not ours, in words. */
export const openVaultFile = (path: string): E.Either<DatabaseUnusable, DatabaseSync> =>
  pipe(
    openDatabase(path, vaultFile),
    E.flatMap((database) => checked(path, database)),
  )
