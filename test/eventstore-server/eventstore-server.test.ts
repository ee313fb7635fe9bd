import {
  type AllStreamResolvedEvent,
  ANY,
  END,
  EventStoreDBClient,
  jsonEvent,
  MaxAppendSizeExceededError,
  START,
  streamNameFilter,
  UnavailableError,
  UnknownError,
  WrongExpectedVersionError,
} from '@eventstore/db-client'
import { afterEach, describe, expect, it } from 'vitest'
import { type EventStoreServer, startEventStoreServer } from './start-eventstore-server.ts'

/** The client as it comes, so that the server is tried on both kinds of append. */
const opened: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

const open = async (): Promise<{ server: EventStoreServer; client: EventStoreDBClient }> => {
  const server = await startEventStoreServer()
  const client = EventStoreDBClient.connectionString(server.url)
  opened.push(server.close, client.dispose)
  return { server, client }
}

const event = (nth: number, data: Record<string, unknown> = {}) =>
  jsonEvent({ id: `00000000-0000-4000-8000-${nth.toString(16).padStart(12, '0')}`, type: 'Tried', data })

const rejection = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => expect.unreachable('it should have been refused'),
    (error: unknown) => error,
  )

const all = async (events: AsyncIterable<AllStreamResolvedEvent>): Promise<(bigint | undefined)[]> => {
  const positions: (bigint | undefined)[] = []
  for await (const { commitPosition } of events) positions.push(commitPosition)
  return positions
}

describe('the in-process server of EventStoreDB’s protocol: appends, as EventStoreDB was measured', () => {
  it('a batch repeated at its revision is answered as at first and written once; ANY writes it twice', async () => {
    const { client, server } = await open()
    const batch = [event(1), event(2)]
    const first = await client.appendToStream('tried-1', batch, { expectedRevision: 'no_stream' })
    await client.appendToStream('tried-1', event(3), { expectedRevision: 1n })
    expect(await client.appendToStream('tried-1', batch, { expectedRevision: 'no_stream' })).toEqual(first)
    expect(first.position).toEqual({
      commit: server.log.all[1]?.position,
      prepare: server.log.all[1]?.position,
    })
    await client.appendToStream('tried-1', batch, { expectedRevision: ANY })
    expect(server.log.stream('tried-1').map(({ id }) => id.at(-1))).toEqual(['1', '2', '3', '1', '2'])
  })

  it('a wrong revision is a WrongExpectedVersionError with an empty message and no code', async () => {
    const { client } = await open()
    const none = await rejection(client.appendToStream('tried-1', event(1), { expectedRevision: 4n }))
    expect(none).toBeInstanceOf(WrongExpectedVersionError)
    expect(none).toMatchObject({
      message: '',
      code: undefined,
      expectedVersion: 4n,
      actualVersion: 'no_stream',
    })
    await client.appendToStream('tried-1', event(1), { expectedRevision: 'no_stream' })
    expect(
      await rejection(client.appendToStream('tried-1', event(1), { expectedRevision: 4n })),
    ).toMatchObject({
      actualVersion: 0n,
    })
  })

  it('more than 1 MiB is a MaxAppendSizeExceededError', async () => {
    const { client } = await open()
    const tooMuch = [event(1, { text: 'x'.repeat(600_000) }), event(2, { text: 'x'.repeat(600_000) })]
    const error = await rejection(
      client.appendToStream('tried-1', tooMuch, { expectedRevision: 'no_stream' }),
    )
    expect(error).toBeInstanceOf(MaxAppendSizeExceededError)
    expect(error).toMatchObject({ maxAppendSize: 1_048_576 })
  })

  it('a stopping server gives UnknownError with code 13, a cut connection UnavailableError', async () => {
    const { client, server } = await open()
    await client.appendToStream('tried-1', event(1), { expectedRevision: 'no_stream' })
    server.failNextAppend({ when: 'beforeWrite', how: 'stopping' })
    const stopping = await rejection(client.appendToStream('tried-1', event(2), { expectedRevision: 0n }))
    expect(stopping).toBeInstanceOf(UnknownError)
    expect(stopping).toMatchObject({ code: 13 })
    server.failNextAppend({ when: 'afterWrite', how: 'reset' })
    const cut = await rejection(client.appendToStream('tried-1', event(2), { expectedRevision: 0n }))
    expect(cut).toBeInstanceOf(UnavailableError)
    expect(server.log.all).toHaveLength(2)
  })

  it('away: an append rejects with a plain Error of code 14, a read with UnavailableError; then it is back', async () => {
    const { client, server } = await open()
    await server.goAway()
    const append = await rejection(
      client.appendToStream('tried-1', event(1), { expectedRevision: 'no_stream' }),
    )
    expect(append).toMatchObject({ constructor: Error, code: 14 })
    expect(await rejection(all(client.readAll()))).toBeInstanceOf(UnavailableError)
    await server.comeBack()
    await expect(
      client.appendToStream('tried-1', event(1), { expectedRevision: 'no_stream' }),
    ).resolves.toMatchObject({
      success: true,
    })
  })
})

describe('the in-process server of EventStoreDB’s protocol: reads and subscriptions, as EventStoreDB was measured', () => {
  const write = async (client: EventStoreDBClient, count: number): Promise<bigint[]> => {
    const positions: bigint[] = []
    for (let nth = 0; nth < count; nth += 1) {
      const { position } = await client.appendToStream(`tried-${nth}`, event(nth), {
        expectedRevision: 'no_stream',
      })
      positions.push(position?.commit ?? -1n)
    }
    return positions
  }

  it('$all from a position includes it forwards and excludes it backwards; positions are not counted', async () => {
    const { client } = await open()
    const positions = await write(client, 4)
    const [first = 0n, second = 0n, third = 0n, fourth = 0n] = positions
    expect(third - second).toBeGreaterThan(1n)
    const fromPosition = { commit: third, prepare: third }
    expect(await all(client.readAll({ fromPosition }))).toEqual([third, fourth])
    expect(await all(client.readAll({ fromPosition, direction: 'backwards' }))).toEqual([second, first])
    expect(await all(client.readAll({ fromPosition: END, direction: 'backwards', maxCount: 1 }))).toEqual([
      fourth,
    ])
  })

  it('a subscription from a position excludes it; others’ events are heard of through checkpoints only', async () => {
    const { client } = await open()
    const [first = 0n, second = 0n, ...others] = await write(client, 40)
    const checkpoints: bigint[] = []
    const subscription = client.subscribeToAll({
      fromPosition: { commit: first, prepare: first },
      filter: streamNameFilter({
        prefixes: ['tried-1'],
        maxSearchWindow: 10,
        checkpointReached: (_, { commit }) => {
          checkpoints.push(commit)
        },
      }),
    })
    const seen: bigint[] = []
    for await (const { event: recorded } of subscription) {
      seen.push(recorded?.position.commit ?? -1n)
      if (seen.length === 11) break
    }
    await subscription.unsubscribe()
    expect(seen).toEqual([second, ...others.slice(8, 18)])
    expect(checkpoints).toEqual([others[8]])
  })

  it('a subscription emits one error when the server goes, and hears nothing when it is back', async () => {
    const { client, server } = await open()
    const subscription = client.subscribeToAll({ fromPosition: START })
    const confirmed = Promise.withResolvers<void>()
    const failed = Promise.withResolvers<void>()
    const errors: Error[] = []
    const heard: unknown[] = []
    subscription.on('confirmation', confirmed.resolve)
    subscription.on('error', (error) => {
      errors.push(error)
      failed.resolve()
    })
    subscription.on('data', (resolved) => heard.push(resolved))
    await confirmed.promise
    await server.goAway()
    await failed.promise
    await server.comeBack()
    await write(client, 1)
    expect(await all(client.readAll())).toHaveLength(1)
    expect(errors).toEqual([expect.any(UnavailableError)])
    expect(heard).toEqual([])
  })
})
