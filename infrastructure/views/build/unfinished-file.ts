import { closeSync, fsyncSync, openSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/lib/Either.js'
import { openDatabase } from '../../sqlite/open-database.ts'
import { viewsDatabase } from '../view-tables.ts'
import type { BuilderStart } from './builder-messages.ts'

interface UnfinishedFile {
  readonly database: DatabaseSync
  /** Brings everything to the disk and closes the file. */
  readonly finish: () => void
}

/**
 * Pages held in memory, in KiB. The file is written once, from its beginning to its end: nothing of it is of any use
 * before it is whole, so neither a journal nor a sync protects what is thrown away after a crash anyway.
 */
const settings = `
  PRAGMA journal_mode = DELETE;
  PRAGMA journal_mode = OFF;
  PRAGMA synchronous = OFF;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA cache_size = -65536;
`

const sync = (path: string): void => {
  // Nobody has the file open: closing a descriptor takes a process's locks of it away (POSIX).
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Makes the file of a set of views, to be filled at once and in one transaction. */
export const openUnfinished = ({ path, logId, versions }: BuilderStart): UnfinishedFile => {
  const opened = openDatabase(path, viewsDatabase)
  if (E.isLeft(opened)) throw new Error(opened.left.message)
  const database = opened.right
  database.exec(settings)
  database.exec('BEGIN IMMEDIATE')
  database
    .prepare('INSERT INTO about (id, logId, versions, position, serving) VALUES (1, ?, ?, NULL, 0)')
    .run(logId, versions)
  return {
    database,
    finish: () => {
      database.exec('COMMIT')
      database.close()
      sync(path)
    },
  }
}
