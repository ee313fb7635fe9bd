import { describe, expect, it } from 'vitest'
import type { ViewsFile } from '../../../application/ports/views.ts'
import { rememberedRows } from '../../../infrastructure/views/remembered-rows.ts'
import { batch, dashboardRow, emptyViews } from './small-history.ts'

const stored = (revision: number) =>
  batch({ rows: { dashboard: new Map([['a1', dashboardRow({ revision })]]) } })

/** Rows remembered over a file, with what is read of the file counted and, where wished, held up. */
const over = async (admit: () => Promise<void> = async () => {}) => {
  const { file } = emptyViews()
  await file.commit(stored(0))
  const asked: string[] = []
  const watched: Pick<ViewsFile, 'rowsOf' | 'dashboard'> = {
    rowsOf: async (view, keys) => {
      asked.push(...keys)
      const rows = await file.rowsOf(view, keys)
      await admit()
      return rows
    },
    dashboard: async (accountId) => {
      asked.push(accountId)
      const row = await file.dashboard(accountId)
      await admit()
      return row
    },
  }
  return { asked, file, rows: rememberedRows(watched) }
}

describe('rows that are remembered', () => {
  it('are read once, by whichever way', async () => {
    const { asked, rows } = await over()
    expect(await rows.dashboard('a1')).toEqual(dashboardRow())
    expect(await rows.dashboard('a1')).toBe(await rows.dashboard('a1'))
    expect((await rows.rowsOf('dashboard', ['a1', 'a2'])).get('a1')).toEqual(dashboardRow())
    expect(asked).toEqual(['a1', 'a2'])
  })

  it('that are not there are asked for again', async () => {
    const { asked, rows } = await over()
    expect([await rows.dashboard('a2'), await rows.dashboard('a2')]).toEqual([null, null])
    expect(asked).toEqual(['a2', 'a2'])
  })

  it('are what a batch has made of them, once it is committed', async () => {
    const { rows } = await over()
    await rows.dashboard('a1')
    rows.committed(stored(7))
    expect(await rows.dashboard('a1')).toEqual(dashboardRow({ revision: 7 }))
    expect((await rows.rowsOf('dashboard', ['a1'])).get('a1')).toEqual(dashboardRow({ revision: 7 }))
  })

  it.each(['dashboard', 'rowsOf'] as const)(
    'are not those that were being read by %s while a batch was committed',
    async (way) => {
      let answer = (): void => {}
      const held = new Promise<void>((resolve) => {
        answer = resolve
      })
      const { file, rows } = await over(() => held)
      const reading = way === 'dashboard' ? rows.dashboard('a1') : rows.rowsOf('dashboard', ['a1'])
      await file.commit(stored(7))
      // Of another account, so that nothing of the first comes by the batch.
      rows.committed(batch())
      answer()
      await reading
      expect(await rows.dashboard('a1')).toEqual(dashboardRow({ revision: 7 }))
    },
  )

  it('stay as they were when a batch cannot be stored', async () => {
    const { file } = emptyViews()
    await file.commit(stored(0))
    await file.dashboard('a1')
    const broken = batch({
      rows: { dashboard: new Map([['a1', dashboardRow({ revision: 7, billingRevision: Number.NaN })]]) },
      unparked: [{ view: 'dashboard', stream: JSON.parse('{}') }],
    })
    await expect(file.commit(broken)).rejects.toThrow()
    expect(await file.dashboard('a1')).toEqual(dashboardRow())
  })
})
