import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchedFiles } from '../../../api/compose/watched-files.ts'
import { notReadyBecause } from '../../../application/operations/vitals.ts'
import { dataFiles } from '../../../infrastructure/data-directory/data-files.ts'
import { keptLog } from '../../application/projections/running-views.ts'
import { middleOf, overwrite } from './damages.ts'
import { usedDirectories } from './used-directory.ts'

type Used = Awaited<ReturnType<typeof usedDirectories>>
let used: Used
beforeAll(async () => {
  used = await usedDirectories()
})
afterAll(() => used.remove())

const calm = new AbortController().signal

describe('files that are too big to be looked at whole before the start', () => {
  it('are looked at whole while the cabinet runs, and found sound', async () => {
    const log = keptLog()
    const watched = watchedFiles(dataFiles(used.copyOf('killed')), log, 0)
    await watched.check(calm)
    expect([watched.damaged(), log.lines]).toEqual([[], []])
  })

  it.each(['events.db', 'vault.db', 'state.db'])(
    'are told of loudly, in both languages, where %s is damaged in the middle',
    async (name) => {
      const directory = used.copyOf('ended')
      overwrite(join(directory, name), middleOf(join(directory, name)), Buffer.alloc(8192))
      const log = keptLog()
      const watched = watchedFiles(dataFiles(directory), log, 0)
      await watched.check(calm)
      expect(watched.damaged()).toEqual([name])
      expect(log.lines).toMatchObject([{ level: 'error' }])
      expect(JSON.stringify(log.lines)).toMatch(/IS DAMAGED.*ПОВРЕЖДЁН/)
    },
  )

  it('make the cabinet say that it is not ready, by the name of the file', () => {
    const reasons = notReadyBecause({
      storeAnswers: true,
      damagedFiles: ['events.db'],
      appendedEvents: 0,
      views: { keepUp: true, lagSeconds: 0, parked: 0 },
      reactions: { state: 'running', lagSeconds: 0, waiting: 0, parked: 0 },
    })
    expect(reasons).toEqual(['events.db is damaged, see cabinet doctor'])
  })

  it('are let be when the cabinet stops meanwhile', async () => {
    const stopping = new AbortController()
    const watched = watchedFiles(dataFiles(used.copyOf('ended')), keptLog(), 0)
    const checked = watched.check(stopping.signal)
    stopping.abort()
    await checked
    expect(watched.damaged()).toEqual([])
  })
})
