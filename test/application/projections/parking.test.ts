import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { dashboard } from '../../../application/projections/dashboard.ts'
import { cabinetProjections, versionsOf } from '../../../application/projections/fold-views.ts'
import { parkedViews } from '../../../application/projections/parked-views.ts'
import { viewsWriter } from '../../../application/projections/views-writer.ts'
import { viewsShelf } from '../../../infrastructure/views/views-shelf.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { temporaryDirectory } from '../../infrastructure/temporary-directory.ts'
import { inMemoryEventStore } from '../in-memory-event-store.ts'
import { movedClock } from '../moved-clock.ts'
import { watchedStore } from '../watched-store.ts'
import {
  appendTo,
  caughtUp,
  dashboardOf,
  historyOf,
  keptLog,
  provisioned,
  runningViews,
  storedAs,
  until,
} from './running-views.ts'

const poison = () => storedAs('RoutingChanged', { mode: 'FAX' })
const lines = (count: number) => storedAs('TrunkLimitSet', { lines: count })

const poisoned = async () => {
  const running = runningViews()
  const { store } = running
  await appendTo(store, 'sipAccount-a1', provisioned('a1'))
  await appendTo(store, 'sipAccount-a1', lines(3))
  await appendTo(store, 'sipAccount-a1', poison())
  await appendTo(store, 'sipAccount-a1', lines(4))
  await appendTo(store, 'billing-a1', storedAs('BalanceReported', { kopecks: 100, asOf: 1 }))
  await appendTo(store, 'sipAccount-a2', provisioned('a2'))
  await caughtUp(running)
  return running
}

describe('an event that a view cannot take', () => {
  it('is parked with its stream, in sight; what came before stays, other streams go on', async () => {
    const running = await poisoned()
    expect(running.views.parked.list()).toMatchObject(
      ['dashboard', 'accountDirectory', 'history'].map((view) => ({
        id: `${view}:sipAccount-a1`,
        view,
        stream: 'sipAccount-a1',
        revision: 2,
        position: 3n,
        type: 'RoutingChanged',
        since: running.clock.now(),
      })),
    )
    expect(await dashboardOf(running, 'a1')).toMatchObject({
      account: { trunkLimit: 3 },
      revision: 1,
      balance: { kopecks: 100 },
    })
    expect(await dashboardOf(running, 'a2')).toMatchObject({ account: { trunkLimit: 2 } })
    expect((await historyOf(running)).map(({ position }) => position)).toEqual([6n, 5n, 2n, 1n])
    expect(running.views.isParked('dashboard', 'sipAccount-a1')).toBe(true)
    expect(running.views.isParked('dashboard', 'sipAccount-a2')).toBe(false)
    expect(running.views.progress().caughtUp).toBe(true)
  })

  it('stays parked after a restart, and its stream’s later events stay out', async () => {
    const running = await poisoned()
    const { store, directory } = running
    const before = running.views.parked.list()
    await running.stop()
    await appendTo(store, 'sipAccount-a1', lines(5))
    const again = runningViews({ store, directory })
    await caughtUp(again)
    expect(again.views.parked.list()).toHaveLength(before.length)
    expect(again.views.parked.list()).toEqual(expect.arrayContaining([...before]))
    expect(await dashboardOf(again, 'a1')).toMatchObject({ account: { trunkLimit: 3 } })
  })

  it('is parked anew when views are rebuilt', async () => {
    const running = await poisoned()
    running.views.rebuild()
    await until(() => {
      running.clock.advance(1000)
      return running.views.progress().rebuilding === null
    })
    expect(running.views.parked.list().map(({ id }) => id)).toContain('dashboard:sipAccount-a1')
    expect((await historyOf(running)).map(({ position }) => position)).toEqual([6n, 5n, 2n, 1n])
  })

  it('is parked with words that repeat nothing of what was stored', async () => {
    const running = runningViews()
    await appendTo(running.store, 'sipAccount-a1', storedAs('RoutingChanged', { mode: '+79260250773' }))
    await caughtUp(running)
    const words = running.views.parked.list().map(({ why }) => why)
    expect(words).toHaveLength(3)
    for (const why of words) expect(why).not.toContain('79260250773')
  })

  it('of a type that nobody knows concerns only the views that follow its streams', async () => {
    const running = runningViews()
    await appendTo(running.store, 'session-s1', storedAs('SessionMoved'))
    await caughtUp(running)
    expect(running.views.parked.list().map(({ id }) => id)).toEqual(['history:session-s1'])
  })

  it('of one aggregate in another’s stream is parked where it does not belong', async () => {
    const running = runningViews()
    await appendTo(running.store, 'sipAccount-a1', storedAs('SessionClosed'))
    await caughtUp(running)
    const parked = running.views.parked.list().map(({ view, why }) => ({ view, why }))
    const why = 'SessionClosed does not belong into a sipAccount stream'
    expect(parked).toEqual([
      { view: 'dashboard', why },
      { view: 'accountDirectory', why },
    ])
  })
})

describe('a parked stream', () => {
  it('skipped, goes on with what came after the event that failed', async () => {
    const running = await poisoned()
    for (const view of ['dashboard', 'accountDirectory', 'history'])
      expect(await running.views.parked.skip(`${view}:sipAccount-a1`)).toBe('takenIn')
    expect(running.views.parked.list()).toEqual([])
    expect(await dashboardOf(running, 'a1')).toMatchObject({ account: { trunkLimit: 4 }, revision: 3 })
    const entries = await historyOf(running)
    expect(entries.map(({ position }) => position)).toEqual([6n, 5n, 4n, 2n, 1n])
    expect(entries[2]?.changes).toEqual([{ field: 'trunkLimit', before: { open: 3 }, after: { open: 4 } }])
    const next = await appendTo(running.store, 'sipAccount-a1', lines(8))
    expect(await dashboardOf(running, 'a1', next)).toMatchObject({ account: { trunkLimit: 8 } })
  })

  it('retried while its event fails as before, is parked again and says how often that was', async () => {
    const running = await poisoned()
    const since = running.clock.now()
    running.clock.advance(60_000)
    expect(await running.views.parked.retry('dashboard:sipAccount-a1')).toBe('parkedAgain')
    const again = running.views.parked.list().find(({ view }) => view === 'dashboard')
    expect(again).toMatchObject({ revision: 2, since, attempts: 2 })
  })

  it('with a second event that fails, is parked there once the first is skipped', async () => {
    const running = await poisoned()
    await appendTo(running.store, 'sipAccount-a1', poison())
    await appendTo(running.store, 'sipAccount-a1', lines(6))
    await caughtUp(running)
    expect(await running.views.parked.skip('dashboard:sipAccount-a1')).toBe('parkedAgain')
    expect(running.views.parked.list().find(({ view }) => view === 'dashboard')).toMatchObject({
      revision: 4,
    })
    expect(await dashboardOf(running, 'a1')).toMatchObject({ account: { trunkLimit: 4 } })
    expect(await running.views.parked.skip('dashboard:sipAccount-a1')).toBe('takenIn')
    expect(await dashboardOf(running, 'a1')).toMatchObject({ account: { trunkLimit: 6 } })
  })

  it('is not known under a made-up name', async () => {
    const running = await poisoned()
    for (const id of ['', 'dashboard', 'dashboard:sipAccount-a2', 'nonsense:sipAccount-a1'])
      expect(await running.views.parked.retry(id)).toBe('notParked')
  })
})

/** A writer whose dashboard fails on a revision for as long as `ill` says so: code that is mended later. */
const illWriter = async () => {
  const store = watchedStore(inMemoryEventStore())
  const ill = { now: true }
  const projections = {
    ...cabinetProjections,
    dashboard: {
      ...dashboard,
      apply: (row: Parameters<typeof dashboard.apply>[0], event: Parameters<typeof dashboard.apply>[1]) => {
        if (ill.now && event.stream === 'sipAccount-a1' && event.revision === 1) throw new Error('a bug')
        return dashboard.apply(row, event)
      },
    },
  }
  const file = viewsShelf(temporaryDirectory(), keptLog()).create('log-1', versionsOf(projections))
  const writer = await viewsWriter({ file, store, clock: movedClock(), projections })
  const log = store
  await appendTo(log, 'sipAccount-a1', provisioned('a1'))
  for (let count = 1; count <= 5; count += 1) await appendTo(log, 'sipAccount-a1', lines(count))
  await appendTo(log, 'sipAccount-a2', provisioned('a2'))
  const stream = rightOf(await store.readStream('sipAccount-a1', { direction: 'forwards', limit: 1000 })())
  return { store, file, writer, ill, stream, parked: parkedViews(() => writer, keptLog()) }
}

describe('a stream that was parked by a bug', () => {
  it('is whole again when it is retried after the bug is mended', async () => {
    const { file, writer, ill, stream, parked } = await illWriter()
    await writer.apply(stream)
    expect(await file.dashboard('a1')).toMatchObject({ account: { trunkLimit: 2 }, revision: 0 })
    ill.now = false
    expect(await parked.retry('dashboard:sipAccount-a1')).toBe('takenIn')
    expect(await file.dashboard('a1')).toMatchObject({ account: { trunkLimit: 5 }, revision: 5 })
    expect(await file.parked()).toEqual([])
    expect(await file.history({ limit: 100 })).toHaveLength(6)
    file.close()
  })

  it('takes in no more than the views have passed: the rest comes by itself, once', async () => {
    const { file, writer, ill, stream, parked } = await illWriter()
    await writer.apply(stream.slice(0, 4))
    ill.now = false
    expect(await parked.retry('dashboard:sipAccount-a1')).toBe('takenIn')
    expect(await file.dashboard('a1')).toMatchObject({ account: { trunkLimit: 3 }, revision: 3 })
    await writer.apply(stream.slice(4))
    expect(await file.dashboard('a1')).toMatchObject({ account: { trunkLimit: 5 }, revision: 5 })
    file.close()
  })

  it('loses nothing that arrives while it is taken in again', async () => {
    const { file, writer, ill, stream, parked } = await illWriter()
    await writer.apply(stream.slice(0, 3))
    ill.now = false
    const retried = parked.retry('dashboard:sipAccount-a1')
    const applied = writer.apply(stream.slice(3))
    expect(await retried).toBe('takenIn')
    await applied
    expect(await file.dashboard('a1')).toMatchObject({ account: { trunkLimit: 5 }, revision: 5 })
    file.close()
  })

  it('stays parked as it was when the store does not answer', async () => {
    const { store, file, writer, ill, stream, parked } = await illWriter()
    await writer.apply(stream)
    ill.now = false
    store.follow(() => 'unavailable')
    const before = await file.parked()
    expect(await parked.retry('dashboard:sipAccount-a1')).toBe('storeUnavailable')
    expect(await file.parked()).toEqual(before)
    expect(E.isLeft(await store.readStream('sipAccount-a1', { direction: 'forwards', limit: 1 })())).toBe(
      true,
    )
    file.close()
  })
})
