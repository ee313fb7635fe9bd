import { expect } from 'vitest'
import type { EventStore, LogDelivery } from '../../../application/ports/event-store.ts'
import { batchOf, streamOf } from './batches.ts'
import { follow, readToEnd } from './following.ts'
import { append } from './outcomes.ts'
import { type Proves, present } from './rig.ts'

/** More than this much of the log held for a consumer that does not take it is not back-pressure. */
const mostReadAhead = 2_000

const write = async (store: EventStore, count: number, series = 1): Promise<readonly bigint[]> => {
  const positions: bigint[] = []
  for (let index = 0; index < count; index += 1)
    positions.push(
      (await append(store, streamOf(`${series}x${index}`), 'noStream', batchOf(series, 1, index))).position,
    )
  return positions
}

const indexes = (events: readonly { readonly data: { readonly [key: string]: unknown } }[]): unknown[] =>
  events.map(({ data }) => data['index'])

const resuming = (proves: Proves): void => {
  proves('from a position it gives what comes after it, nothing lost or doubled', [], async ({ store }) => {
    const positions = await write(store, 30)
    for (const [index, position] of positions.entries())
      expect(indexes(await readToEnd(store, position))).toEqual(
        Array.from({ length: 29 - index }, (_, later) => index + 1 + later),
      )
  })

  proves('resuming after each delivery gives every event exactly once', [], async ({ store }) => {
    for (let from = 0; from < 1_200; from += 60)
      await append(store, streamOf(from), 'noStream', batchOf(1, 60, from))
    const taken: unknown[] = []
    let after: bigint | null = null
    while (taken.length < 1_200) {
      const abort = new AbortController()
      for await (const delivery of store.subscribeAll(after, abort.signal)) {
        if (delivery.kind === 'caughtUp') continue
        taken.push(...indexes(delivery.events))
        after = delivery.events.at(-1)?.position ?? after
        break
      }
      abort.abort()
    }
    expect(taken).toEqual(Array.from({ length: 1_200 }, (_, index) => index))
  })

  proves('what was appended together is delivered together', [], async ({ store }) => {
    const sizes = Array.from({ length: 120 }, (_, index) => 1 + ((index * 7) % 23))
    for (const [index, size] of sizes.entries())
      await append(store, streamOf(index), 'noStream', batchOf(index, size))
    const follower = follow(store)
    const { deliveries } = await follower.until(({ isCaughtUp }) => isCaughtUp)
    await follower.stop()
    const seriesOf = (delivery: LogDelivery): unknown[] =>
      delivery.kind === 'events' ? [...new Set(delivery.events.map(({ data }) => data['series']))] : []
    expect(deliveries.flatMap(seriesOf)).toEqual(sizes.map((_, index) => index))
  })
}

const live = (proves: Proves): void => {
  proves('it catches up and goes on live, nothing lost or doubled', [], async ({ store }) => {
    await write(store, 300, 1)
    const follower = follow(store)
    await Promise.all([2, 3, 4, 5].map((series) => write(store, 100, series)))
    const seen = await follower.until(({ events, isCaughtUp }) => events.length >= 700 && isCaughtUp)
    await write(store, 50, 6)
    const all = await follower.until(({ events, isCaughtUp }) => events.length >= 750 && isCaughtUp)
    await follower.stop()
    expect(all.caughtUp).toBeGreaterThan(seen.caughtUp)
    expect(new Set(all.events.map(({ id }) => id)).size).toBe(750)
    expect(all.events).toEqual(await readToEnd(store))
  })

  proves(
    'it tells anew that it has caught up, after the event that it had to catch up with',
    [],
    async ({ store }) => {
      const follower = follow(store)
      await follower.until(({ isCaughtUp }) => isCaughtUp)
      for (const nth of [1, 2, 3]) {
        await append(store, streamOf(nth), 'noStream', batchOf(nth))
        const seen = await follower.until(({ events, isCaughtUp }) => events.length === nth && isCaughtUp)
        expect(seen.events.at(-1)).toMatchObject({ stream: streamOf(nth) })
      }
      await follower.stop()
    },
  )

  proves('subscriptions do not know of each other', [], async ({ store }) => {
    const [, second] = await write(store, 3)
    const followers = [follow(store), follow(store, second ?? null), follow(store)]
    for (const follower of followers) await follower.until(({ isCaughtUp }) => isCaughtUp)
    await followers[0]?.stop()
    await write(store, 2, 2)
    const [all, later] = await Promise.all([
      followers[2]?.until(({ events }) => events.length === 5),
      followers[1]?.until(({ events }) => events.length === 3),
    ])
    expect(all?.events.slice(2)).toEqual(later?.events)
    expect(followers[0]?.seen.events).toHaveLength(3)
    for (const follower of followers) await follower.stop()
  })
}

const pace = (proves: Proves): void => {
  proves('a slow consumer gets everything in order while others write', [], async ({ store }) => {
    await write(store, 200, 1)
    let writing: Promise<unknown> = Promise.resolve()
    let deliveries = 0
    const follower = follow(store, null, async () => {
      deliveries += 1
      if (deliveries > 5) return
      writing = write(store, 40, 1 + deliveries)
      await writing
    })
    const seen = await follower.until(({ events, isCaughtUp }) => events.length === 400 && isCaughtUp)
    await follower.stop()
    await writing
    expect(seen.events).toEqual(await readToEnd(store))
  })

  proves('a live consumer that falls far behind catches up again, nothing lost', [], async ({ store }) => {
    const held = Promise.withResolvers<void>()
    const follower = follow(store, null, ({ kind }) => (kind === 'events' ? held.promise : undefined))
    await follower.until(({ isCaughtUp }) => isCaughtUp)
    for (let from = 0; from < 2_000; from += 50)
      await append(store, streamOf(from), 'noStream', batchOf(1, 50, from))
    held.resolve()
    const { events } = await follower.until((seen) => seen.events.length >= 2_000 && seen.isCaughtUp)
    await follower.stop()
    expect(indexes(events)).toEqual(Array.from({ length: 2_000 }, (_, index) => index))
  })

  proves('a consumer that does not take is not read ahead for without bound', ['stalled'], async (rig) => {
    const { store } = rig
    for (let from = 0; from < 4_000; from += 500)
      await append(store, streamOf(from), 'noStream', batchOf(1, 500, from))
    const held = Promise.withResolvers<void>()
    const holding = Promise.withResolvers<void>()
    const follower = follow(store, null, () => {
      holding.resolve()
      return held.promise
    })
    await holding.promise
    expect(await present(rig.stalled, 'stalled')()).toBeLessThan(mostReadAhead)
    held.resolve()
    const { events } = await follower.until(({ isCaughtUp }) => isCaughtUp)
    await follower.stop()
    expect(indexes(events)).toEqual(Array.from({ length: 4_000 }, (_, index) => index))
  })
}

const ending = (proves: Proves): void => {
  proves(
    'it ends when its signal aborts: while waiting, while delivering, before it began',
    [],
    async ({ store }) => {
      const waiting = follow(store)
      await waiting.until(({ isCaughtUp }) => isCaughtUp)
      await waiting.stop()

      await write(store, 20)
      const abort = new AbortController()
      let taken = 0
      for await (const delivery of store.subscribeAll(null, abort.signal)) {
        taken += delivery.kind === 'events' ? 1 : 0
        abort.abort()
      }
      expect(taken).toBe(1)

      for await (const _ of store.subscribeAll(null, AbortSignal.abort())) expect.unreachable()
    },
  )
}

/** Subscriptions: resumable, live, at the consumer's pace, and honest about having caught up. */
export const subscribing = (proves: Proves): void => {
  proves('an empty log is caught up with at once', [], async ({ store }) => {
    expect(await readToEnd(store)).toEqual([])
    const { position } = await append(store, streamOf('one'), 'noStream', batchOf(1))
    expect(await readToEnd(store, position)).toEqual([])
  })

  proves(
    'everything is delivered before it says for the first time that it has caught up',
    [],
    async ({ store }) => {
      const positions = await write(store, 250)
      const log = await readToEnd(store)
      expect(log.map(({ position }) => position)).toEqual(positions)
      expect(indexes(log)).toEqual(positions.map((_, index) => index))
    },
  )

  resuming(proves)
  live(proves)
  pace(proves)
  ending(proves)
}
