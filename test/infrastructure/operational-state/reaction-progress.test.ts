import { describe, expect, it } from 'vitest'
import type { NewJob, ReactionProgress } from '../../../application/ports/reaction-progress.ts'
import { minutes } from '../../../domain/instant.ts'
import { stateFile } from './state-file.ts'

const job = (id: string, more: Partial<NewJob> = {}): NewJob => ({
  id,
  reaction: 'passwordReminder',
  subject: 'account-a1',
  trigger: { eventId: 'e1', stream: 'sipAccount-a1', revision: 3, correlationId: 'c1' },
  dueAt: 100,
  ...more,
})

const begun = async () => {
  const file = stateFile()
  await file.state.reactionProgress.begin('log-1')
  return { file, progress: file.state.reactionProgress }
}

const dueIds = async (progress: ReactionProgress, now: number, limit = 10) =>
  (await progress.due(now, limit)).map(({ id }) => id)

describe('progress of reactions in state.db', () => {
  it('knows no log before one is begun', async () => {
    expect(await stateFile().state.reactionProgress.checkpoint()).toBeNull()
  })

  it('keeps checkpoint and jobs over a restart, positions of any size', async () => {
    const { file, progress } = await begun()
    expect(await progress.checkpoint()).toEqual({ logId: 'log-1', position: null })
    await progress.advance(2n ** 63n - 1n, [job('m1')])
    const again = file.restart().reactionProgress
    expect(await again.checkpoint()).toEqual({ logId: 'log-1', position: 2n ** 63n - 1n })
    expect(await again.find('m1')).toEqual({ ...job('m1'), tries: 0, parked: null })
  })

  it('writes checkpoint and jobs together or not at all', async () => {
    const { progress } = await begun()
    await progress.advance(1n, [])
    const impossible = job('m2', { dueAt: Number.NaN })
    await expect(progress.advance(2n, [job('m1'), impossible])).rejects.toThrow()
    expect(await progress.checkpoint()).toEqual({ logId: 'log-1', position: 1n })
    expect(await progress.find('m1')).toBeNull()
  })

  it('leaves a job that is there already as it is', async () => {
    const { progress } = await begun()
    await progress.advance(1n, [job('m1')])
    await progress.postpone('m1', 2, 500)
    await progress.advance(1n, [job('m1')])
    expect(await progress.find('m1')).toMatchObject({ tries: 2, dueAt: 500 })
  })

  it('forgets checkpoint and jobs when another log is begun', async () => {
    const { progress } = await begun()
    await progress.advance(7n, [job('m1')])
    await progress.begin('log-2')
    expect(await progress.checkpoint()).toEqual({ logId: 'log-2', position: null })
    expect(await progress.count(0)).toEqual({ waiting: 0, parked: 0, oldestDue: null })
  })

  it('gives of each subject only its first job, when its time has come', async () => {
    const { progress } = await begun()
    await progress.advance(1n, [
      job('m1', { dueAt: 200 }),
      job('m2', { dueAt: 50 }),
      job('n1', { subject: 'account-a2', dueAt: 60 }),
    ])
    expect(await dueIds(progress, 59)).toEqual([])
    expect(await dueIds(progress, 100)).toEqual(['n1'])
    expect(await dueIds(progress, 200)).toEqual(['n1', 'm1'])
    expect(await dueIds(progress, 200, 1)).toEqual(['n1'])
    await progress.end('m1')
    expect(await dueIds(progress, 200)).toEqual(['m2', 'n1'])
  })

  it('lets a parked job hold back nobody, and puts it first again when it is unparked', async () => {
    const { progress } = await begun()
    await progress.advance(1n, [job('m1'), job('m2')])
    await progress.park('m1', 3, { at: 150, why: 'noRoute' })
    expect(await dueIds(progress, 200)).toEqual(['m2'])
    expect(await progress.parked()).toEqual([{ ...job('m1'), parked: { at: 150, why: 'noRoute' }, tries: 3 }])
    await progress.unpark('m1', 160)
    expect(await dueIds(progress, 200)).toEqual(['m1'])
    expect(await progress.find('m1')).toEqual({ ...job('m1', { dueAt: 160 }), tries: 0, parked: null })
  })

  it('tells the next time that something falls due', async () => {
    const { progress } = await begun()
    expect(await progress.nextDue(0)).toBeNull()
    await progress.advance(1n, [job('m1', { dueAt: 300 }), job('n1', { subject: 'account-a2', dueAt: 200 })])
    expect(await progress.nextDue(0)).toBe(200)
    expect(await progress.nextDue(200)).toBe(300)
    await progress.park('m1', 1, { at: 250, why: 'noRoute' })
    expect(await progress.nextDue(200)).toBeNull()
  })

  it('counts what waits and what is parked; what falls due later by its nature does not wait', async () => {
    const { progress } = await begun()
    const later = minutes(2)
    await progress.advance(1n, [
      job('m1', { dueAt: later }),
      job('m2', { dueAt: 250 }),
      job('m3', { dueAt: 10 }),
    ])
    await progress.park('m3', 1, { at: 20, why: 'noRoute' })
    expect(await progress.count(0)).toEqual({ waiting: 1, parked: 1, oldestDue: 250 })
    expect(await progress.count(later)).toMatchObject({ waiting: 2 })
    await progress.postpone('m1', 1, later)
    expect(await progress.count(0), 'a failed try waits for its next one').toMatchObject({ waiting: 2 })
  })
})
