import { describe, expect, it } from 'vitest'
import type { ViewsFile, ViewsShelf } from '../../../application/ports/views.ts'
import { views } from '../../../application/projections/views.ts'
import { viewsShelf } from '../../../infrastructure/views/views-shelf.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { temporaryDirectory } from '../../infrastructure/temporary-directory.ts'
import { inMemoryEventStore } from '../in-memory-event-store.ts'
import { movedClock } from '../moved-clock.ts'
import { appendTo, keptLog, provisioned, storedAs, until } from './running-views.ts'

/** A shelf whose files cannot be written while `full` says so, as on a full disk. */
const shelfOnADisk = (disk: { full: boolean }): ViewsShelf => {
  const inner = viewsShelf(temporaryDirectory(), keptLog())
  const originals = new Map<ViewsFile, ViewsFile>()
  const guarded = (file: ViewsFile): ViewsFile => {
    const wrapped: ViewsFile = {
      ...file,
      commit: async (batch) => {
        if (disk.full) throw new Error('database or disk is full')
        await file.commit(batch)
      },
    }
    originals.set(wrapped, file)
    return wrapped
  }
  return {
    serving: () => null,
    create: (logId, versions) => guarded(inner.create(logId, versions)),
    build: inner.build,
    promote: (file) => inner.promote(originals.get(file) ?? file),
  }
}

describe('views that cannot be written', () => {
  it('say so, park nothing, and go on without gap once they can (a full disk passes)', async () => {
    const disk = { full: false }
    const store = inMemoryEventStore()
    const clock = movedClock()
    const log = keptLog()
    const ending = new AbortController()
    const shown = views({ store, clock, log, logId: 'log-1', shelf: shelfOnADisk(disk) })
    const done = shown.run(ending.signal)
    await until(() => shown.progress().caughtUp)
    disk.full = true
    await appendTo(store, 'sipAccount-a1', provisioned('a1'))
    const last = await appendTo(store, 'sipAccount-a1', storedAs('TrunkLimitSet', { lines: 5 }))
    const complaints = () => log.lines.filter(({ level }) => level === 'error').length
    await until(() => complaints() === 1)
    clock.advance(200)
    await until(() => complaints() === 2)
    expect(shown.progress()).toMatchObject({ caughtUp: false, position: null, parked: [] })
    disk.full = false
    clock.advance(400)
    await until(() => shown.progress().position === last)
    const reader = rightOf(await shown.readAt(last)())
    expect(await reader.dashboard('a1')).toMatchObject({ account: { trunkLimit: 5 } })
    expect(await reader.history({ limit: 10 })).toHaveLength(2)
    ending.abort()
    await done
  })
})
