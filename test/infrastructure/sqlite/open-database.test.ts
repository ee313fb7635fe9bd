import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  assertSettings,
  type DatabaseKind,
  findDamage,
  openDatabase,
} from '../../../infrastructure/sqlite/open-database.ts'
import { leftOf, rightOf } from '../either.ts'
import { temporaryDirectory } from '../temporary-directory.ts'

const notes: DatabaseKind = {
  name: 'a notebook',
  applicationId: 0x4e4f5445,
  migrations: ['CREATE TABLE notes (line TEXT NOT NULL) STRICT'],
  durability: 'everyCommit',
  checkpointPages: 1000,
  secureDelete: true,
}

const open = (path: string, kind = notes): DatabaseSync => {
  const database = rightOf(openDatabase(path, kind))
  onTestFinished(() => {
    if (database.isOpen) database.close()
  })
  return database
}

const refusal = (path: string, kind = notes) => leftOf(openDatabase(path, kind))

const filled = (path: string, lines: number): void => {
  const database = open(path)
  const insert = database.prepare('INSERT INTO notes VALUES (?)')
  database.exec('BEGIN')
  for (let line = 0; line < lines; line += 1) insert.run(`line ${line} `.repeat(20))
  database.exec('COMMIT')
  database.close()
}

describe('opening a database', () => {
  it('makes it, and what SQLite puts beside it, readable by the owner alone', () => {
    const path = join(temporaryDirectory(), 'notes.db')
    open(path).exec("INSERT INTO notes VALUES ('one')")
    expect([path, `${path}-wal`, `${path}-shm`].map((file) => statSync(file).mode & 0o777)).toEqual([
      0o600, 0o600, 0o600,
    ])
  })

  it('takes away what others may do with a file that was there before', () => {
    const path = join(temporaryDirectory(), 'notes.db')
    writeFileSync(path, '', { mode: 0o644 })
    open(path)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('keeps every commit through a power cut: WAL with synchronous=FULL, as read back', () => {
    const database = open(join(temporaryDirectory(), 'notes.db'))
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
  })

  it('refuses to start when synchronous=FULL is not granted', () => {
    const path = join(temporaryDirectory(), 'notes.db')
    const database = open(path)
    database.exec('PRAGMA synchronous = OFF')
    expect(leftOf(assertSettings(database, path, notes))).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('synchronous=2'),
    })
  })

  it('finds what was written before', () => {
    const path = join(temporaryDirectory(), 'notes.db')
    filled(path, 3)
    expect(open(path).prepare('SELECT count(*) AS lines FROM notes').get()).toEqual({ lines: 3 })
  })

  it('brings an older layout up to date, all steps or none', () => {
    const path = join(temporaryDirectory(), 'notes.db')
    filled(path, 1)
    const added = "ALTER TABLE notes ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'"
    expect(
      refusal(path, { ...notes, migrations: [...notes.migrations, added, 'no such statement'] }).kind,
    ).toBe('unavailable')
    const database = open(path, { ...notes, migrations: [...notes.migrations, added] })
    expect(database.prepare('SELECT DISTINCT colour FROM notes').get()).toEqual({ colour: 'blue' })
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 2 })
  })

  it('says that a file was written by a newer version', () => {
    const path = join(temporaryDirectory(), 'notes.db')
    open(path, { ...notes, migrations: [...notes.migrations, 'CREATE TABLE other (a)'] }).close()
    expect(refusal(path)).toEqual({
      kind: 'newer',
      message: `${path} was written by a newer version of the cabinet (layout 2, this one knows 1). Start that version.`,
    })
  })

  it("says that a database is another program's, and leaves it as it was", () => {
    const path = join(temporaryDirectory(), 'other.db')
    const other = new DatabaseSync(path)
    other.exec('CREATE TABLE theirs (a)')
    other.close()
    const before = readFileSync(path)
    expect(refusal(path)).toMatchObject({
      kind: 'notOurs',
      message: expect.stringContaining('is not a notebook'),
    })
    expect(readFileSync(path)).toEqual(before)
  })

  it('tells one kind of ours from another', () => {
    const path = join(temporaryDirectory(), 'notes.db')
    filled(path, 1)
    expect(refusal(path, { ...notes, name: 'a vault', applicationId: 7 })).toMatchObject({
      kind: 'notOurs',
      message: expect.stringContaining('is not a vault'),
    })
  })

  it('says that a file is no database', () => {
    const path = join(temporaryDirectory(), 'letter.txt')
    writeFileSync(path, 'Dear subscriber, '.repeat(1000))
    expect(refusal(path).kind).toBe('notOurs')
    expect(readFileSync(path, 'utf8')).toMatch(/^Dear subscriber/)
  })

  it('says that a file was cut off', () => {
    const path = join(temporaryDirectory(), 'notes.db')
    filled(path, 1000)
    truncateSync(path, Math.floor(statSync(path).size / 2))
    expect(refusal(path)).toMatchObject({
      kind: 'damaged',
      message: expect.stringContaining('from a backup'),
    })
  })

  it('does not let an emptied file swallow the write-ahead log beside it', () => {
    const path = join(temporaryDirectory(), 'notes.db')
    writeFileSync(path, '')
    writeFileSync(`${path}-wal`, 'acknowledged commits')
    expect(refusal(path).kind).toBe('damaged')
    expect(readFileSync(`${path}-wal`, 'utf8')).toBe('acknowledged commits')
  })

  it('says that the place is out of reach', () => {
    const directory = temporaryDirectory()
    writeFileSync(join(directory, 'file'), '')
    expect(refusal(join(directory, 'file', 'notes.db'))).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('cannot be opened'),
    })
  })

  it('finds a page that was overwritten', () => {
    const path = join(temporaryDirectory(), 'notes.db')
    filled(path, 1000)
    expect(findDamage(open(path))).toBeNull()
    const content = readFileSync(path)
    content.fill(0xa5, 4096 * 5, 4096 * 6)
    writeFileSync(path, content)
    expect(findDamage(open(path))).toEqual(expect.any(String))
  })
})
