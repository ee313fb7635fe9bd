import { copyFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { composeCabinet } from '../../../api/compose.ts'
import { garbage, middleOf, overwrite, page, sizeOf } from '../data-directory/damages.ts'
import { configurationOf, silent, usedDirectories } from '../data-directory/used-directory.ts'
import { rightOf } from '../either.ts'

type Used = Awaited<ReturnType<typeof usedDirectories>>
let used: Used
beforeAll(async () => {
  used = await usedDirectories()
})
afterAll(() => used.remove())

const damages: readonly (readonly [string, (views: string, directory: string) => void])[] = [
  ['cut in the middle', (views) => truncateSync(views, middleOf(views))],
  ['without their last page', (views) => truncateSync(views, sizeOf(views) - page)],
  ['with zeroed pages in the middle', (views) => overwrite(views, middleOf(views), Buffer.alloc(2 * page))],
  ['with garbage in their head', (views) => overwrite(views, 0, garbage(100))],
  ['emptied', (views) => writeFileSync(views, '')],
  ['gone', (views) => rmSync(views)],
  [
    'of a newer version',
    (views) => {
      const database = new DatabaseSync(views)
      database.exec('PRAGMA user_version = 99')
      database.close()
    },
  ],
  [
    'swapped for another file of ours',
    (views, directory) => copyFileSync(join(directory, 'state.db'), views),
  ],
]

describe('views that are not as they were left', () => {
  it.each(damages)('are built anew from the log by the start itself: %s', async (_, damage) => {
    const directory = used.copyOf('ended')
    damage(join(directory, 'views-1.db'), directory)
    const { cabinet, stop } = rightOf(
      await composeCabinet({ configuration: configurationOf(directory), log: silent }),
    )
    const rows = async () => (await cabinet.views.status()).rows
    try {
      await vi.waitUntil(async () => (await rows())?.dashboard === 8, { timeout: 20_000, interval: 20 })
      const { parked } = await cabinet.views.status()
      expect(parked).toEqual([])
    } finally {
      await stop()
    }
  })
})
