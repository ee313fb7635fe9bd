import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EventToAppend } from '../../../application/ports/event-store.ts'
import { views } from '../../../application/projections/views.ts'
import { openEmbeddedStore } from '../../../infrastructure/embedded-store/embedded-store.ts'
import { viewsShelf } from '../../../infrastructure/views/views-shelf.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { temporaryDirectory } from '../../infrastructure/temporary-directory.ts'
import { inMemoryEventStore } from '../in-memory-event-store.ts'
import { movedClock } from '../moved-clock.ts'
import {
  appendTo,
  caughtUp,
  everything,
  gate,
  historyOf,
  keptLog,
  provisioned,
  runningViews,
  storedAs,
  until,
} from './running-views.ts'

const lines = (count: number): EventToAppend => storedAs('TrunkLimitSet', { lines: count })

const accounts = ['a1', 'a2', 'a3']

/** More events than a set of views follows from the beginning. */
const longLog = async (store = inMemoryEventStore()) => {
  for (const id of accounts) await appendTo(store, `sipAccount-${id}`, provisioned(id))
  for (let at = 0; at < 12; at += 1)
    for (const id of accounts) {
      const many = Array.from({ length: 170 }, (_, n) => lines((n % 20) + 1))
      await appendTo(store, `sipAccount-${id}`, lines(1), ...many)
    }
  return store
}

describe('a log that was long before the views began', () => {
  it('is built from, after which views say the same as a rebuild and go on live', async () => {
    const running = runningViews({ store: await longLog() })
    await caughtUp(running)
    await until(() => running.views.progress().rebuilding === null)
    expect(readdirSync(running.directory).filter((name) => name.endsWith('.db'))).toEqual(['views-2.db'])
    const first = await everything(running, accounts)
    expect(first.entries).toHaveLength(1000)
    running.views.rebuild()
    await until(() => running.views.progress().rebuilding === null)
    expect(await everything(running, accounts)).toEqual(first)

    // The rebuild has stored no row for the stream: what was before comes from its own events.
    const last = await appendTo(running.store, 'sipAccount-a1', lines(7))
    expect((await historyOf(running, last))[0]).toMatchObject({
      revision: 2053,
      changes: [{ field: 'trunkLimit', before: { open: 10 }, after: { open: 7 } }],
    })
  })

  it('is built from once, when staff ask for a rebuild just as the views outgrow following', async () => {
    const hold = gate()
    hold.shut()
    const running = runningViews({ store: await longLog(), hold })
    await until(() => running.views.progress().state === 'serving')
    expect(running.views.rebuild()).toBe(true)
    expect(running.views.rebuild()).toBe(false)
    hold.open()
    await caughtUp(running)
    await until(() => running.views.progress().rebuilding === null)
    expect(readdirSync(running.directory).filter((name) => name.endsWith('.db'))).toEqual(['views-2.db'])
    expect((await everything(running, accounts)).entries).toHaveLength(1000)
  })

  it('is built from where it grew long while nobody followed it, as after a restore of the log alone', async () => {
    const store = inMemoryEventStore()
    const directory = temporaryDirectory()
    await appendTo(store, 'sipAccount-a9', provisioned('a9'))
    const early = runningViews({ store, directory })
    await caughtUp(early)
    await early.stop()
    await longLog(store)
    const running = runningViews({ store, directory })
    await caughtUp(running)
    await until(() => running.views.progress().rebuilding === null)
    expect(readdirSync(directory).filter((name) => name.endsWith('.db'))).toEqual(['views-2.db'])
    expect(running.log.lines.map(({ message }) => message)).toContain(
      'views far behind a long log are built anew',
    )
    const built = await everything(running, accounts)
    running.views.rebuild()
    await until(() => running.views.progress().rebuilding === null)
    expect(await everything(running, accounts)).toEqual(built)
  })

  it('is followed where only its last quarter is missing', async () => {
    const store = inMemoryEventStore()
    const directory = temporaryDirectory()
    for (let time = 0; time < 4; time += 1) await longLog(store)
    const early = runningViews({ store, directory })
    await caughtUp(early)
    await until(() => early.views.progress().rebuilding === null)
    await early.stop()
    const before = readdirSync(directory).filter((name) => name.endsWith('.db'))
    await longLog(store)
    const running = runningViews({ store, directory })
    await caughtUp(running)
    expect(running.views.progress().rebuilding).toBeNull()
    expect(readdirSync(directory).filter((name) => name.endsWith('.db'))).toEqual(before)
  })

  it('is parked where it cannot be read, and taken in again after a rebuild, as a live one is', async () => {
    const store = await longLog()
    await appendTo(store, 'sipAccount-a1', storedAs('RoutingChanged', { mode: 'FAX' }))
    await appendTo(store, 'sipAccount-a1', lines(3))
    const running = runningViews({ store })
    await caughtUp(running)
    expect(running.views.parked.list().map(({ id }) => id)).toEqual(
      ['accountDirectory', 'dashboard', 'history'].map((view) => `${view}:sipAccount-a1`),
    )
    expect(await running.views.isHistoryParked({ accountId: 'a1' })).toBe(true)
    for (const { id } of running.views.parked.list())
      expect(await running.views.parked.skip(id)).toBe('takenIn')
    expect((await historyOf(running))[0]?.changes).toEqual([
      { field: 'trunkLimit', before: { open: 10 }, after: { open: 3 } },
    ])
  })

  it('says how far a rebuild of it has got', async () => {
    const running = runningViews({ store: await longLog() })
    await caughtUp(running)
    await until(() => running.views.progress().rebuilding === null)
    running.views.rebuild()
    const seen = new Set<number>()
    await until(() => {
      const { rebuilding } = running.views.progress()
      if (rebuilding !== null) seen.add(rebuilding.events)
      return rebuilding === null
    })
    expect(Math.max(...seen)).toBe(6159)
  })
})

describe('views of a log in a file', () => {
  it('are built by a thread that reads the file itself, to the same rows', async () => {
    const directory = temporaryDirectory()
    const clock = movedClock()
    const path = join(directory, 'events.db')
    const store = rightOf(openEmbeddedStore(path, { clock }))
    for (const id of accounts) await appendTo(store, `sipAccount-${id}`, provisioned(id), lines(3))
    const log = keptLog()
    const shown = views({ store, clock, log, logId: 'log-1', shelf: viewsShelf(directory, log, path) })
    const ending = new AbortController()
    const done = shown.run(ending.signal)
    const running = { views: shown, store, directory, clock, log, stop: async () => {} }
    await caughtUp(running)
    const live = await everything(running, accounts)
    shown.rebuild()
    await until(() => shown.progress().rebuilding === null)
    expect(await everything(running, accounts)).toEqual(live)
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([])
    // SQLite's locks of the log have outlived the other thread's connection.
    await appendTo(store, 'sipAccount-a1', lines(9))
    await caughtUp(running)
    ending.abort()
    await done
    await store.close()
  })
})
