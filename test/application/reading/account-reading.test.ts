import { describe, expect, it } from 'vitest'
import {
  setCallerId,
  setTariffOption,
  suspendService,
} from '../../../domain/sip-account/operator-decisions.ts'
import { changeRouting, setTrunkLimit } from '../../../domain/sip-account/sip-account.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { appendTo, gate, storedAs } from '../projections/running-views.ts'
import { readableCabinet } from './readable-cabinet.ts'

const erased = { erased: true }

describe('the dashboard', () => {
  it('shows the header and the five cards (M20–M25)', async () => {
    const cabinet = readableCabinet()
    await cabinet.open('a1')
    await cabinet.order('a1', setCallerId('+74951234567'))
    await cabinet.order('a1', setTariffOption('Город'))
    await cabinet.order('a1', changeRouting('SIP+GSM'))
    await cabinet.order('a1', setTrunkLimit(12))
    const since = await cabinet.bill('a1', -74_882_293, 1_768_478_400_000)
    expect(rightOf(await cabinet.accounts.dashboard('a1', since)())).toEqual({
      accountId: 'a1',
      login: '79260250773',
      number: '+79260250773',
      status: 'active',
      balance: { kopecks: -74_882_293, asOf: 1_768_478_400_000 },
      tariffOption: 'Город',
      callerId: '+74951234567',
      routing: 'SIP+GSM',
      trunkLimit: 12,
      revision: 4,
    })
  })

  it('shows an account of which billing has told nothing, and no caller id as none', async () => {
    const cabinet = readableCabinet()
    const since = await cabinet.open('a1')
    expect(rightOf(await cabinet.accounts.dashboard('a1', since)())).toMatchObject({
      balance: null,
      callerId: null,
      tariffOption: null,
      revision: 0,
    })
  })

  it('is refused for an account that nobody opened, billing’s word for it or not', async () => {
    const cabinet = readableCabinet()
    const since = await cabinet.bill('a9', 100, 1)
    expect(leftOf(await cabinet.accounts.dashboard('a9', since)())).toEqual({ code: 'AccountNotFound' })
    expect(leftOf(await cabinet.accounts.dashboard('a8', since)())).toEqual({ code: 'AccountNotFound' })
  })

  it('shows what was erased as erased, also when it had been opened before (M19)', async () => {
    const cabinet = readableCabinet()
    const since = await cabinet.open('a1', { callerId: '+74951234567' })
    expect(rightOf(await cabinet.accounts.dashboard('a1', since)())).toMatchObject({ login: '79260250773' })
    await cabinet.side.sealing.destroyKey('account-a1')
    expect(rightOf(await cabinet.accounts.dashboard('a1', since)())).toMatchObject({
      login: erased,
      number: erased,
      callerId: erased,
      routing: 'GSM',
    })
  })

  it('is refused, not shown old, while the account’s or billing’s stream is parked; others are shown', async () => {
    for (const stream of ['sipAccount-a1', 'billing-a1'] as const) {
      const cabinet = readableCabinet()
      await cabinet.open('a1')
      await cabinet.open('a2', { number: '+79260250774' })
      const since = await appendTo(cabinet.log, stream, storedAs('RoutingChanged', { mode: 'FAX' }))
      expect(leftOf(await cabinet.accounts.dashboard('a1', since)())).toEqual({ code: 'ViewParked' })
      expect(rightOf(await cabinet.accounts.dashboard('a2', since)())).toMatchObject({ accountId: 'a2' })
    }
  })

  it('is refused while the views are behind the reader’s own write', async () => {
    const hold = gate()
    const cabinet = readableCabinet(hold)
    await cabinet.open('a1')
    await cabinet.caughtUp()
    hold.shut()
    const since = await cabinet.order('a1', setTrunkLimit(9))
    const reading = cabinet.accounts.dashboard('a1', since)()
    cabinet.side.clock.advance(5000)
    expect(leftOf(await reading)).toMatchObject({ code: 'ViewBehind' })
  })
})

describe('the list of accounts', () => {
  const withAccounts = async (count: number) => {
    const cabinet = readableCabinet()
    for (let n = 0; n < count; n += 1) await cabinet.open(`a${n}`, { number: `+7926000000${n}` })
    return cabinet
  }
  const ids = (page: { readonly items: readonly { readonly accountId: string }[] }) =>
    page.items.map(({ accountId }) => accountId)

  it('gives every account once, newest first, while accounts are added', async () => {
    const cabinet = await withAccounts(5)
    await cabinet.caughtUp()
    const first = rightOf(await cabinet.accounts.accounts({ limit: 2, cursor: undefined }, null)())
    expect(ids(first)).toEqual(['a4', 'a3'])
    const since = await cabinet.open('a5', { number: '+79260000005' })
    const cursor = first.nextCursor ?? ''
    const second = rightOf(await cabinet.accounts.accounts({ limit: 2, cursor }, since)())
    expect(ids(second)).toEqual(['a2', 'a1'])
    const third = rightOf(
      await cabinet.accounts.accounts({ limit: 2, cursor: second.nextCursor ?? '' }, null)(),
    )
    expect(ids(third)).toEqual(['a0'])
    expect(third.nextCursor).toBeNull()
  })

  it('shows status and tariff as they are now, and a personal value only with its key (M19)', async () => {
    const cabinet = await withAccounts(2)
    await cabinet.order('a0', setTariffOption('Город'))
    const since = await cabinet.order('a1', suspendService)
    await cabinet.side.sealing.destroyKey('account-a0')
    const { items } = rightOf(await cabinet.accounts.accounts({ limit: 10, cursor: undefined }, since)())
    expect(items).toMatchObject([
      { accountId: 'a1', login: '79260000001', status: 'suspended', tariffOption: null },
      { accountId: 'a0', login: erased, number: erased, status: 'active', tariffOption: 'Город' },
    ])
  })

  it('refuses a cursor that no list gave', async () => {
    const cabinet = await withAccounts(1)
    for (const cursor of ['', 'p', 'p-1', '12', 'p1x', `p${'9'.repeat(20)}`])
      expect(leftOf(await cabinet.accounts.accounts({ limit: 2, cursor }, null)())).toEqual({
        code: 'CursorMalformed',
      })
  })
})
