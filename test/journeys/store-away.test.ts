import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../infrastructure/system/system-clock.ts'
import { cabinetUnderTest } from '../cabinet-under-test.ts'
import { startEventStoreServer } from '../eventstore-server/start-eventstore-server.ts'
import { enter, openAccount } from './people.ts'

describe('a cabinet on EventStoreDB’s protocol (the tests’ own server inside the process, not EventStoreDB)', () => {
  it('O1: a change made while the store is away answers 503 with Retry-After, and goes through when it is back', async () => {
    const server = await startEventStoreServer()
    onTestFinished(server.close)
    const cabinet = await cabinetUnderTest({
      eventStore: { kind: 'eventStoreDb', url: server.url, namespace: 'cabinet' },
      // The store's absence is waited for in fractions of a second, as in operation.
      clock: systemClock,
    })
    const id = await openAccount(cabinet)
    const subscriber = await enter(cabinet)
    const set = (lines: number, key: string) =>
      subscriber.put(`/api/v1/accounts/${id}/trunk-limit`, { lines }, { 'idempotency-key': key })
    expect((await set(3, 'first')).status).toBe(200)

    await server.goAway()
    const away = await set(4, 'second')
    expect(away.status, away.text).toBe(503)
    expect(away.body.code).toBe('StoreUnavailable')
    expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0)

    await server.comeBack()
    const back = await set(4, 'second')
    expect(back.status, back.text).toBe(200)
    const { body } = await subscriber.get(`/api/v1/accounts/${id}/dashboard`)
    expect(body.trunkLimit).toEqual({ lines: 4 })
    const auditor = await cabinet.program('audit:read')
    const { body: told } = await auditor.get(`/api/v1/audit/events?account=${id}&type=TrunkLimitSet`)
    expect(told.items.map((it: { changes: { after: number }[] }) => it.changes[0]?.after)).toEqual([4, 3])
  })
})
