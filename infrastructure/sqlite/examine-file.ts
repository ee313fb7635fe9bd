import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { integer } from './column.ts'
import { asError, isOfCode } from './database-error.ts'
import { contentBytes, type DatabaseKind, findDamage } from './open-database.ts'
import { openToLook } from './open-to-look.ts'
import { readWriteAheadLog, type WriteAheadLog } from './write-ahead-log.ts'

/** What is wrong with a file, before it has been opened for writing. */
export type FileFault =
  | { readonly kind: 'notOurs' }
  | { readonly kind: 'newer'; readonly layout: number; readonly known: number }
  /** `what` in SQLite's words or ours, English. */
  | { readonly kind: 'damaged'; readonly what: string }
  | { readonly kind: 'unreadable'; readonly why: string }

/** Up to here every page is looked at before the start, in about a tenth of a second. */
export const checkedWholeBytes = 64 * 1024 * 1024

const headBytes = 100
const title = 'SQLite format 3\0'

const damaged = (what: string): E.Either<FileFault, never> => E.left({ kind: 'damaged', what })

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

const headOf = (path: string): Buffer => {
  const descriptor = openSync(path, 'r')
  try {
    const head = Buffer.alloc(headBytes)
    return head.subarray(0, readSync(descriptor, head, 0, headBytes, 0))
  } finally {
    closeSync(descriptor)
  }
}

const pageSizeOf = (head: Buffer): number => {
  const written = head.readUInt16BE(16)
  return written === 1 ? 65_536 : written
}

/** Pages that the file says it has; `null` where it does not say. */
const pagesSaid = (head: Buffer): number | null =>
  head.readUInt32BE(24) === head.readUInt32BE(92) ? head.readUInt32BE(28) : null

/** Whether a page of the database is neither in the file nor in the write-ahead log beside it. */
const refuseShort = (head: Buffer, size: number, ahead: WriteAheadLog): E.Either<FileFault, void> => {
  const pages = Math.floor(size / pageSizeOf(head))
  const wanted = ahead.kind === 'sound' ? ahead.size : (pagesSaid(head) ?? pages)
  for (let page = pages + 1; page <= wanted; page += 1)
    if (ahead.kind !== 'sound' || !ahead.pages.has(page))
      return damaged(`it is cut off: ${pages} pages of ${wanted} are there`)
  return E.right(undefined)
}

const aheadWords = {
  head: 'the head of the write-ahead log beside it cannot be read',
  middle: 'the write-ahead log beside it is damaged in the middle',
} as const

/** What the bytes alone tell, before SQLite mends in silence what it can. */
const examineBytes = (path: string, size: number): E.Either<FileFault, void> => {
  const head = headOf(path)
  if (head.length < headBytes || head.toString('latin1', 0, title.length) !== title)
    return damaged('its beginning is not that of a database')
  const pageSize = pageSizeOf(head)
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0)
    return damaged('its beginning is not that of a database')
  const ahead = sizeOf(`${path}-wal`) === 0 ? ({ kind: 'empty' } as const) : readWriteAheadLog(`${path}-wal`)
  return ahead.kind === 'damaged' ? damaged(aheadWords[ahead.what]) : refuseShort(head, size, ahead)
}

const pragma = (database: DatabaseSync, name: string): number =>
  integer(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0])

type Look<T> = (database: DatabaseSync) => E.Either<FileFault, T>

const recognised =
  <T>(kind: DatabaseKind, look: Look<T>): Look<T | null> =>
  (database) => {
    const tables = integer(database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count'])
    const applicationId = pragma(database, 'application_id')
    const layout = pragma(database, 'user_version')
    // Made by a start that was cut off before it had put anything in.
    if (applicationId === 0 && layout === 0 && tables === 0) return E.right(null)
    if (applicationId !== kind.applicationId) return E.left({ kind: 'notOurs' })
    if (layout > kind.migrations.length)
      return E.left({ kind: 'newer', layout, known: kind.migrations.length })
    const damage = contentBytes(database) <= checkedWholeBytes ? findDamage(database) : null
    return damage === null ? look(database) : damaged(damage.replace(/\s+/g, ' '))
  }

const faultOf = (thrown: unknown): FileFault => {
  const { message } = asError(thrown)
  return isOfCode(thrown, 'corrupt', 'notADatabase')
    ? { kind: 'damaged', what: message }
    : { kind: 'unreadable', why: message }
}

const lookInside = <T>(path: string, look: Look<T>): E.Either<FileFault, T> =>
  pipe(
    E.tryCatch(() => {
      const database = openToLook(path)
      try {
        return look(database)
      } finally {
        database.close()
      }
    }, faultOf),
    E.flatten,
  )

/**
 * Looks at a file of ours without changing anything: its head, its length, the write-ahead log beside it, its kind and
 * version, every page of a small one, then whatever `look` looks at. `null`: there is none, or one with nothing in it.
 */
export const examineFile = <T>(
  path: string,
  kind: DatabaseKind,
  look: Look<T>,
): E.Either<FileFault, T | null> => {
  const size = sizeOf(path)
  if (size === 0)
    return sizeOf(`${path}-wal`) > 0
      ? damaged('it is empty or gone, but the write-ahead log beside it holds data')
      : E.right(null)
  // Only a file that is just being made has one; it has to be opened to be settled, and holds nothing yet.
  if (existsSync(`${path}-journal`) && sizeOf(`${path}-journal`) > 0) return E.right(null)
  return pipe(
    E.tryCatch(() => examineBytes(path, size), faultOf),
    E.flatten,
    E.flatMap(() => lookInside(path, recognised(kind, look))),
  )
}
