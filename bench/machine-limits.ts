import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** What this machine's disk can do at all, a second. */
export interface MachineLimits {
  /** One block of 4 KiB written and brought to the disk. */
  readonly syncedWritesPerSecond: number
  /** One event of 320 bytes a transaction, in SQLite with `synchronous=FULL`. */
  readonly singleCommitsPerSecond: number
}

const perSecond = (seconds: number, once: () => void): number => {
  const begun = performance.now()
  let done = 0
  while (performance.now() - begun < seconds * 1000) {
    once()
    done += 1
  }
  return Math.round((done / (performance.now() - begun)) * 1000)
}

const syncedWrites = (directory: string, seconds: number): number => {
  const file = openSync(join(directory, 'synced-writes'), 'w')
  const block = Buffer.alloc(4096, 7)
  try {
    return perSecond(seconds, () => {
      writeSync(file, block)
      fdatasyncSync(file)
    })
  } finally {
    closeSync(file)
  }
}

const singleCommits = (directory: string, seconds: number): number => {
  const database = new DatabaseSync(join(directory, 'single-commits.db'))
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 10000')
    database.exec('CREATE TABLE events (position INTEGER PRIMARY KEY, data TEXT NOT NULL) STRICT')
    const insert = database.prepare('INSERT INTO events (data) VALUES (?)')
    const event = 'e'.repeat(320)
    return perSecond(seconds, () => insert.run(event))
  } finally {
    database.close()
  }
}

/** Measures in a directory on the disk that the benches use, for some seconds each. */
export const measureMachineLimits = (directory: string, seconds: number): MachineLimits => ({
  syncedWritesPerSecond: syncedWrites(directory, seconds),
  singleCommitsPerSecond: singleCommits(directory, seconds),
})
