import { constants } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { largestPage } from '../../../application/ports/event-store.ts'
import { appendLimitBytes } from '../../../infrastructure/embedded-store/append-events.ts'
import { leftOf, rightOf } from '../either.ts'
import { deliveriesOf, eventNumber, eventsOf, logPath, openStore } from './log-in-a-file.ts'

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)
const unavailable = { kind: 'unavailable' }

describe('the embedded store', () => {
  it('lets 50 concurrent appends share one COMMIT', async () => {
    let commits = 0
    const { store } = openStore(logPath(), (database) => ({
      commit: () => {
        commits += 1
        database.exec('COMMIT')
      },
    }))
    const appends = upTo(50).map((n) => store.append(`sipAccount-${n}`, 'noStream', [eventNumber(n)])())
    for (const appended of await Promise.all(appends)) rightOf(appended)
    expect(commits).toBe(1)
    expect(await eventsOf(store)).toHaveLength(50)
  })

  it('says unavailable when the disk is full, writes nothing of it, and goes on when there is room', async () => {
    const { store, database } = openStore(logPath())
    rightOf(await store.append('sipAccount-1', 'noStream', [eventNumber(1)])())
    const pages = Number(database.prepare('PRAGMA page_count').get()?.['page_count'])
    database.exec(`PRAGMA max_page_count = ${pages + 2}`)
    const big = eventNumber(2, { text: 'x'.repeat(100_000) })
    const [refused] = await Promise.all([
      store.append('sipAccount-1', 0, [big])(),
      store.append('sipAccount-2', 'noStream', [eventNumber(3)])(),
    ])
    expect(leftOf(refused)).toMatchObject({
      kind: 'unavailable',
      cause: { message: expect.stringContaining('full') },
    })
    database.exec(`PRAGMA max_page_count = ${pages + 1000}`)
    expect(rightOf(await store.append('sipAccount-1', 0, [big])())).toMatchObject({ revision: 1 })
    rightOf(await store.append('sipAccount-2', 'noStream', [eventNumber(3)])())
    expect((await eventsOf(store)).map(({ id }) => id).toSorted()).toEqual(
      [1, 2, 3].map((n) => eventNumber(n).id),
    )
  })

  it('answers unavailable to whatever is asked after it was closed', async () => {
    const { store } = openStore(logPath())
    await store.close()
    expect(leftOf(await store.append('sipAccount-1', 'noStream', [eventNumber(1)])())).toMatchObject(
      unavailable,
    )
    expect(
      leftOf(await store.readStream('sipAccount-1', { direction: 'forwards', limit: 1 })()),
    ).toMatchObject(unavailable)
    expect(leftOf(await store.lastPosition()())).toMatchObject(unavailable)
  })

  it('makes what was handed over durable when it is closed, and ends its subscriptions', async () => {
    const path = logPath()
    const { store } = openStore(path)
    const endless = async () => {
      for await (const delivery of store.subscribeAll(null, new AbortController().signal))
        expect(delivery.kind).toBe('caughtUp')
    }
    const following = endless()
    await nextTurn()
    const appended = store.append('sipAccount-1', 'noStream', [eventNumber(1)])()
    await store.close()
    rightOf(await appended)
    await following
    expect(await eventsOf(openStore(path).store)).toHaveLength(1)
  })

  it('delivers an append of any length in one piece', async () => {
    const { store } = openStore(logPath())
    const first = upTo(largestPage - 2).map((n) => eventNumber(n))
    const second = upTo(2 * largestPage).map((n) => eventNumber(largestPage + n))
    for (const [stream, [head, ...tail]] of [
      ['sipAccount-1', first],
      ['sipAccount-2', second],
    ] as const) {
      if (head === undefined) throw new Error('an empty batch')
      rightOf(await store.append(stream, 'noStream', [head, ...tail])())
    }
    expect(
      (await deliveriesOf(store)).map((each) => (each.kind === 'events' ? each.events.length : each.kind)),
    ).toEqual([first.length + second.length, 'caughtUp'])
  })

  it('takes an append up to the limit and nothing above it', async () => {
    const { store } = openStore(logPath())
    const empty = eventNumber(1, { text: '' })
    const rest = JSON.stringify([empty.data, empty.metadata]).length - '[,]'.length + 2 * empty.type.length
    const ofSize = (bytes: number) => eventNumber(1, { text: 'x'.repeat(bytes - rest) })
    expect(leftOf(await store.append('sipAccount-1', 'noStream', [ofSize(appendLimitBytes + 1)])())).toEqual({
      kind: 'tooLarge',
      limitBytes: 1_048_576,
    })
    rightOf(await store.append('sipAccount-1', 'noStream', [ofSize(appendLimitBytes)])())
  })

  it('takes a part of a stored batch, sent at its own place, for a conflict and not for the batch', async () => {
    const { store } = openStore(logPath())
    const [one, two, three] = [eventNumber(1), eventNumber(2), eventNumber(3)] as const
    rightOf(await store.append('sipAccount-1', 'noStream', [one, two, three])())
    const conflict = { kind: 'wrongRevision', actual: 2 }
    expect(leftOf(await store.append('sipAccount-1', 'noStream', [one, two])())).toEqual(conflict)
    expect(leftOf(await store.append('sipAccount-1', 0, [two, three])())).toEqual(conflict)
  })

  it('throws, as for any bug, when an event id is no uuid', async () => {
    const { store } = openStore(logPath())
    const append = async () =>
      store.append('sipAccount-1', 'noStream', [{ ...eventNumber(1), id: 'first' }])()
    await expect(append()).rejects.toThrow('Invalid UUID')
  })

  it('says unavailable when a stored event is damaged, without a word of what it holds', async () => {
    const { store, database } = openStore(logPath())
    rightOf(await store.append('sipAccount-1', 'noStream', [eventNumber(1)])())
    database.exec(`DROP TRIGGER events_keep; UPDATE events SET data = '{"n": private'`)
    const refusal = leftOf(await store.readStream('sipAccount-1', { direction: 'forwards', limit: 1 })())
    expect(refusal).toMatchObject({
      kind: 'unavailable',
      cause: { message: expect.stringContaining('position 1') },
    })
    expect(String(refusal.cause)).not.toContain('private')
  })

  it('lets everything else run while a subscription catches up', async () => {
    const { store } = openStore(logPath())
    for (const batch of upTo(5)) {
      const [head, ...tail] = upTo(1000).map((n) => eventNumber(batch * 1000 + n))
      if (head === undefined) throw new Error('an empty batch')
      rightOf(await store.append(`sipAccount-${batch}`, 'noStream', [head, ...tail])())
    }
    let turns = 0
    const count = () => {
      turns += 1
      running = setImmediate(count)
    }
    let running = setImmediate(count)
    expect(await deliveriesOf(store)).toHaveLength(6)
    clearImmediate(running)
    expect(turns).toBeGreaterThanOrEqual(4)
  })

  it('tries a failing read again ever more slowly, says so each time, and starts anew once it worked', async () => {
    const waits: number[] = []
    const told: string[] = []
    const abort = new AbortController()
    const { store, database } = openStore(logPath(), (log) => ({
      onTrouble: ({ message }) => told.push(message),
      clock: {
        now: () => 0,
        wait: async (milliseconds) => {
          waits.push(milliseconds)
          if (waits.length === 8) log.setAuthorizer(null)
          if (waits.length === 9) abort.abort()
        },
      },
    }))
    const refuseEverything = () => database.setAuthorizer(() => constants.SQLITE_DENY)
    refuseEverything()
    for await (const delivery of store.subscribeAll(null, abort.signal)) {
      expect(delivery.kind).toBe('caughtUp')
      refuseEverything()
      leftOf(await store.append('sipAccount-1', 'noStream', [eventNumber(1)])())
    }
    expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000, 100])
    expect(told).toEqual(waits.map(() => 'not authorized'))
  })
})
