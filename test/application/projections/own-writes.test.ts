import { describe, expect, it } from 'vitest'
import { provision, setTrunkLimit } from '../../../domain/sip-account/sip-account.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { circumstances } from '../circumstances.ts'
import { inMemoryEventStore } from '../in-memory-event-store.ts'
import { movedClock } from '../moved-clock.ts'
import { accountStream, onAccount, writeSide } from '../write-side.ts'
import {
  appendTo,
  caughtUp,
  dashboardOf,
  expectBehind,
  gate,
  provisioned,
  runningViews,
  storedAs,
  until,
} from './running-views.ts'

const account = {
  number: '+79260250773',
  passwordRef: 'p-1',
  routing: 'GSM',
  trunkLimit: 2,
  callerId: null,
  tariffOption: null,
} as const

const slowed = async () => {
  const hold = gate()
  const log = inMemoryEventStore()
  const running = runningViews({ store: log, hold })
  const side = writeSide(log)
  rightOf(await side.handler.execute(onAccount(provision(account)))())
  await caughtUp(running)
  hold.shut()
  return { hold, running, side, log }
}

describe('a read that follows a write', () => {
  it('waits while the runner is slowed, and never sees older than its own write', async () => {
    const { hold, running, side } = await slowed()
    for (const lines of [5, 6, 7]) {
      hold.shut()
      const changed = rightOf(await side.handler.execute(onAccount(setTrunkLimit(lines)))())
      let answered = false
      const reading = dashboardOf(running, 'a1', changed.position).then((row) => {
        answered = true
        return row
      })
      await until(() => running.views.progress().caughtUp === false)
      expect(answered).toBe(false)
      hold.open()
      expect(await reading).toMatchObject({ account: { trunkLimit: lines }, revision: changed.revision })
    }
  })

  it('is told to come back, not given something older, when the runner takes longer than the bound', async () => {
    const { running, side } = await slowed()
    const changed = rightOf(await side.handler.execute(onAccount(setTrunkLimit(5)))())
    const reading = running.views.readAt(changed.position)()
    running.clock.advance(4999)
    running.clock.advance(1)
    expectBehind(await reading)
  })

  it('is not held up by the writes of others', async () => {
    const { running, log } = await slowed()
    await appendTo(log, 'sipAccount-a2', provisioned('a2'))
    expect(await dashboardOf(running, 'a1', 1n)).toMatchObject({ accountId: 'a1' })
    expect(await dashboardOf(running, 'a1')).toMatchObject({ accountId: 'a1' })
  })

  it('ends at the bound for a position that nobody ever recorded', async () => {
    const { hold, running } = await slowed()
    hold.open()
    const invented = running.views.readAt(99_999_999_999_999_999_999n)()
    running.clock.advance(5000)
    expectBehind(await invented)
  })

  it('after a repeat that records nothing asks for no more than what is there', async () => {
    const { hold, running, side } = await slowed()
    hold.open()
    const repeated = rightOf(await side.handler.execute(onAccount(setTrunkLimit(2)))())
    expect(repeated.recorded).toEqual([])
    expect(await dashboardOf(running, 'a1', repeated.position)).toMatchObject({ account: { trunkLimit: 2 } })
  })

  it('leaves nobody waiting when the views stop', async () => {
    const { hold, running, side } = await slowed()
    const changed = rightOf(
      await side.handler.execute(onAccount(setTrunkLimit(5), { circumstances: circumstances() }))(),
    )
    const reading = running.views.readAt(changed.position)()
    hold.open()
    await running.stop()
    running.clock.advance(5000)
    await reading
  })
})

describe('the lag of views', () => {
  const at = Date.UTC(2026, 0, 15, 12)

  it('is the age in seconds of the oldest event that is not applied, and 0 when there is none', async () => {
    const hold = gate()
    const clock = movedClock(at)
    const running = runningViews({ clock, hold })
    await caughtUp(running)
    expect(running.views.progress().lagSeconds).toBe(0)
    hold.shut()
    await appendTo(running.store, accountStream, provisioned('a1'))
    await appendTo(
      running.store,
      accountStream,
      storedAs('TrunkLimitSet', { lines: 4 }, { occurredAt: new Date(at + 30_000).toISOString() }),
    )
    await until(() => !running.views.progress().caughtUp)
    clock.advance(90_000)
    expect(running.views.progress().lagSeconds).toBe(90)
    hold.open()
    await caughtUp(running)
    expect(running.views.progress().lagSeconds).toBe(0)
  })

  it('is not known before the views have caught up for the first time', async () => {
    const running = runningViews()
    expect(running.views.progress().lagSeconds).toBeNull()
    await caughtUp(running)
    expect(running.views.progress()).toMatchObject({ lagSeconds: 0, caughtUp: true, parked: [] })
  })

  it('is shown by views that keep up: busy ones do, those half a minute behind do not (operations.md)', async () => {
    const { hold, running, side } = await slowed()
    rightOf(await side.handler.execute(onAccount(setTrunkLimit(5)))())
    await until(() => !running.views.progress().caughtUp)
    expect(running.views.progress().keepsUp).toBe(true)
    const { clock } = running
    const { lagSeconds } = running.views.progress()
    clock.advance((30 - (lagSeconds ?? 0)) * 1000)
    expect(running.views.progress().keepsUp).toBe(true)
    clock.advance(1000)
    expect(running.views.progress().keepsUp).toBe(false)
    hold.open()
    await caughtUp(running)
    expect(running.views.progress().keepsUp).toBe(true)
  })
})
