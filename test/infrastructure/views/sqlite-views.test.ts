import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ParkedStream } from '../../../application/ports/views.ts'
import {
  anyEntries,
  anyQuery,
  batch,
  dashboardRow,
  directoryRow,
  emptyViews,
  entry,
  fits,
} from './small-history.ts'

const parked: ParkedStream = {
  ...{ view: 'dashboard', stream: 'sipAccount-a1', revision: 4, position: 9n, type: 'RoutingChanged' },
  ...{ why: 'a bug', since: 12, attempts: 1 },
}

describe('a set of views in a file', () => {
  it('gives back what was stored, rows, entries and parked streams alike', async () => {
    const { file } = emptyViews()
    await file.commit(
      batch({
        rows: {
          dashboard: new Map([['a1', dashboardRow()]]),
          accountDirectory: new Map([['a1', directoryRow()]]),
        },
        entries: [entry()],
        parked: [parked],
        position: 1n,
      }),
    )
    expect(await file.dashboard('a1')).toEqual(dashboardRow())
    expect(await file.dashboard('a2')).toBeNull()
    expect(await file.accounts({ limit: 10 })).toEqual([directoryRow()])
    expect(await file.history({ limit: 10 })).toEqual([entry()])
    expect(await file.parked()).toEqual([parked])
    expect(await file.rowsOf('dashboard', ['a1', 'a2'])).toEqual(new Map([['a1', dashboardRow()]]))
    expect(await file.countRows()).toMatchObject({ dashboard: 1, accountDirectory: 1 })
    file.close()
  })

  it('keeps positions that a JavaScript number would not hold', async () => {
    const { file, shelf } = emptyViews()
    const far = 2n ** 62n + 1n
    await shelf.promote(file)
    await file.commit(
      batch({ entries: [entry({ position: far }), entry({ position: far + 1n })], position: far + 1n }),
    )
    expect((await file.history({ limit: 10 })).map(({ position }) => position)).toEqual([far + 1n, far])
    expect((await file.history({ limit: 10, before: far + 1n })).map(({ position }) => position)).toEqual([
      far,
    ])
    file.close()
    const reopened = shelf.serving()
    expect(reopened?.checkpoint).toEqual({ logId: 'log-1', versions: 'v1', position: far + 1n })
    reopened?.close()
  })

  it('stores a batch whole or not at all, its checkpoint with it', async () => {
    const { file, shelf } = emptyViews()
    await shelf.promote(file)
    await file.commit(batch({ rows: { dashboard: new Map([['a1', dashboardRow()]]) }, position: 1n }))
    const rows = { dashboard: new Map([['a1', dashboardRow({ revision: 1 })]]) }
    const entries = [entry({ position: 2n }), entry({ position: 2n ** 64n })]
    await expect(file.commit(batch({ rows, entries, position: 2n }))).rejects.toThrow()
    expect(await file.dashboard('a1')).toEqual(dashboardRow())
    expect(await file.history({ limit: 10 })).toEqual([])
    await file.commit(batch({ rows, entries: [entry({ position: 2n })], position: 2n }))
    expect(await file.dashboard('a1')).toMatchObject({ revision: 1 })
    file.close()
    const reopened = shelf.serving()
    expect(reopened?.checkpoint.position).toBe(2n)
    reopened?.close()
  })

  it('stores an entry that comes again once', async () => {
    const { file } = emptyViews()
    await file.commit(batch({ entries: [entry()], position: 1n }))
    await file.commit(batch({ entries: [entry(), entry({ position: 2n })], position: 2n }))
    expect(await file.history({ limit: 10 })).toHaveLength(2)
    file.close()
  })

  it('finds many rows at once, asked for in any number', async () => {
    const { file } = emptyViews()
    const many = Array.from({ length: 1201 }, (_, n) => dashboardRow({ accountId: `a${n}` }))
    await file.commit(batch({ rows: { dashboard: new Map(many.map((row) => [row.accountId, row])) } }))
    for (const asked of [0, 1, 499, 500, 501, 1201]) {
      const keys = many.slice(0, asked).map(({ accountId }) => accountId)
      expect([...(await file.rowsOf('dashboard', [...keys, 'unknown'])).keys()].sort()).toEqual(
        [...keys].sort(),
      )
    }
    file.close()
  })

  it('answers any query of the history as looking at every entry would, newest first', async () => {
    await fc.assert(
      fc.asyncProperty(anyEntries, fc.array(anyQuery, { maxLength: 12 }), async (entries, queries) => {
        const { file } = emptyViews()
        await file.commit(batch({ entries }))
        for (const query of queries) {
          const wanted = entries.filter(fits(query)).reverse().slice(0, query.limit)
          expect(await file.history(query)).toEqual(wanted)
        }
        file.close()
      }),
      { numRuns: 25 },
    )
  })
})
