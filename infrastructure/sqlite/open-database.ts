import { chmodSync, closeSync, openSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { integer, text } from './column.ts'
import { asError, isOfCode } from './database-error.ts'

/** One kind of file of ours, and how it is kept. */
export interface DatabaseKind {
  /** What it is, in words for a person, with its article: `an event log`. */
  readonly name: string
  /** Written into the file's header; tells our kinds, and other programs' files, apart. */
  readonly applicationId: number
  /** SQL that leads from each layout to the next; the first one makes an empty file into layout 1. */
  readonly migrations: readonly [string, ...string[]]
  /** `everyCommit`: on disk when COMMIT returns. `rebuildable`: a power cut may take the last commits, never tear them. */
  readonly durability: 'everyCommit' | 'rebuildable'
  /** Pages that the write-ahead log may hold before they are moved into the file. */
  readonly checkpointPages: number
  /** Deleted content is overwritten with zeros. */
  readonly secureDelete: boolean
}

/** Why a file cannot be used, in words for a person. */
export interface DatabaseUnusable {
  readonly kind: 'notOurs' | 'newer' | 'damaged' | 'unavailable'
  readonly message: string
}

const busyTimeoutMilliseconds = 2000

const unusable = (kind: DatabaseUnusable['kind'], message: string): E.Either<DatabaseUnusable, never> =>
  E.left({ kind, message })

const restoreAdvice = 'Restore it, together with the files beside it, from a backup.'

const describe = (path: string, kind: DatabaseKind, thrown: unknown): DatabaseUnusable => {
  const why = asError(thrown).message
  if (isOfCode(thrown, 'notADatabase'))
    return {
      kind: 'notOurs',
      message: `${path} is not ${kind.name}: it is no database, or its beginning is damaged.`,
    }
  if (isOfCode(thrown, 'corrupt'))
    return { kind: 'damaged', message: `${path} is damaged (${why}). ${restoreAdvice}` }
  return { kind: 'unavailable', message: `${path} cannot be opened: ${why}.` }
}

const pragma = (database: DatabaseSync, name: string) =>
  Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/** SQLite throws a write-ahead log away in silence when its database is empty: acknowledged commits would be lost. */
const refuseOrphanedLog = (path: string): E.Either<DatabaseUnusable, void> =>
  sizeOf(path) === 0 && sizeOf(`${path}-wal`) > 0
    ? unusable('damaged', `${path} is empty or gone, but ${path}-wal beside it holds data. ${restoreAdvice}`)
    : E.right(undefined)

/**
 * The file is made before SQLite opens it, so that it and what SQLite puts beside it are the owner's alone. One that
 * is there is never opened here: closing it would take away the locks that this process holds on it (POSIX).
 */
const makePrivate = (path: string): void => {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) closeSync(openSync(path, 'wx', 0o600))
  else if ((found.mode & 0o077) !== 0) chmodSync(path, 0o600)
}

const recognise = (
  database: DatabaseSync,
  path: string,
  kind: DatabaseKind,
): E.Either<DatabaseUnusable, number> => {
  const applicationId = integer(pragma(database, 'application_id'))
  const layout = integer(pragma(database, 'user_version'))
  const tables = integer(database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count'])
  const fresh = applicationId === 0 && layout === 0 && tables === 0
  if (!fresh && applicationId !== kind.applicationId)
    return unusable(
      'notOurs',
      `${path} is not ${kind.name}: it is a database of another kind. Nothing was changed in it.`,
    )
  return layout > kind.migrations.length
    ? unusable(
        'newer',
        `${path} was written by a newer version of the cabinet (layout ${layout}, this one knows ${kind.migrations.length}). Start that version.`,
      )
    : E.right(layout)
}

const configure = (database: DatabaseSync, kind: DatabaseKind): void => {
  database.exec('PRAGMA journal_mode = WAL')
  database.exec(`PRAGMA synchronous = ${kind.durability === 'everyCommit' ? 'FULL' : 'NORMAL'}`)
  database.exec(`PRAGMA wal_autocheckpoint = ${kind.checkpointPages}`)
  database.exec(`PRAGMA secure_delete = ${kind.secureDelete ? 'ON' : 'OFF'}`)
  // macOS only: a plain fsync there does not reach the platter.
  database.exec('PRAGMA fullfsync = ON')
  database.exec('PRAGMA cell_size_check = ON')
  database.exec('PRAGMA temp_store = MEMORY')
  database.exec('PRAGMA trusted_schema = OFF')
}

/**
 * Reads back what durability and erasure rest on: a pragma that a build or a file system does not support fails in
 * silence. Refuses to go on without it.
 */
export const assertSettings = (
  database: DatabaseSync,
  path: string,
  kind: DatabaseKind,
): E.Either<DatabaseUnusable, void> => {
  const wanted = [
    ['journal_mode', 'wal'],
    ['synchronous', kind.durability === 'everyCommit' ? 2 : 1],
    ['secure_delete', kind.secureDelete ? 1 : 0],
    ['foreign_keys', 1],
  ] as const
  const wrong = wanted.filter(([name, value]) => pragma(database, name) !== value)
  return wrong.length === 0
    ? E.right(undefined)
    : unusable(
        'unavailable',
        `${path} cannot be kept safely here: SQLite does not grant ${wrong.map(([name, value]) => `${name}=${value}`).join(', ')}.`,
      )
}

const migrate = (database: DatabaseSync, kind: DatabaseKind, layout: number): void => {
  if (layout === kind.migrations.length) return
  database.exec('BEGIN IMMEDIATE')
  for (const step of kind.migrations.slice(layout)) database.exec(step)
  database.exec(`PRAGMA application_id = ${kind.applicationId}`)
  database.exec(`PRAGMA user_version = ${kind.migrations.length}`)
  database.exec('COMMIT')
}

const prepare = (
  database: DatabaseSync,
  path: string,
  kind: DatabaseKind,
): E.Either<DatabaseUnusable, DatabaseSync> =>
  pipe(
    recognise(database, path, kind),
    E.tap(() => {
      configure(database, kind)
      return assertSettings(database, path, kind)
    }),
    E.map((layout) => {
      migrate(database, kind, layout)
      return database
    }),
  )

const settle = (
  path: string,
  kind: DatabaseKind,
  database: DatabaseSync,
): E.Either<DatabaseUnusable, DatabaseSync> => {
  const prepared = pipe(
    E.tryCatch(
      () => prepare(database, path, kind),
      (thrown) => describe(path, kind, thrown),
    ),
    E.flatten,
  )
  if (E.isLeft(prepared)) database.close()
  return prepared
}

/**
 * Opens a database of ours, making it (mode 0600) when it is missing and bringing an older layout up to date. The
 * opener closes it. A file that is another program's, newer, damaged or out of reach is refused untouched, in words.
 */
export const openDatabase = (path: string, kind: DatabaseKind): E.Either<DatabaseUnusable, DatabaseSync> =>
  pipe(
    refuseOrphanedLog(path),
    E.flatMap(() =>
      E.tryCatch(
        () => {
          makePrivate(path)
          return new DatabaseSync(path, {
            timeout: busyTimeoutMilliseconds,
            enableForeignKeyConstraints: true,
          })
        },
        (thrown) => describe(path, kind, thrown),
      ),
    ),
    E.flatMap((database) => settle(path, kind, database)),
  )

/** SQLite's own look at its structures, every page once; about a second a gigabyte. Words for a person, or null. */
export const findDamage = (database: DatabaseSync): string | null => {
  const verdict = text(Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})[0])
  return verdict === 'ok' ? null : verdict
}

/** Bytes of content, pages in the write-ahead log included. */
export const contentBytes = (database: DatabaseSync): number =>
  integer(pragma(database, 'page_count')) * integer(pragma(database, 'page_size'))
