import { describe, expect, it } from 'vitest'
import type { Circumstances } from '../../../application/events/metadata.ts'
import type { AuditFilters } from '../../../application/reading/history-reading.ts'
import { changePassword, setTrunkLimit } from '../../../domain/sip-account/sip-account.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { circumstances } from '../circumstances.ts'
import { appendTo, storedAs } from '../projections/running-views.ts'
import { lastOf, type ReadableCabinet, readingsIn, wholePage, withHistory } from './account-history.ts'
import { auditor } from './readable-cabinet.ts'

const audit = async (cabinet: ReadableCabinet, filters: AuditFilters, asked: Circumstances = auditor()) =>
  rightOf(await cabinet.history.audit(filters, wholePage, asked, await lastOf(cabinet))())

describe('what an auditor reads (O4)', () => {
  it('is who, when, from where, on what, what it was and became, and why', async () => {
    const { cabinet } = await withHistory()
    const { items } = await audit(cabinet, { accountId: 'a1', type: 'ServiceSuspended' })
    expect(items).toMatchObject([
      {
        stream: 'sipAccount-a1',
        revision: 4,
        type: 'ServiceSuspended',
        occurredAt: cabinet.side.clock.now(),
        actor: { type: 'manager', id: 'm-1' },
        channel: 'rest',
        ip: '203.0.113.5',
        userAgent: 'desk/2',
        accountId: 'a1',
        changes: [{ field: 'status', before: 'active', after: 'suspended' }],
        reason: 'unpaid since May',
        correlationId: 'correlation-1',
      },
    ])
  })

  it('says that a password changed, and nothing of what it is', async () => {
    const { cabinet } = await withHistory()
    const { items } = await audit(cabinet, { field: 'password', type: 'PasswordChanged' })
    expect(items.map(({ changes }) => changes)).toEqual([
      [{ field: 'password', before: null, after: null, secret: true }],
    ])
    expect(JSON.stringify(items, (_, value) => String(value))).not.toContain('reference')
  })

  it('is filtered by account, actor, type, field, time and request, each and together', async () => {
    const { cabinet } = await withHistory()
    await cabinet.open('a2', { number: '+79260250774' })
    cabinet.side.clock.advance(60_000)
    const later = cabinet.side.clock.now()
    await cabinet.order('a2', setTrunkLimit(3), circumstances({ correlationId: 'c-9' }))
    const types = async (filters: AuditFilters) =>
      (await audit(cabinet, filters)).items
        .filter(({ type }) => type !== 'HistoryQueried')
        .map(({ accountId, type }) => `${accountId} ${type}`)
    expect(await types({ accountId: 'a2' })).toEqual(['a2 TrunkLimitSet', 'a2 SipAccountProvisioned'])
    expect(await types({ actorId: 'm-1' })).toEqual([
      'a2 SipAccountProvisioned',
      'a1 ServiceSuspended',
      'a1 SipAccountProvisioned',
    ])
    expect(await types({ type: 'TrunkLimitSet' })).toEqual(['a2 TrunkLimitSet', 'a1 TrunkLimitSet'])
    expect(await types({ field: 'routing' })).toEqual([
      'a2 SipAccountProvisioned',
      'a1 RoutingChanged',
      'a1 SipAccountProvisioned',
    ])
    expect(await types({ from: later })).toEqual(['a2 TrunkLimitSet'])
    expect(await types({ to: later, type: 'TrunkLimitSet' })).toEqual(['a1 TrunkLimitSet'])
    expect(await types({ correlationId: 'c-9' })).toEqual(['a2 TrunkLimitSet'])
    expect(
      await types({ accountId: 'a1', actorId: 'm-1', field: 'status', type: 'ServiceSuspended' }),
    ).toEqual(['a1 ServiceSuspended'])
    expect(await types({ field: 'routing', type: 'TrunkLimitSet' })).toEqual([])
    expect(await types({ profileId: 'p-1' })).toEqual([])
  })

  it('shows what was erased as erased: the person’s values and where they came from, and the rest stays (M19)', async () => {
    const { cabinet } = await withHistory()
    const before = await audit(cabinet, { accountId: 'a1' })
    expect(before.items.at(-1)?.changes[0]).toEqual({ field: 'number', before: null, after: '+79260250773' })
    await cabinet.side.sealing.destroyKey('account-a1')
    const { items } = await audit(cabinet, { accountId: 'a1' })
    expect(items).toHaveLength(before.items.length)
    const [suspended, , , routed, opened] = items
    expect(opened?.changes[0]).toEqual({ field: 'number', before: null, after: { erased: true } })
    expect(routed).toMatchObject({ ip: { erased: true }, changes: [{ before: 'GSM', after: 'SIP' }] })
    // The manager's own, under the manager's key; the reason is the account's.
    expect(suspended).toMatchObject({ ip: '203.0.113.5', reason: { erased: true } })
  })

  it('names the streams that are not all there because an event could not be read', async () => {
    const { cabinet } = await withHistory()
    await appendTo(cabinet.log, 'sipAccount-a1', storedAs('RoutingChanged', { mode: 'FAX' }))
    expect((await audit(cabinet, {})).parked).toEqual([{ stream: 'sipAccount-a1', revision: 5 }])
  })
})

describe('reading the history', () => {
  it('is recorded before anything is shown: who asked, and for what', async () => {
    const { cabinet } = await withHistory()
    const { position } = await audit(cabinet, { accountId: 'a1', type: 'RoutingChanged' })
    const [reading, ...others] = readingsIn(cabinet)
    expect(others).toEqual([])
    expect(reading).toMatchObject({
      position,
      revision: 0,
      metadata: { actor: { type: 'auditor', id: 'auditor-1' } },
    })
    expect(reading?.stream).toMatch(/^auditRead-[0-9a-f-]{36}$/)
    const again = await audit(cabinet, { type: 'HistoryQueried' }, auditor('auditor-2'))
    expect(again.items.at(-1)).toMatchObject({
      actor: { type: 'auditor', id: 'auditor-1' },
      changes: [{ field: 'query', after: { accountId: 'a1', type: 'RoutingChanged' } }],
    })
  })

  it('is recorded once for all its pages, and the pages give everything once while the log grows', async () => {
    const { cabinet, since } = await withHistory()
    const filters = { accountId: 'a1' }
    const seen: number[] = []
    let cursor: string | undefined
    for (;;) {
      const page = rightOf(await cabinet.history.audit(filters, { limit: 2, cursor }, auditor(), since)())
      seen.push(...page.items.map(({ revision }) => revision))
      if (page.nextCursor === null) break
      cursor = page.nextCursor
      await cabinet.order('a1', changePassword(`new-${seen.length}`))
      await cabinet.caughtUp()
    }
    expect(seen).toEqual([4, 3, 2, 1, 0])
    expect(readingsIn(cabinet)).toHaveLength(1)
  })

  it('cannot go on from a cursor that was made up, altered, or given to another reader or for other filters', async () => {
    const { cabinet, since } = await withHistory()
    const filters = { accountId: 'a1' }
    const first = rightOf(
      await cabinet.history.audit(filters, { limit: 2, cursor: undefined }, auditor(), since)(),
    )
    const given = first.nextCursor ?? ''
    const [id, position, signature] = given.split('.')
    const refused = async (cursor: string, by = auditor(), asked: AuditFilters = filters) =>
      expect(leftOf(await cabinet.history.audit(asked, { limit: 2, cursor }, by, since)())).toEqual({
        code: 'CursorMalformed',
      })
    await refused('')
    await refused('p5')
    await refused(`${id}.${position}.AAAA`)
    await refused(`${id}.999.${signature}`)
    await refused(`00000000-0000-4000-8000-000000000000.${position}.${signature}`)
    await refused(given, auditor('auditor-2'))
    await refused(given, auditor(), {})
    await refused(given, auditor(), { accountId: 'a2' })
    expect(readingsIn(cabinet)).toHaveLength(1)
    expect(
      rightOf(await cabinet.history.audit(filters, { limit: 2, cursor: given }, auditor(), since)()).items,
    ).toHaveLength(2)
  })

  it('shows nothing when it cannot be recorded', async () => {
    const { cabinet, since } = await withHistory()
    await cabinet.caughtUp()
    cabinet.side.store.follow(({ what }) => (what === 'append' ? 'unavailable' : 'goOn'))
    expect(leftOf(await cabinet.history.audit({}, wholePage, auditor(), since)())).toMatchObject({
      code: 'StoreUnavailable',
    })
  })
})
