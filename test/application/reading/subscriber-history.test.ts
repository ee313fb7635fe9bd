import { describe, expect, it } from 'vitest'
import { requestPasswordReminder } from '../../../domain/sip-account/sip-account.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { appendTo, storedAs } from '../projections/running-views.ts'
import { lastOf, readingsIn, wholePage, withHistory } from './account-history.ts'
import { readableCabinet } from './readable-cabinet.ts'

/** Where the masked number of a reminder is sealed. */
const masked = {
  stream: 'message-a1',
  type: 'MessageRequested',
  eventId: '00000000-0000-4000-a000-000000000001',
  part: 'data',
} as const

describe('the subscriber’s own history', () => {
  it('is every change of the account, the operator’s included, newest first', async () => {
    const { cabinet, since } = await withHistory()
    const asked = await cabinet.order('a1', requestPasswordReminder(cabinet.side.clock.now()))
    await cabinet.bill('a1', 100, 1)
    await cabinet.open('a2', { number: '+79260250774' })
    const { items } = rightOf(await cabinet.history.ofAccount('a1', wholePage, asked ?? since)())
    expect(items.map(({ type }) => type)).toEqual([
      'PasswordReminderRequested',
      'ServiceSuspended',
      'PasswordChanged',
      'TrunkLimitSet',
      'RoutingChanged',
      'SipAccountProvisioned',
    ])
    expect(items[1]?.changes).toEqual([{ field: 'status', before: 'active', after: 'suspended' }])
  })

  it('holds sign-ins and messages of the account, and none of another’s', async () => {
    const cabinet = readableCabinet()
    await cabinet.open('a1')
    const sealed = await cabinet.side.sealing.seal('account-a1', masked, { to: '+7926•••••73' })
    const requested = { kind: 'sms', purpose: 'passwordReminder', deadline: 1, sealed }
    for (const accountId of ['a1', 'a2']) {
      const message = `message-${accountId}` as const
      await appendTo(
        cabinet.log,
        `session-${accountId}`,
        storedAs('SessionOpened', { entry: 'sip', accountId }),
      )
      await appendTo(
        cabinet.log,
        `signInFailures-${accountId}`,
        storedAs('SignInFailed', { count: 1, accountId, profileId: null }),
      )
      await appendTo(cabinet.log, message, {
        ...storedAs('MessageRequested', { ...requested, accountId }),
        id: masked.eventId,
      })
      await appendTo(cabinet.log, message, storedAs('MessageHandedOver', { attempts: 1 }))
    }
    const { items } = rightOf(await cabinet.history.ofAccount('a1', wholePage, await lastOf(cabinet))())
    expect(items.map(({ type, accountId }) => `${type} ${accountId}`)).toEqual([
      'MessageHandedOver a1',
      'MessageRequested a1',
      'SignInFailed a1',
      'SessionOpened a1',
      'SipAccountProvisioned a1',
    ])
    expect(items[1]?.changes).toContainEqual({ field: 'to', before: null, after: '+7926•••••73' })
  })

  it('tells where the account’s own password was used, and where staff sat never', async () => {
    const { cabinet, since } = await withHistory()
    const { items } = rightOf(await cabinet.history.ofAccount('a1', wholePage, since)())
    const origins = items.map(({ type, ip, userAgent }) => [type, ip, userAgent])
    expect(origins).toContainEqual(['RoutingChanged', '192.0.2.9', 'Firefox'])
    expect(origins).toContainEqual(['ServiceSuspended', null, null])
    expect(JSON.stringify(origins)).not.toMatch(/203\.0\.113|desk/)
  })

  it('records no reading, and pages while the log grows', async () => {
    const { cabinet, since } = await withHistory()
    const first = rightOf(await cabinet.history.ofAccount('a1', { limit: 3, cursor: undefined }, since)())
    const now = await cabinet.order('a1', requestPasswordReminder(cabinet.side.clock.now()))
    const cursor = first.nextCursor ?? ''
    const second = rightOf(await cabinet.history.ofAccount('a1', { limit: 3, cursor }, now)())
    expect([...first.items, ...second.items].map(({ revision }) => revision)).toEqual([4, 3, 2, 1, 0])
    expect(second.nextCursor).toBeNull()
    expect(readingsIn(cabinet)).toEqual([])
    expect(leftOf(await cabinet.history.ofAccount('a1', { limit: 3, cursor: 'x' }, now)())).toEqual({
      code: 'CursorMalformed',
    })
  })

  it('is refused while the account’s own stream is parked', async () => {
    const { cabinet } = await withHistory()
    const since = await appendTo(cabinet.log, 'sipAccount-a1', storedAs('RoutingChanged', { mode: 'FAX' }))
    expect(leftOf(await cabinet.history.ofAccount('a1', wholePage, since)())).toEqual({ code: 'ViewParked' })
  })
})
