import { describe, expect, it } from 'vitest'
import type { EventStore } from '../../../application/ports/event-store.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { inMemoryEventStore } from '../in-memory-event-store.ts'
import {
  appendTo,
  caughtUp,
  dashboardOf,
  gate,
  historyOf,
  provisioned,
  runningViews,
  storedAs,
  until,
} from './running-views.ts'

describe('views under trouble', () => {
  for (const name of ['position:12', 'position:soon'])
    it(`show an open text as it was recorded, whatever it is: ${name}`, async () => {
      const running = runningViews()
      await appendTo(running.store, 'sipAccount-a1', provisioned('a1'))
      const named = await appendTo(
        running.store,
        'sipAccount-a1',
        storedAs('TariffOptionActivated', { name }),
      )
      await caughtUp(running)
      expect(await dashboardOf(running, 'a1', named)).toMatchObject({ account: { tariffOption: name } })
    })

  it('go on with other accounts when one account’s text cannot be read back', async () => {
    const running = runningViews()
    const { store, views, clock } = running
    await appendTo(store, 'sipAccount-a1', provisioned('a1'))
    await appendTo(store, 'sipAccount-a1', storedAs('TariffOptionActivated', { name: 'position:soon' }))
    await caughtUp(running)
    await appendTo(store, 'sipAccount-a1', storedAs('TrunkLimitSet', { lines: 3 }))
    const other = await appendTo(store, 'sipAccount-a2', provisioned('a2'))
    const errors = () => running.log.lines.filter(({ level }) => level === 'error').length
    for (let tries = 1; tries <= 5 && !views.progress().caughtUp; tries += 1) {
      await until(() => errors() >= tries || views.progress().caughtUp)
      clock.advance(10_000)
    }
    expect(views.progress().position).toBe(other)
  })

  it('answer a read that waits while they are swapped as soon as the new set has its position', async () => {
    const hold = gate()
    const running = runningViews({ hold })
    const { store, views, clock } = running
    await appendTo(store, 'sipAccount-a1', provisioned('a1'))
    await caughtUp(running)
    hold.shut()
    views.rebuild()
    await until(() => views.progress().rebuilding !== null)
    const written = await appendTo(store, 'sipAccount-a1', storedAs('TrunkLimitSet', { lines: 5 }))
    let answered = false
    const waiting = views.readAt(written + 1n)()
    void waiting.then(() => {
      answered = true
    })
    hold.open()
    await until(() => views.progress().rebuilding === null)
    // What the read waits for is recorded only now, when only the new set is there to take it.
    const last = await appendTo(store, 'sipAccount-a1', storedAs('TrunkLimitSet', { lines: 6 }))
    await until(() => views.progress().position === last)
    await new Promise(setImmediate)
    clock.advance(5000)
    await waiting
    expect({ answered, waiting: await waiting }).toMatchObject({ answered: true, waiting: { _tag: 'Right' } })
  })

  it('follow the log again after their subscription has broken', async () => {
    const inner = inMemoryEventStore()
    let broken = false
    const store: EventStore = {
      ...inner,
      subscribeAll: async function* (after, signal) {
        for await (const delivery of inner.subscribeAll(after, signal)) {
          if (delivery.kind === 'events' && !broken) {
            broken = true
            throw new Error('the subscription broke')
          }
          yield delivery
        }
      },
    }
    const running = runningViews({ store })
    await until(() => running.views.progress().caughtUp)
    const last = await appendTo(store, 'sipAccount-a1', provisioned('a1'))
    await until(() => broken)
    const reading = running.views.readAt(last)()
    for (let second = 0; second < 4; second += 1) {
      running.clock.advance(1000)
      await new Promise(setImmediate)
    }
    running.clock.advance(5000)
    expect(await rightOf(await reading).dashboard('a1')).not.toBeNull()
  })

  it('say which event staff have left out, so that the hole in the history is seen', async () => {
    const running = runningViews()
    await appendTo(running.store, 'sipAccount-a1', provisioned('a1'))
    await appendTo(running.store, 'sipAccount-a1', storedAs('RoutingChanged', { mode: 'FAX' }))
    await caughtUp(running)
    for (const view of ['dashboard', 'accountDirectory', 'history'])
      await running.views.parked.skip(`${view}:sipAccount-a1`)
    expect(await historyOf(running)).toHaveLength(1)
    const said = JSON.stringify([await running.views.status(), running.log.lines], (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    expect(said).toContain('"stream":"sipAccount-a1","revision":1')
  })
})
