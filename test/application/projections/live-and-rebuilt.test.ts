import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { views } from '../../../application/projections/views.ts'
import { viewsShelf } from '../../../infrastructure/views/views-shelf.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { temporaryDirectory } from '../../infrastructure/temporary-directory.ts'
import { inMemoryEventStore } from '../in-memory-event-store.ts'
import { movedClock } from '../moved-clock.ts'
import { accountIds, anyStory, told } from './account-story.ts'
import {
  appendTo,
  caughtUp,
  dashboardOf,
  everything,
  expectBehind,
  gate,
  historyOf,
  keptLog,
  provisioned,
  runningViews,
  storedAs,
  until,
} from './running-views.ts'

const filesIn = (directory: string) => readdirSync(directory).filter((name) => name.endsWith('.db'))

/** Waits until the new set is alone. */
const swapped = (running: ReturnType<typeof runningViews>) =>
  until(() => running.views.progress().rebuilding === null)

describe('views built from the log', () => {
  it('say the same as those that followed it live, and after a restart (M20, O2, O4)', async () => {
    await fc.assert(
      fc.asyncProperty(anyStory, async (story) => {
        const store = inMemoryEventStore()
        const running = runningViews({ store })
        await told(story, store)
        await caughtUp(running)
        const live = await everything(running, accountIds)

        expect(running.views.rebuild()).toBe(true)
        await swapped(running)
        expect(await everything(running, accountIds)).toEqual(live)
        await running.stop()

        const again = runningViews({ store, directory: running.directory })
        await caughtUp(again)
        expect(await everything(again, accountIds)).toEqual(live)
        await again.stop()
      }),
      { numRuns: 10 },
    )
  })

  it('serve from the old set while the new one is built, then only the new file is left', async () => {
    const hold = gate()
    const running = runningViews({ hold })
    await appendTo(running.store, 'sipAccount-a1', provisioned('a1'))
    await caughtUp(running)
    expect(filesIn(running.directory)).toEqual(['views-1.db'])

    hold.shut()
    running.views.rebuild()
    await until(() => running.views.progress().rebuilding !== null)
    await until(() => filesIn(running.directory).length === 2)
    expect(filesIn(running.directory)).toEqual(['views-1.db', 'views-2-unfinished.db'])
    expect(running.views.progress().rebuilding).toEqual({ position: null, events: 0 })
    expect(await dashboardOf(running, 'a1')).toMatchObject({ account: { routing: 'GSM' } })
    expect(running.views.rebuild()).toBe(false)

    hold.open()
    await swapped(running)
    expect(filesIn(running.directory)).toEqual(['views-2.db'])
    expect(await dashboardOf(running, 'a1')).toMatchObject({ account: { routing: 'GSM' } })
  })

  it('take up what is recorded while they are built', async () => {
    const hold = gate()
    const running = runningViews({ hold })
    await appendTo(running.store, 'sipAccount-a1', provisioned('a1'))
    await caughtUp(running)
    hold.shut()
    running.views.rebuild()
    await until(() => running.views.progress().rebuilding !== null)
    const changed = await appendTo(running.store, 'sipAccount-a1', storedAs('TrunkLimitSet', { lines: 7 }))
    hold.open()
    await swapped(running)
    expect(await dashboardOf(running, 'a1', changed)).toMatchObject({ account: { trunkLimit: 7 } })
    expect(await historyOf(running, changed)).toHaveLength(2)
  })

  it('leave the old set in charge when the process ends in the middle of a rebuild', async () => {
    const hold = gate()
    const running = runningViews({ hold })
    await appendTo(running.store, 'sipAccount-a1', provisioned('a1'))
    await caughtUp(running)
    hold.shut()
    running.views.rebuild()
    await until(() => filesIn(running.directory).length === 2)
    hold.open()
    // Nobody says goodbye: another process finds both files as they are.
    const { store, directory } = running
    const found = viewsShelf(directory, keptLog()).serving()
    expect(found?.checkpoint.position).toBe(1n)
    found?.close()
    await running.stop()

    const again = runningViews({ store, directory })
    await caughtUp(again)
    expect(filesIn(directory)).toEqual(['views-1.db'])
    expect(await dashboardOf(again, 'a1')).toMatchObject({ account: { routing: 'GSM' } })
    expect(again.log.lines).toEqual([])
  })

  it('go on after a restart where they stood, without gap or double', async () => {
    const running = runningViews()
    const { store, directory } = running
    await appendTo(store, 'sipAccount-a1', provisioned('a1'))
    await caughtUp(running)
    await running.stop()
    await appendTo(store, 'sipAccount-a1', storedAs('TrunkLimitSet', { lines: 3 }))
    await appendTo(store, 'sipAccount-a1', storedAs('TrunkLimitSet', { lines: 4 }))

    const again = runningViews({ store, directory })
    await caughtUp(again)
    const entries = await historyOf(again)
    expect(entries.map(({ revision }) => revision)).toEqual([2, 1, 0])
    expect(entries[0]?.changes).toEqual([{ field: 'trunkLimit', before: { open: 3 }, after: { open: 4 } }])
    expect(again.log.lines).toEqual([])
  })
})

describe('views that do not fit the log', () => {
  const withAccount = async () => {
    const running = runningViews()
    await appendTo(running.store, 'sipAccount-a1', provisioned('a1'))
    await appendTo(running.store, 'sipAccount-a1', storedAs('TrunkLimitSet', { lines: 9 }))
    await caughtUp(running)
    await running.stop()
    return running
  }

  it('are built anew, and said so, when the log is another', async () => {
    const { directory } = await withAccount()
    const store = inMemoryEventStore()
    await appendTo(store, 'sipAccount-b1', provisioned('b1'))
    await appendTo(store, 'sipAccount-b2', provisioned('b2'))
    const other = runningViews({ store, directory, logId: 'log-2' })
    await caughtUp(other)
    expect(await dashboardOf(other, 'a1')).toBeNull()
    expect(await dashboardOf(other, 'b1')).toMatchObject({ accountId: 'b1' })
    expect(other.log.lines).toMatchObject([{ level: 'warn', fields: { why: 'they are of another log' } }])
    expect(filesIn(directory)).toHaveLength(1)
  })

  it('are built anew when their checkpoint is past the log’s end, as after the restore of an old backup', async () => {
    const { directory } = await withAccount()
    const store = inMemoryEventStore()
    await appendTo(store, 'sipAccount-a1', provisioned('a1'))
    const restored = runningViews({ store, directory })
    await caughtUp(restored)
    expect(await dashboardOf(restored, 'a1')).toMatchObject({ account: { trunkLimit: 2 }, revision: 0 })
    expect(restored.log.lines).toMatchObject([
      { level: 'warn', fields: { why: 'their checkpoint is past the end of the log' } },
    ])
  })

  it('are built anew when their file is not one of views', async () => {
    const { directory, store } = await withAccount()
    writeFileSync(
      join(directory, 'views-1.db'),
      'no database at all, but long enough to have a header of its own',
    )
    const again = runningViews({ store, directory })
    await caughtUp(again)
    expect(again.log.lines.map(({ level }) => level)).toEqual(['warn', 'warn'])
    expect(await dashboardOf(again, 'a1')).toMatchObject({ account: { trunkLimit: 9 } })
  })

  it('answer nothing until they are built, rather than half of it', async () => {
    const hold = gate()
    const store = inMemoryEventStore()
    await appendTo(store, 'sipAccount-a1', provisioned('a1'))
    hold.shut()
    const running = runningViews({ store, hold })
    const reading = running.views.readAt(null)()
    await until(() => running.views.progress().state === 'serving')
    running.clock.advance(5000)
    expectBehind(await reading)
    hold.open()
    await caughtUp(running)
    expect(await dashboardOf(running, 'a1')).not.toBeNull()
  })

  it('wait at the start for a store that does not answer yet', async () => {
    const inner = inMemoryEventStore()
    await appendTo(inner, 'sipAccount-a1', provisioned('a1'))
    let answers = false
    let asked = 0
    const store = {
      ...inner,
      lastPosition: () => async () => {
        asked += 1
        return answers
          ? inner.lastPosition()()
          : ({ _tag: 'Left', left: { kind: 'unavailable', cause: new Error('away') } } as const)
      },
    }
    const running = runningViews({ store })
    await until(() => asked === 1)
    expect(running.views.progress().state).toBe('starting')
    answers = true
    await until(() => {
      running.clock.advance(1000)
      return running.views.progress().caughtUp
    })
    expect(rightOf(await running.views.readAt(null)())).toBeDefined()
  })

  it('end before they begin when they are stopped while the store is away', async () => {
    const store = {
      ...inMemoryEventStore(),
      lastPosition: () => async () =>
        ({ _tag: 'Left', left: { kind: 'unavailable', cause: new Error('away') } }) as const,
    }
    const log = keptLog()
    const shelf = viewsShelf(temporaryDirectory(), log)
    const ending = new AbortController()
    const shown = views({ store, shelf, clock: movedClock(), log, logId: 'log-1' })
    const done = shown.run(ending.signal)
    ending.abort()
    await expect(done).resolves.toBeUndefined()
  })
})
