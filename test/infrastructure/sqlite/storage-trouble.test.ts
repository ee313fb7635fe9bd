import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { groupCommit } from '../../../infrastructure/sqlite/group-commit.ts'
import { isStorageTrouble } from '../../../infrastructure/sqlite/storage-trouble.ts'
import { temporaryDirectory } from '../temporary-directory.ts'

const smallDatabase = (pages: number) => {
  const database = new DatabaseSync(join(temporaryDirectory(), 'small.db'))
  database.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE) STRICT')
  database.exec(`PRAGMA max_page_count = ${pages}`)
  onTestFinished(() => database.close())
  return database
}

const thrownBy = async (work: () => unknown): Promise<unknown> => {
  try {
    await work()
    return null
  } catch (thrown) {
    return thrown
  }
}

describe('what a store throws', () => {
  it('is trouble of the machine when there is no room, and passes when there is room again', async () => {
    const database = smallDatabase(3)
    const writer = groupCommit(database)
    const insert = database.prepare('INSERT INTO notes (text) VALUES (?)')
    const write = () => writer.write(() => insert.run('x'.repeat(20_000)))
    expect(isStorageTrouble(await thrownBy(write))).toBe(true)
    database.exec('PRAGMA max_page_count = 1000')
    expect(await thrownBy(write)).toBeNull()
  })

  it('is trouble of the machine when the store is closed', async () => {
    const writer = groupCommit(smallDatabase(100))
    writer.close()
    expect(isStorageTrouble(await thrownBy(() => writer.write(() => 1)))).toBe(true)
  })

  it('is a bug when a table forbids what was to be written, or nothing of a store was thrown', async () => {
    const database = smallDatabase(100)
    const writer = groupCommit(database)
    const insert = database.prepare('INSERT INTO notes (text) VALUES (?)')
    await writer.write(() => insert.run('once'))
    expect(isStorageTrouble(await thrownBy(() => writer.write(() => insert.run('once'))))).toBe(false)
    expect(isStorageTrouble(await thrownBy(() => database.exec('SELECT nonsense')))).toBe(false)
    expect(isStorageTrouble(new Error('database is full of errors'))).toBe(false)
    expect(isStorageTrouble(null)).toBe(false)
  })
})
