import { DatabaseSync } from 'node:sqlite'
import type { Generated, Kysely } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openKysely } from '../../../infrastructure/sqlite/open-kysely.ts'

interface Tables {
  readonly calls: {
    id: Generated<number>
    number: string
    answered: number | boolean
    tag: Uint8Array | null
  }
}

const setUp = (): { database: DatabaseSync; db: Kysely<Tables> } => {
  const database = new DatabaseSync(':memory:')
  database.exec('CREATE TABLE calls (id INTEGER PRIMARY KEY, number TEXT, answered INTEGER, tag BLOB) STRICT')
  onTestFinished(() => {
    if (database.isOpen) database.close()
  })
  return { database, db: openKysely<Tables>(database) }
}

const call = (number: string) => ({ number, answered: true, tag: null })

describe('Kysely over node:sqlite', () => {
  it('writes and reads back text, numbers, booleans as 0 and 1, bytes and null', async () => {
    const { db } = setUp()
    const tag = new Uint8Array([0, 255, 7])
    await db
      .insertInto('calls')
      .values([
        { ...call('100'), tag },
        { ...call('200'), answered: false },
      ])
      .execute()
    expect(await db.selectFrom('calls').selectAll().orderBy('id').execute()).toEqual([
      { id: 1, number: '100', answered: 1, tag },
      { id: 2, number: '200', answered: 0, tag: null },
    ])
  })

  it('tells new ids and how many rows were changed', async () => {
    const { db } = setUp()
    const inserted = await db
      .insertInto('calls')
      .values([call('100'), call('200')])
      .executeTakeFirstOrThrow()
    expect(inserted.insertId).toBe(2n)
    const updated = await db.updateTable('calls').set({ number: '300' }).executeTakeFirstOrThrow()
    expect(updated.numUpdatedRows).toBe(2n)
  })

  it('gives the rows of a statement that writes and returns', async () => {
    const { db } = setUp()
    expect(await db.insertInto('calls').values(call('100')).returning('id').execute()).toEqual([{ id: 1 }])
  })

  it('keeps concurrent transactions apart on the one connection', async () => {
    const { db } = setUp()
    const failing = db.transaction().execute(async (transaction) => {
      await transaction.insertInto('calls').values(call('100')).execute()
      throw new Error('undone')
    })
    const lasting = db
      .transaction()
      .execute((transaction) => transaction.insertInto('calls').values(call('200')).execute())
    await Promise.allSettled([failing, lasting])
    expect(await db.selectFrom('calls').select('number').execute()).toEqual([{ number: '200' }])
  })

  it('streams while other queries run', async () => {
    const { db } = setUp()
    await db
      .insertInto('calls')
      .values([call('100'), call('200'), call('300')])
      .execute()
    const query = db.selectFrom('calls').select('number').orderBy('id')
    const seen: string[] = []
    for await (const { number } of query.stream()) seen.push(number)
    expect(seen).toEqual(['100', '200', '300'])
  })

  it('prepares each SQL text once', async () => {
    const { database, db } = setUp()
    let prepared = 0
    const prepare = database.prepare.bind(database)
    database.prepare = (sql) => {
      prepared += 1
      return prepare(sql)
    }
    for (const id of [1, 2, 3]) await db.selectFrom('calls').selectAll().where('id', '=', id).execute()
    expect(prepared).toBe(1)
  })

  it('refuses what SQLite cannot hold, instead of storing something else', async () => {
    const { db } = setUp()
    const values = { ...call('100'), tag: Object(Symbol.iterator) }
    await expect(db.insertInto('calls').values(values).execute()).rejects.toThrow(
      'cannot be stored in SQLite',
    )
  })

  it('leaves the database open when it is destroyed: the opener closes it', async () => {
    const { database, db } = setUp()
    await db.selectFrom('calls').selectAll().execute()
    await db.destroy()
    expect(database.isOpen).toBe(true)
  })
})
