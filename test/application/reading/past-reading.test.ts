import { describe, expect, it } from 'vitest'
import { type PastAsked, pastReading } from '../../../application/reading/past-reading.ts'
import { minutes } from '../../../domain/instant.ts'
import type { ProfileEvent } from '../../../domain/profile/events.ts'
import { suspendService } from '../../../domain/sip-account/operator-decisions.ts'
import { changeRouting, setTrunkLimit } from '../../../domain/sip-account/sip-account.ts'
import { phoneChanged, profileErased, registered } from '../../domain/profile/history.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { lastOf, readingsIn } from './account-history.ts'
import { byProfile, tell } from './profile-life.ts'
import { auditor, manager, readableCabinet } from './readable-cabinet.ts'

/** A cabinet in which account a1 was opened, and changed a minute later, and once more after another. */
const withPast = async () => {
  const cabinet = readableCabinet()
  const { side } = cabinet
  const began = side.clock.now()
  await cabinet.open('a1')
  side.clock.advance(minutes(1))
  await cabinet.order('a1', changeRouting('SIP'))
  await cabinet.order('a1', setTrunkLimit(7))
  side.clock.advance(minutes(1))
  await cabinet.order('a1', suspendService, manager)
  side.clock.advance(minutes(1))
  const past = pastReading(side)
  const account = (asked: PastAsked, id = 'a1') => past.ofAccount(id, asked, auditor())()
  const profile = (asked: PastAsked) => past.ofProfile('p1', asked, auditor())()
  return { ...cabinet, began, past, account, profile }
}

describe('O4: an account as it was (audit.md, time travel)', () => {
  it('is what its events had come to at any instant, and at none before the first', async () => {
    const { account, began } = await withPast()
    const at = async (instant: number) => rightOf(await account({ at: instant }))
    for (const instant of [began, began + minutes(1) - 1])
      expect(await at(instant)).toMatchObject({
        ...{ revision: 0, recordedAt: began },
        state: { status: 'active', number: '+79260250773', routing: 'GSM', trunkLimit: 2 },
      })
    expect(await at(began + minutes(1))).toMatchObject({
      ...{ revision: 2, recordedAt: began + minutes(1) },
      state: { status: 'active', routing: 'SIP', trunkLimit: 7 },
    })
    expect(await at(began + minutes(60))).toMatchObject({ revision: 3, state: { status: 'suspended' } })
    expect(leftOf(await account({ at: began - 1 })).code).toBe('AccountNotFound')
  })

  it('is what any revision left it as, the present without a bound, and the earlier of two bounds', async () => {
    const { account, began } = await withPast()
    const seen = async (asked: PastAsked) => {
      const { state, revision } = rightOf(await account(asked))
      return [revision, state.routing, state.trunkLimit, state.status]
    }
    expect(await seen({ revision: 1 })).toEqual([1, 'SIP', 2, 'active'])
    expect(await seen({ revision: 99 })).toEqual([3, 'SIP', 7, 'suspended'])
    expect(await seen({})).toEqual([3, 'SIP', 7, 'suspended'])
    expect(await seen({ revision: 1, at: began })).toEqual([0, 'GSM', 2, 'active'])
    expect(await seen({ revision: 0, at: began + minutes(60) })).toEqual([0, 'GSM', 2, 'active'])
  })

  it('says which event of the log made it so', async () => {
    const { account, log } = await withPast()
    const { recordedIn } = rightOf(await account({ revision: 2 }))
    expect(log.log().find(({ position }) => position === recordedIn)?.type).toBe('TrunkLimitSet')
  })

  it('is read from the log itself, also of a stream longer than a page', async () => {
    const { account, order } = await withPast()
    const begun = rightOf(await account({})).revision
    for (let lines = 0; lines < 1100; lines += 1)
      await order('a1', () => ({
        _tag: 'Right',
        right: [{ type: 'TrunkLimitSet', data: { lines: (lines % 20) + 1 } }],
      }))
    expect(rightOf(await account({})).revision).toBe(begun + 1100)
    expect(rightOf(await account({ revision: begun + 1001 })).state.trunkLimit).toBe((1000 % 20) + 1)
  })
})

describe('O4: a Profile as it was', () => {
  it('is what its events had come to, and erased from its erasure on; what was personal is erased whenever it was (M19)', async () => {
    const cabinet = await withPast()
    const { side, profile } = cabinet
    const tellP1 = (...events: readonly ProfileEvent[]) =>
      tell(cabinet, 'profile-p1', 'profile-p1', byProfile('p1'), ...events)
    const before = side.clock.now()
    await tellP1(registered(), { type: 'AccountLinked', data: { accountId: 'a1' } })
    side.clock.advance(minutes(1))
    await tellP1(phoneChanged('+79031112244'))
    expect(rightOf(await profile({ at: before })).state).toMatchObject({
      ...{ status: 'active', phone: '+79031112233', lastName: 'Ёлкина', accounts: ['a1'] },
    })
    expect(rightOf(await profile({})).state).toMatchObject({ phone: '+79031112244' })
    side.clock.advance(minutes(1))
    await tellP1(profileErased)
    await side.sealing.destroyKey('profile-p1')
    expect(rightOf(await profile({})).state).toEqual({
      ...{ status: 'erased', erasedAt: before + minutes(2), certificate: null },
    })
    expect(rightOf(await profile({ at: before })).state).toMatchObject({
      ...{ status: 'active', phone: { erased: true }, lastName: { erased: true }, accounts: ['a1'] },
    })
    expect(leftOf(await profile({ at: before - 1 })).code).toBe('ProfileNotFound')
  })
})

describe('O4: the reading of the past (audit.md, reading is recorded)', () => {
  it('is recorded once, with what was asked and by whom, also when nothing is found', async () => {
    const cabinet = await withPast()
    const { account, side, began } = cabinet
    const { position } = rightOf(await account({ at: began, revision: 5 }))
    expect(position).toBe(await lastOf(cabinet))
    expect(leftOf(await account({}, 'nobody')).code).toBe('AccountNotFound')
    const readings = readingsIn(cabinet)
    expect(readings).toHaveLength(2)
    const told = await Promise.all(readings.map((stored) => side.codec.decode(stored)))
    expect(told.map(({ data }) => data)).toEqual([
      {
        query: { stateOf: 'sipAccount', accountId: 'a1', at: new Date(began).toISOString(), revision: '5' },
      },
      { query: { stateOf: 'sipAccount', accountId: 'nobody' } },
    ])
    expect(readings[0]?.metadata['actor']).toEqual({ type: 'auditor', id: 'auditor-1' })
  })

  it('shows nothing that cannot be recorded, and nothing when the log does not answer', async () => {
    for (const what of ['append', 'read'] as const) {
      const { account, side } = await withPast()
      side.store.follow((call) => (call.what === what ? 'unavailable' : 'goOn'))
      expect(leftOf(await account({})).code).toBe('StoreUnavailable')
    }
  })
})
