import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rowCache } from '../../../infrastructure/views/build/row-cache.ts'

const cacheOf = (most: number) => {
  const database = new DatabaseSync(':memory:')
  database.exec('CREATE TABLE rows (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID')
  const cache = rowCache<number>(database, { table: 'rows', beside: null, most, write: String, read: Number })
  const stored = () =>
    new Map(
      database
        .prepare('SELECT key, body FROM rows')
        .all()
        .map(({ key, body }) => [key, Number(body)]),
    )
  return { cache, stored }
}

describe('rows that are held while views are rebuilt', () => {
  it('are what they were last set to, however few of them there is room for, and are all in the file in the end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.tuple(fc.nat({ max: 60 }), fc.nat()), { maxLength: 300 }),
        (most, sets) => {
          const { cache, stored } = cacheOf(most)
          const wanted = new Map<string, number>()
          for (const [place, value] of sets) {
            const key = `k${place}`
            expect(cache.get(key)).toBe(wanted.get(key))
            wanted.set(key, value)
            cache.setAll(new Map([[key, value]]))
          }
          cache.end(() => true)
          expect(stored()).toEqual(wanted)
        },
      ),
    )
  })

  it('are never older in the file than they were in memory, where not all of them are written', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 30 }), fc.nat()), { maxLength: 200 }), (sets) => {
        const { cache, stored } = cacheOf(5)
        const wanted = new Map<string, number>()
        for (const [place, value] of sets) {
          cache.get(`k${place}`)
          wanted.set(`k${place}`, value)
          cache.setAll(new Map([[`k${place}`, value]]))
        }
        cache.end((key) => key === 'k3')
        for (const [key, value] of stored()) expect(value).toBe(wanted.get(String(key)))
        expect(stored().get('k3')).toBe(wanted.get('k3'))
      }),
    )
  })
})
