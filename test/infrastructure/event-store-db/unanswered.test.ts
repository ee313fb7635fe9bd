import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { batchOf, eventOf, streamOf } from '../../contract/event-store/batches.ts'
import { follow, readToEnd } from '../../contract/event-store/following.ts'
import { append, appendUntilKnown, end, page } from '../../contract/event-store/outcomes.ts'
import { stores, written } from './opened-store.ts'

const { open, openOn, closeAll } = stores()

afterEach(closeAll)

const stream = streamOf('one')
const unavailable = { _tag: 'Left', left: { kind: 'unavailable' } }

describe('EventStoreDB does not answer', () => {
  it.each([
    ['cutOff', 'UnavailableError, gRPC code 14'],
    ['stopping', 'UnknownError, gRPC code 13'],
    ['notLeader', 'NotLeaderError, gRPC code 5'],
  ] as const)('an append that ended as %s is resent at once and says why', async (how, because) => {
    const { store, server, notices } = await open()
    server.failNextAppend({ when: 'afterWrite', how })
    expect(await append(store, stream, 'noStream', batchOf(1, 2))).toMatchObject({ revision: 1 })
    expect(server.log.all).toHaveLength(2)
    expect(notices).toEqual([{ kind: 'askingAgain', what: 'append', because }])
  })

  it('an append is sent three times at the most, then it is unavailable with what to do', async () => {
    const { store, server, notices } = await open()
    for (let nth = 0; nth < 3; nth += 1) server.failNextAppend({ when: 'beforeWrite', how: 'cutOff' })
    expect(await store.append(stream, 'noStream', batchOf(1))()).toMatchObject({
      left: {
        cause: { message: 'EventStoreDB is unavailable: UnavailableError, gRPC code 14. Try again later.' },
      },
    })
    expect(notices).toHaveLength(2)
    expect(await append(store, stream, 'noStream', batchOf(1))).toMatchObject({ revision: 0 })
  })

  it('after 5 s of silence an append is resent once; a second silence ends it', async () => {
    const { store, server, notices, clock } = await open()
    for (let nth = 0; nth < 2; nth += 1) server.failNextAppend({ when: 'afterWrite', how: 'silence' })
    expect(await clock.outwait(store.append(stream, 'noStream', batchOf(1))())).toMatchObject(unavailable)
    expect(notices).toEqual([{ kind: 'askingAgain', what: 'append', because: 'no answer within 5000 ms' }])
    expect(await append(store, stream, 'noStream', batchOf(1))).toMatchObject({ revision: 0 })
    expect(server.log.all).toHaveLength(1)
  })

  it('one silence is healed by resending', async () => {
    const { store, server, clock } = await open()
    server.failNextAppend({ when: 'afterWrite', how: 'silence' })
    const answer = store.append(stream, 'noStream', batchOf(1))()
    await written(server, 1)
    clock.passAnswerLimit()
    expect(await answer).toMatchObject({ right: { revision: 0 } })
    expect(server.log.all).toHaveLength(1)
  })

  it('one store’s broken connection does not touch the appends of another in the same process', async () => {
    const broken = await open()
    const slow = await open()
    await append(broken.store, stream, 'noStream', batchOf(1))
    await append(slow.store, stream, 'noStream', batchOf(1))
    slow.server.freeze()
    const late = append(slow.store, stream, 0, batchOf(2))
    broken.server.failNextAppend({ when: 'afterWrite', how: 'reset' })
    await append(broken.store, stream, 0, batchOf(2))
    slow.server.unfreeze()
    expect(await late).toMatchObject({ revision: 1 })
    expect(slow.notices).toEqual([])
  })

  it('the server goes while writers wait for back-pressure: all end, nothing is lost or doubled', async () => {
    const { store, server } = await open()
    await append(store, streamOf('first'), 'noStream', batchOf(999))
    const text = 'x'.repeat(150_000)
    const writers = Array.from({ length: 25 }, (_, writer) => writer)
    server.freeze()
    const results = writers.map((writer) =>
      store.append(streamOf(writer), 'noStream', [eventOf(writer, 0, { text })])(),
    )
    await server.goAway()
    server.unfreeze()
    for (const result of await Promise.all(results)) expect(result).toMatchObject(unavailable)
    await server.comeBack()
    for (const writer of writers)
      await appendUntilKnown(store, streamOf(writer), 'noStream', [eventOf(writer, 0, { text })])
    expect(await readToEnd(store)).toHaveLength(26)
  })

  it('the whole cluster goes and comes back: its leader is found again, and the process lives', async () => {
    const { server } = await open()
    const { store } = openOn(server, 'cabinet', server.clusterUrl)
    const follower = follow(store)
    await append(store, stream, 'noStream', batchOf(1))
    const writers = Array.from({ length: 20 }, (_, writer) => writer)
    for (const round of [1, 2, 3]) {
      const results = writers.map((writer) =>
        store.append(streamOf(`${round}x${writer}`), 'noStream', batchOf(round * 100 + writer))(),
      )
      await server.goAway()
      await Promise.all(results)
      expect(await store.readStream(stream, { direction: 'forwards', limit: 1 })()).toMatchObject(unavailable)
      await server.comeBack()
      for (const writer of writers)
        await appendUntilKnown(
          store,
          streamOf(`${round}x${writer}`),
          'noStream',
          batchOf(round * 100 + writer),
        )
    }
    const { events } = await follower.until((seen) => seen.events.length === 61 && seen.isCaughtUp)
    await follower.stop()
    expect(events).toEqual(await readToEnd(store))
  })

  it('a connection breaks while the leader is looked for in vain: the process lives', async () => {
    const { server } = await open()
    const { store, notices } = openOn(server, 'cabinet', server.clusterUrl)
    await append(store, stream, 'noStream', batchOf(1))
    const follower = follow(store)
    await follower.until(({ isCaughtUp }) => isCaughtUp)
    server.failNextAppend({ when: 'beforeWrite', how: 'cutOff' })
    const unanswered = store.append(stream, 0, batchOf(2))()
    while (notices.length === 0) await nextTurn()
    server.freeze()
    for (let turn = 0; turn < 20; turn += 1) await nextTurn()
    await server.goAway()
    expect(await unanswered).toMatchObject(unavailable)
    server.unfreeze()
    await server.comeBack()
    expect(await appendUntilKnown(store, stream, 0, batchOf(2))).toMatchObject({ revision: 1 })
    await follower.until(({ events }) => events.length === 2)
    await follower.stop()
  })

  it('what EventStoreDB refuses is not asked again', async () => {
    const { store, server, notices } = await open()
    server.failNextAppend({ when: 'beforeWrite', how: 'accessDenied' })
    expect(await store.append(stream, 'noStream', batchOf(1))()).toMatchObject({
      left: { kind: 'unavailable', cause: { message: expect.stringContaining('AccessDeniedError') } },
    })
    expect(notices).toEqual([])
  })

  it('closing ends subscriptions and refuses everything after; it does not hang on reads that were broken off', async () => {
    const { store, server } = await open()
    await append(store, stream, 'noStream', batchOf(1, 500))
    await end(store)
    const other = openOn(server)
    const deliveries = other.store.subscribeAll(null, new AbortController().signal)[Symbol.asyncIterator]()
    await deliveries.next()
    await other.store.close()
    expect(await deliveries.next()).toMatchObject({ done: true })
    const closed = { left: { kind: 'unavailable', cause: { message: 'the event store is closed' } } }
    expect(await other.store.append(stream, 499, batchOf(2))()).toMatchObject(closed)
    expect(await other.store.readStream(stream, { direction: 'forwards', limit: 1 })()).toMatchObject(closed)
    expect(await other.store.lastPosition()()).toMatchObject(closed)
    expect(await page(store, stream)).toHaveLength(500)
  })
})
