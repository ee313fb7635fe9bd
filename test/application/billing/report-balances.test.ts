import { describe, expect, it } from 'vitest'
import { billing } from '../../../domain/billing/billing.ts'
import { minutes } from '../../../domain/instant.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { accountsSide, number } from '../accounts/accounts-side.ts'
import { circumstances, keyed } from '../circumstances.ts'

const opened = async () => {
  const side = accountsSide()
  const { accountId } = await side.provisioned()
  const report = (kopecks: number, asOf: number, told = circumstances()) =>
    side.reportBalance(number, { kopecks, asOf }, told)()
  const balance = async () => rightOf(await side.handler.load(billing, accountId)()).state.balance
  return { ...side, accountId, report, balance }
}

describe('M21: a balance that billing reports', () => {
  it('is taken over for the account that holds the number', async () => {
    const { report, balance, accountId, clock, store } = await opened()
    const taken = rightOf(await report(-74_882_293, clock.now()))
    expect(taken).toEqual({ accountId, recorded: true, position: rightOf(await store.lastPosition()()) })
    expect(await balance()).toEqual({ kopecks: -74_882_293, asOf: clock.now() })
  })

  it('reported again or out of order changes nothing, and answers where it stands', async () => {
    const { report, balance, accountId, clock, stream } = await opened()
    const first = rightOf(await report(100, clock.now()))
    for (const late of [0, minutes(5)])
      expect(rightOf(await report(900, clock.now() - late))).toEqual({ ...first, recorded: false })
    expect(await balance()).toEqual({ kopecks: 100, asOf: clock.now() })
    expect(await stream(`billing-${accountId}`)).toHaveLength(1)
  })

  it('of many reports at once in any order the newest stays', async () => {
    const { report, balance, clock } = await opened()
    const shuffled = Array.from({ length: 40 }, (_, n) => (n * 17) % 40)
    await Promise.all(shuffled.map((n) => report(n, clock.now() + n)))
    expect(await balance()).toEqual({ kopecks: 39, asOf: clock.now() + 39 })
  })

  it('for a number that nobody has is refused', async () => {
    const { reportBalance, clock, store } = accountsSide()
    const refused = await reportBalance(number, { kopecks: 1, asOf: clock.now() }, circumstances())()
    expect(leftOf(refused)).toEqual({ code: 'AccountNotFound' })
    expect(store.steps.filter(({ what }) => what === 'append')).toEqual([])
  })

  it('whose answer was lost is harmless when it comes again, under its key or without', async () => {
    const { report, store, stream, accountId, clock } = await opened()
    store.follow(({ what }) => (what === 'appended' ? 'unavailable' : 'goOn'))
    expect(leftOf(await report(100, clock.now(), keyed('k')))).toMatchObject({ code: 'StoreUnavailable' })
    store.follow(() => 'goOn')
    rightOf(await report(100, clock.now(), keyed('k')))
    rightOf(await report(100, clock.now()))
    expect(await stream(`billing-${accountId}`)).toHaveLength(1)
  })
})
