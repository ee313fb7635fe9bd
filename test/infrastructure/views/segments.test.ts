import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HistoryEntry } from '../../../application/projections/history/history-entry.ts'
import { segmentReader } from '../../../infrastructure/views/segments/segment-reader.ts'
import { segmentWriter } from '../../../infrastructure/views/segments/segment-writer.ts'
import { sqliteViews } from '../../../infrastructure/views/sqlite-views.ts'
import { viewsDatabase } from '../../../infrastructure/views/view-tables.ts'
import { anyEntries, anyQuery, batch, entry, fits } from './small-history.ts'

const emptyDatabase = () => {
  const database = new DatabaseSync(':memory:')
  for (const step of viewsDatabase.migrations) database.exec(step)
  database.exec("INSERT INTO about VALUES (1, 'log-1', 'v1', NULL, 0)")
  return database
}

/** The metadata that an entry comes from, as text. */
const metadataOf = (it: HistoryEntry): string =>
  JSON.stringify({
    schemaVersion: 1,
    occurredAt: new Date(it.occurredAt).toISOString(),
    actor: it.actor,
    channel: it.channel,
    correlationId: it.correlationId,
  })

const written = (entries: readonly HistoryEntry[]) => {
  const database = emptyDatabase()
  const writer = segmentWriter(database)
  for (const it of entries) writer.add(it, metadataOf(it))
  writer.end()
  return database
}

describe('the history that a rebuild has written', () => {
  it('answers any query as looking at every entry would, newest first', () => {
    fc.assert(
      fc.property(anyEntries, fc.array(anyQuery, { maxLength: 12 }), (entries, queries) => {
        const read = segmentReader(written(entries))
        for (const query of queries)
          expect(read(query)).toEqual(entries.filter(fits(query)).reverse().slice(0, query.limit))
      }),
      { numRuns: 60 },
    )
  })

  it('is one with what live events add, and with what staff take in again in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyEntries,
        fc.array(anyQuery, { maxLength: 8 }),
        fc.nat(),
        async (entries, queries, pick) => {
          const isLive = (_: HistoryEntry, at: number) => at >= entries.length / 2 || at % 7 === pick % 7
          const file = sqliteViews(written(entries.filter((it, at) => !isLive(it, at))))
          await file.commit(batch({ entries: entries.filter(isLive) }))
          for (const query of queries)
            expect(await file.history(query)).toEqual(
              entries.filter(fits(query)).reverse().slice(0, query.limit),
            )
          expect((await file.countRows()).history).toBe(entries.length)
          file.close()
        },
      ),
      { numRuns: 40 },
    )
  })

  it('is found over many blocks, pages of keys and segments', () => {
    const many = Array.from({ length: 270_000 }, (_, at) =>
      entry({
        position: BigInt(at) * 3n + 1n,
        occurredAt: at * 1000,
        accountId: `a${at % 1000}`,
        correlationId: `c${at >> 1}`,
        forSubscriber: at % 3 === 0,
      }),
    )
    const database = written(many)
    expect(database.prepare('SELECT count(*) AS n FROM historySegments').get()?.['n']).toBe(2)
    const read = segmentReader(database)
    for (const query of [
      { accountId: 'a7', limit: 50 },
      { accountId: 'a7', forSubscriber: true, limit: 50, before: 786_500n },
      { correlationId: 'c131071', limit: 10 },
      { correlationId: 'c5', limit: 10 },
      { types: ['RoutingChanged'], accountId: 'a999', from: 1_000_000, to: 9_000_000, limit: 10 },
      { from: 262_140_000, to: 262_150_000, limit: 100 },
      { actorId: 'nobody', limit: 1 },
      { before: 2n, limit: 5 },
      { limit: 40 },
    ] as const)
      expect(read(query)).toEqual(many.filter(fits(query)).reverse().slice(0, query.limit))
    database.close()
  })
})
