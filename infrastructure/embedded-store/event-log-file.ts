import type { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { integer, type Row } from '../sqlite/column.ts'
import { asError } from '../sqlite/database-error.ts'
import {
  contentBytes,
  type DatabaseKind,
  type DatabaseUnusable,
  findDamage,
  openDatabase,
} from '../sqlite/open-database.ts'

/**
 * A position is a rowid, dense from 1. `remaining` counts the events of the same append that follow, so that what
 * was appended together can be delivered together and a resent batch is known for the identical one. Event ids have
 * no index: a resend is found by its place, and a random key's index would cost more than the rest of an append.
 */
const layout1 = `
  CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream_id INTEGER NOT NULL REFERENCES streams,
    revision INTEGER NOT NULL CHECK (revision >= 0),
    id BLOB NOT NULL CHECK (length(id) = 16),
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL,
    remaining INTEGER NOT NULL CHECK (remaining >= 0),
    UNIQUE (stream_id, revision)
  ) STRICT;
  CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN SELECT raise(ABORT, 'the log is only ever added to'); END;
  CREATE TRIGGER events_keep BEFORE UPDATE ON events BEGIN SELECT raise(ABORT, 'the log is only ever added to'); END;
`

export const eventLog: DatabaseKind = {
  name: 'an event log',
  applicationId: 0x4d464c47,
  migrations: [layout1],
  durability: 'everyCommit',
  checkpointPages: 10_000,
  secureDelete: false,
}

/** Up to here every page is looked at when the log is opened, in about a tenth of a second. */
const checkedWholeBytes = 64 * 1024 * 1024
const checkedTail = 1000

const damaged = (path: string, what: string): DatabaseUnusable => ({
  kind: 'damaged',
  message: `${path} is damaged (${what}). Restore it, together with the files beside it, from a backup.`,
})

const tailQuery = `
  SELECT position, remaining, json_valid(data) AND json_valid(metadata) AS readable,
    EXISTS (SELECT 1 FROM streams WHERE id = tail.stream_id) AS named
  FROM events AS tail ORDER BY position DESC LIMIT ${checkedTail}`

const faultOf = (row: Row, next: Row | undefined): string | null => {
  const position = integer(row['position'])
  const whole = row['readable'] === 1 && row['named'] === 1
  if (!whole) return `the event at position ${position} cannot be read`
  if (next === undefined) return row['remaining'] === 0 ? null : 'the last append is not whole'
  return integer(next['position']) === position + 1 ? null : `events are missing after position ${position}`
}

/**
 * What is wrong with the log, in words, or null. A damage of the newest events, of the file's length or of its head is found
 * in any log, in bounded time; the rest of a big log is checked when it is read, and by the auditor's proofs.
 */
export const faultOfLog = (database: DatabaseSync): string | null => {
  if (contentBytes(database) <= checkedWholeBytes) {
    const fault = findDamage(database)
    if (fault !== null) return fault
  }
  const tail = database.prepare(tailQuery).all()
  return tail.reduce<string | null>((fault, row, index) => fault ?? faultOf(row, tail[index - 1]), null)
}

const checked = (path: string, database: DatabaseSync): E.Either<DatabaseUnusable, DatabaseSync> => {
  const fault = pipe(
    E.tryCatch(() => faultOfLog(database), asError),
    E.getOrElse<Error, string | null>(({ message }) => message),
  )
  if (fault === null) return E.right(database)
  database.close()
  return E.left(damaged(path, fault))
}

/** Opens the file of an event log, or makes it. Refuses one that is damaged or not ours, in words. */
export const openEventLog = (path: string): E.Either<DatabaseUnusable, DatabaseSync> =>
  pipe(
    openDatabase(path, eventLog),
    E.flatMap((database) => checked(path, database)),
  )
