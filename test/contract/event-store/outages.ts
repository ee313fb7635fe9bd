import { expect } from 'vitest'
import type { EventStore } from '../../../application/ports/event-store.ts'
import { batchOf, streamOf } from './batches.ts'
import { follow, readToEnd } from './following.ts'
import { append, appendUntilKnown, page } from './outcomes.ts'
import { type Proves, present } from './rig.ts'

const stream = streamOf('one')
const unavailable = { _tag: 'Left', left: { kind: 'unavailable' } }

const write = async (store: EventStore, series: number, count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1)
    await append(store, streamOf(`${series}x${index}`), 'noStream', batchOf(series, 1, index))
}

/** The store goes away and comes back: callers are told, nothing is lost or doubled, and all goes on by itself. */
export const outages = (proves: Proves): void => {
  proves(
    'away: appends and reads are unavailable; back: they work again, nothing lost',
    ['goAway'],
    async (rig) => {
      const { store } = rig
      await append(store, stream, 'noStream', batchOf(1))
      await present(rig.goAway, 'goAway')()
      expect(await store.append(stream, 0, batchOf(2))()).toMatchObject(unavailable)
      expect(await store.readStream(stream, { direction: 'forwards', limit: 10 })()).toMatchObject(
        unavailable,
      )
      expect(await store.lastPosition()()).toMatchObject(unavailable)
      await present(rig.comeBack, 'comeBack')()
      expect(await appendUntilKnown(store, stream, 0, batchOf(2))).toMatchObject({ revision: 1 })
      expect(await page(store, stream)).toHaveLength(2)
    },
  )

  proves(
    'going away in the middle of many appends: each is written exactly once in the end',
    ['goAway'],
    async (rig) => {
      const { store } = rig
      await append(store, streamOf('first'), 'noStream', batchOf(999))
      const writers = Array.from({ length: 40 }, (_, writer) => writer)
      const results = writers.map((writer) =>
        store.append(streamOf(writer), 'noStream', batchOf(writer, 3))(),
      )
      await present(rig.goAway, 'goAway')()
      await Promise.all(results)
      await present(rig.comeBack, 'comeBack')()
      for (const writer of writers)
        expect(await appendUntilKnown(store, streamOf(writer), 'noStream', batchOf(writer, 3))).toMatchObject(
          { revision: 2 },
        )
      const log = (await readToEnd(store)).slice(1)
      expect(log).toHaveLength(120)
      expect(new Set(log.map(({ id }) => id)).size).toBe(120)
    },
  )

  proves('a subscription outlives five outages without gap or double', ['goAway'], async (rig) => {
    const { store } = rig
    const follower = follow(store)
    for (const round of [1, 2, 3, 4, 5]) {
      await write(store, round, 20)
      if (round % 2 === 0) await follower.until(({ events }) => events.length === round * 20)
      await present(rig.goAway, 'goAway')()
      await present(rig.comeBack, 'comeBack')()
    }
    await appendUntilKnown(store, streamOf('last'), 'noStream', batchOf(9))
    const { events } = await follower.until((seen) => seen.events.length >= 101 && seen.isCaughtUp)
    await follower.stop()
    expect(events).toEqual(await readToEnd(store))
    expect(new Set(events.map(({ id }) => id)).size).toBe(101)
  })

  proves(
    'a subscription begun while the store is away starts when it comes back',
    ['goAway'],
    async (rig) => {
      const { store } = rig
      await write(store, 1, 5)
      await present(rig.goAway, 'goAway')()
      const follower = follow(store)
      await present(rig.comeBack, 'comeBack')()
      expect((await follower.until(({ isCaughtUp }) => isCaughtUp)).events).toHaveLength(5)
      await follower.stop()
    },
  )

  proves('a subscription ends when its signal aborts although the store is away', ['goAway'], async (rig) => {
    const follower = follow(rig.store)
    await follower.until(({ isCaughtUp }) => isCaughtUp)
    await present(rig.goAway, 'goAway')()
    await follower.stop()
    await present(rig.comeBack, 'comeBack')()
  })

  proves('a consumer held up during an outage misses nothing', ['goAway'], async (rig) => {
    const { store } = rig
    await write(store, 1, 30)
    let held = false
    const follower = follow(store, null, async () => {
      if (held) return
      held = true
      await present(rig.goAway, 'goAway')()
      await present(rig.comeBack, 'comeBack')()
      await appendUntilKnown(store, streamOf('later'), 'noStream', batchOf(2))
    })
    const { events } = await follower.until((seen) => seen.events.length >= 31 && seen.isCaughtUp)
    await follower.stop()
    expect(events).toEqual(await readToEnd(store))
  })
}
