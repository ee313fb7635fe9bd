import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DatabaseClosed } from '../../../infrastructure/sqlite/database-error.ts'
import {
  type GroupCommitOptions,
  groupCommit,
  OutcomeUnknown,
} from '../../../infrastructure/sqlite/group-commit.ts'
import { temporaryDirectory } from '../temporary-directory.ts'

const numbers = (): DatabaseSync => {
  const database = new DatabaseSync(join(temporaryDirectory(), 'numbers.db'))
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE numbers (n INTEGER PRIMARY KEY) STRICT')
  onTestFinished(() => database.close())
  return database
}

const stored = (database: DatabaseSync) =>
  database
    .prepare('SELECT n FROM numbers ORDER BY n')
    .all()
    .map((row) => row['n'])

const setUp = (options: (database: DatabaseSync) => GroupCommitOptions = () => ({})) => {
  const database = numbers()
  const writer = groupCommit(database, options(database))
  const insert = database.prepare('INSERT INTO numbers VALUES (?)')
  return { database, writer, add: (n: number) => writer.write(() => insert.run(n).changes) }
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)

describe('group commit', () => {
  it('lets 50 writers of one turn share one COMMIT', async () => {
    let commits = 0
    const { database, add } = setUp((it) => ({
      commit: () => {
        commits += 1
        it.exec('COMMIT')
      },
    }))
    const afterSomeSteps = async (n: number) => {
      for (let step = 0; step < n; step += 1) await Promise.resolve()
      return add(n)
    }
    await Promise.all(upTo(50).map(afterSomeSteps))
    expect(commits).toBe(1)
    expect(stored(database)).toEqual(upTo(50))
  })

  it('acknowledges only after COMMIT', async () => {
    const told: string[] = []
    const { add } = setUp((it) => ({
      commit: () => {
        told.push('commit')
        it.exec('COMMIT')
      },
      ended: () => told.push('ended'),
    }))
    await add(1).then(() => told.push('acknowledged'))
    expect(told).toEqual(['commit', 'ended', 'acknowledged'])
  })

  it('undoes work that fails alone; what shared its transaction stands', async () => {
    const { database, writer, add } = setUp()
    const half = writer.write(() => {
      database.exec('INSERT INTO numbers VALUES (7)')
      throw new Error('changed my mind')
    })
    const results = await Promise.allSettled([add(1), half, add(1), add(2)])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    expect(results[1]).toMatchObject({ reason: { message: 'changed my mind' } })
    expect(stored(database)).toEqual([1, 2])
  })

  it('rejects all, refusals included, when COMMIT fails; the next group is well', async () => {
    let broken = true
    const { database, add } = setUp((it) => ({
      commit: () => {
        if (broken) throw new Error('disk I/O error')
        it.exec('COMMIT')
      },
    }))
    const results = await Promise.allSettled([add(1), add(1), add(2)])
    for (const result of results) expect(result).toMatchObject({ reason: expect.any(OutcomeUnknown) })
    expect(stored(database)).toEqual([])
    broken = false
    await add(3)
    expect(stored(database)).toEqual([3])
  })

  it('says unknown, not failed, when COMMIT reached the disk and its answer was lost', async () => {
    const { database, add } = setUp((it) => ({
      commit: () => {
        it.exec('COMMIT')
        throw new Error('disk I/O error')
      },
    }))
    await expect(add(1)).rejects.toBeInstanceOf(OutcomeUnknown)
    expect(stored(database)).toEqual([1])
  })

  it('rejects everybody when a failure makes SQLite drop the whole transaction', async () => {
    const { database, writer, add } = setUp()
    const dropped = writer.write(() => {
      database.exec('ROLLBACK')
      throw new Error('database or disk is full')
    })
    const results = await Promise.allSettled([add(1), dropped, add(2)])
    for (const result of results) {
      expect(result).toMatchObject({ reason: expect.any(OutcomeUnknown) })
      expect(result).toMatchObject({ reason: { message: expect.stringContaining('disk is full') } })
    }
    expect(stored(database)).toEqual([])
  })

  it('rejects with the reason when the transaction cannot even begin', async () => {
    const { database, add } = setUp()
    const other = new DatabaseSync(database.location() ?? '', { timeout: 0 })
    other.exec('BEGIN IMMEDIATE')
    await expect(add(1)).rejects.toThrow('database is locked')
    other.close()
    await add(2)
    expect(stored(database)).toEqual([2])
  })

  it('commits what was handed over before it closes, and refuses what comes later', async () => {
    const { database, writer, add } = setUp(() => ({ largestGroup: 3 }))
    const before = upTo(10).map(add)
    writer.close()
    expect(stored(database)).toEqual(upTo(10))
    await Promise.all(before)
    await expect(add(11)).rejects.toBeInstanceOf(DatabaseClosed)
  })

  it('acknowledges exactly what is stored, whatever fails in between', async () => {
    const piece = fc.record({ n: fc.integer({ min: 0, max: 15 }), fails: fc.boolean() })
    const group = fc.record({ pieces: fc.array(piece, { maxLength: 12 }), commits: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(group, { maxLength: 6 }), async (groups) => {
        let commits = true
        const database = new DatabaseSync(':memory:')
        database.exec('CREATE TABLE numbers (n INTEGER PRIMARY KEY) STRICT')
        const insert = database.prepare('INSERT INTO numbers VALUES (?)')
        const writer = groupCommit(database, {
          commit: () => {
            if (!commits) throw new Error('disk I/O error')
            database.exec('COMMIT')
          },
        })
        const acknowledged: number[] = []
        for (const { pieces, commits: grants } of groups) {
          commits = grants
          const works = pieces.map(({ n, fails }) =>
            writer.write(() => {
              insert.run(n)
              if (fails) throw new Error('refused')
              return n
            }),
          )
          for (const result of await Promise.allSettled(works))
            if (result.status === 'fulfilled') acknowledged.push(result.value)
        }
        expect(stored(database)).toEqual(acknowledged.toSorted((a, b) => a - b))
        database.close()
      }),
    )
  })
})
