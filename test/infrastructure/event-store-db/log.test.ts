import { afterEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../application/ports/event-store.ts'
import { openEventStoreDb } from '../../../infrastructure/event-store-db/open-event-store-db.ts'
import { UnreadableEvent } from '../../../infrastructure/event-store-db/stored-event.ts'
import { batchOf, idOf, streamOf } from '../../contract/event-store/batches.ts'
import { follow, readToEnd } from '../../contract/event-store/following.ts'
import { append, end, page } from '../../contract/event-store/outcomes.ts'
import type { EventStoreServer } from '../../eventstore-server/start-eventstore-server.ts'
import { startEventStoreServer } from '../../eventstore-server/start-eventstore-server.ts'
import { stores } from './opened-store.ts'

const { open, openOn, closeAll } = stores()

afterEach(closeAll)

const stream = streamOf('one')

const bytes = (value: JsonObject): Uint8Array => Buffer.from(JSON.stringify(value))

const writeForeign = (server: EventStoreServer, count: number, name = 'neighbour.noise-1'): void => {
  for (let nth = 0; nth < count; nth += 1)
    server.log.write(name, 'any', [
      {
        id: idOf(7, nth),
        type: 'Noise',
        contentType: 'application/json',
        data: bytes({}),
        metadata: bytes({}),
      },
    ])
}

describe('our log in EventStoreDB', () => {
  it('keeps our streams under the namespace and a dot, so that their categories stay told apart', async () => {
    const { store, server } = await open()
    await append(store, 'sipAccount-1', 'noStream', batchOf(1))
    await append(store, 'log', 'noStream', batchOf(2))
    expect(server.log.all.map((event) => event.stream)).toEqual(['cabinet.sipAccount-1', 'cabinet.log'])
    expect((await readToEnd(store)).map((event) => event.stream)).toEqual(['sipAccount-1', 'log'])
  })

  it('is not seen from another namespace, not even one whose name begins alike', async () => {
    const { store, server } = await open()
    const { store: alike } = openOn(server, 'cabinet2')
    await append(store, stream, 'noStream', batchOf(1))
    await append(alike, stream, 'noStream', batchOf(2))
    expect((await readToEnd(store)).map(({ data }) => data['series'])).toEqual([1])
    expect((await readToEnd(alike)).map(({ data }) => data['series'])).toEqual([2])
    expect(await end(store)).toBeLessThan((await end(alike)) ?? 0n)
  })

  it.each(['', '1st', 'multi-fon', 'a.b', '$all', 'ж', 'x'.repeat(65)])(
    'takes no namespace that would blur categories or its own borders: %j',
    async (namespace) => {
      const { server } = await open()
      expect(() => openOn(server, namespace)).toThrow('namespace must be a letter followed by')
    },
  )

  it('stores data and metadata as JSON, and marks all but the last event of an append as continued', async () => {
    const { store, server } = await open()
    await append(store, stream, 'noStream', batchOf(1, 3))
    await append(store, stream, 2, batchOf(2))
    const stored = server.log.all.map(
      ({ metadata }): JsonObject => JSON.parse(Buffer.from(metadata).toString()),
    )
    expect(stored.map((metadata) => metadata['$appendContinues'])).toEqual([true, true, undefined, undefined])
    expect(server.log.all.every(({ contentType }) => contentType === 'application/json')).toBe(true)
    const read = [...(await page(store, stream)), ...(await readToEnd(store))]
    expect(read.map(({ metadata }) => Object.keys(metadata))).toEqual(
      read.map(() => ['schemaVersion', 'occurredAt', 'note']),
    )
  })

  it('is not trusted when it holds what this adapter did not write: readers are told by an exception', async () => {
    const { store, server } = await open()
    const json = 'application/json'
    const odd = [
      ['cabinet.contract-one', 'application/octet-stream'],
      ['cabinet.unnamed', json],
    ] as const
    for (const [name, contentType] of odd) {
      server.log.write(name, 'any', [
        { id: idOf(8, 0), type: 'Odd', contentType, data: bytes({}), metadata: bytes({}) },
      ])
    }
    await expect(page(store, stream)).rejects.toThrow(UnreadableEvent)
    await expect(readToEnd(store)).rejects.toThrow('does not hold JSON objects')
    const [{ position } = { position: 0n }] = server.log.all
    await expect(readToEnd(store, position)).rejects.toThrow('not named as ours are')
  })
})

describe('the end of our log in EventStoreDB', () => {
  it('costs one event when ours is the last, and only what is new when others have written', async () => {
    const { store, server } = await open()
    const { position } = await append(store, stream, 'noStream', batchOf(1))
    const cost = async (): Promise<number> => {
      const before = server.eventsRead()
      expect(await end(store)).toBe(position)
      return server.eventsRead() - before
    }
    expect(await cost()).toBe(1)
    writeForeign(server, 1_500)
    expect(await cost()).toBeGreaterThan(1_500)
    expect(await cost()).toBe(1)
    writeForeign(server, 3)
    expect(await cost()).toBeLessThan(500)
  })

  it('is looked for anew when another log has taken the server’s place', async () => {
    const first = await open()
    await append(first.store, stream, 'noStream', batchOf(1, 50))
    expect(await end(first.store)).not.toBeNull()
    first.server.log.clear()
    writeForeign(first.server, 3)
    expect(await end(first.store)).toBeNull()
    const { position } = await append(first.store, stream, 'noStream', batchOf(2))
    writeForeign(first.server, 2)
    expect(await end(first.store)).toBe(position)
  })
})

describe('a subscription to EventStoreDB', () => {
  it('that the server drops because its consumer is slow is taken up again where it was', async () => {
    const { store, notices } = await open()
    const held = Promise.withResolvers<void>()
    const follower = follow(store, null, ({ kind }) => (kind === 'events' ? held.promise : undefined))
    await follower.until(({ isCaughtUp }) => isCaughtUp)
    for (let from = 0; from < 2_000; from += 100)
      await append(store, streamOf(from), 'noStream', batchOf(1, 100, from))
    held.resolve()
    const { events } = await follower.until((seen) => seen.events.length >= 2_000 && seen.isCaughtUp)
    await follower.stop()
    expect(events.map(({ data }) => data['index'])).toEqual(
      Array.from({ length: 2_000 }, (_, index) => index),
    )
    expect(notices).toEqual([
      { kind: 'subscriptionLost', because: 'TimeoutError, gRPC code 10', retryInMs: 100 },
    ])
  })

  it('waits longer after each failure, 3 s at the most, and from the start after a success', async () => {
    const { store, server, notices } = await open()
    const follower = follow(store)
    await follower.until(({ isCaughtUp }) => isCaughtUp)
    await server.goAway()
    await store.append(stream, 'noStream', batchOf(1))()
    const pauses = () =>
      notices.flatMap((notice) => (notice.kind === 'subscriptionLost' ? notice.retryInMs : []))
    while (pauses().length < 8) await store.lastPosition()()
    expect(pauses().slice(0, 8)).toEqual([100, 200, 400, 800, 1_600, 3_000, 3_000, 3_000])
    await server.comeBack()
    await append(store, stream, 'noStream', batchOf(2))
    await follower.until(({ events, isCaughtUp }) => events.length === 1 && isCaughtUp)
    const before = pauses().length
    await server.goAway()
    while (pauses().length === before) await store.lastPosition()()
    expect(pauses()[before]).toBe(100)
    await follower.stop()
  })
})

describe('the connection string of EventStoreDB', () => {
  const secrets = ['hunter2secret', 'bobthesecret', 'secret.invalid']
  const [password, user, host] = secrets

  it('is in no error and no notice, whatever goes wrong', async () => {
    const { openOn: openAt, closeAll: close } = stores()
    const server = await startEventStoreServer()
    const url = `esdb://${user}:${password}@${host}:2113`
    const { store, notices, clock } = openAt(server, 'cabinet', url)
    const outcomes = [
      await clock.outwait(store.append(stream, 'noStream', batchOf(1))()),
      await clock.outwait(store.readStream(stream, { direction: 'forwards', limit: 1 })()),
      await clock.outwait(store.lastPosition()()),
    ]
    const words = outcomes.map((outcome) =>
      outcome._tag === 'Left' && outcome.left.kind === 'unavailable'
        ? `${outcome.left.cause.message} ${outcome.left.cause.stack} ${String(outcome.left.cause.cause)}`
        : expect.unreachable('nobody answers there'),
    )
    for (const secret of secrets) expect(JSON.stringify([words, notices])).not.toContain(secret)
    await close()
    await server.close()
  })

  it('is in no exception when it is not usable', () => {
    const open = (url: string) => () =>
      openEventStoreDb({ url, namespace: 'cabinet', clock: { now: () => 0, wait: async () => {} } })
    for (const url of [
      `esdb://${user}:${password}@${host}?colour=red`,
      `esdb://${user}:${password}@${host}?tlsCAFile=${host}`,
      `esdb://${user}:${password}@${host}?userCertFile=${host}`,
      `${user}:${password}@${host}`,
    ]) {
      expect(open(url)).toThrow('EventStoreDB connection string')
      for (const secret of secrets) expect(open(url)).not.toThrow(secret)
    }
  })
})
