import { copyFileSync, statSync, truncateSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { readWriteAheadLog } from '../../../infrastructure/sqlite/write-ahead-log.ts'
import { temporaryDirectory } from '../temporary-directory.ts'

const megabyte = 1024 * 1024

/** The write-ahead log of commits that nobody has checkpointed, copied as a crash would leave it. */
const logOf = (commits: number, bytesEach: number): string => {
  const directory = temporaryDirectory()
  const database = new DatabaseSync(join(directory, 'a.db'))
  database.exec('PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; CREATE TABLE t (x BLOB)')
  const insert = database.prepare('INSERT INTO t VALUES (zeroblob(?))')
  for (let left = commits; left > 0; left -= 1) insert.run(bytesEach)
  copyFileSync(join(directory, 'a.db-wal'), join(directory, 'left-wal'))
  database.close()
  return join(directory, 'left-wal')
}

const overwrite = async (path: string, at: number): Promise<void> => {
  const file = await open(path, 'r+')
  await file.write('damage', at)
  await file.close()
}

describe('a write-ahead log (ADR 7)', { timeout: 60_000 }, () => {
  it('of many handfuls is read whole', () => {
    const path = logOf(12, megabyte)
    expect(statSync(path).size).toBeGreaterThan(10 * megabyte)
    const read = readWriteAheadLog(path)
    expect(read.kind).toBe('sound')
    expect(read.kind === 'sound' && read.pages.size).toBeGreaterThan((12 * megabyte) / 4096)
  })

  it('damaged far behind its first handful is told', async () => {
    const path = logOf(12, megabyte)
    await overwrite(path, 9 * megabyte)
    expect(readWriteAheadLog(path)).toEqual({ kind: 'damaged', what: 'middle' })
  })

  it('larger than any buffer may be is read all the same', () => {
    const path = logOf(2, 100)
    truncateSync(path, 2 ** 31 + 4 * megabyte)
    expect(readWriteAheadLog(path).kind).toBe('sound')
  })
})
