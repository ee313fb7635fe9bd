import { describe, expect, it } from 'vitest'
import { type BillingEvent, billing, reportBalance } from '../../../domain/billing/billing.ts'
import { histories, noon } from '../given-when-then.ts'

const given = histories(billing)
const reported = (kopecks: number, asOf: number): BillingEvent => ({
  type: 'BalanceReported',
  data: { kopecks, asOf },
})

describe('M21: the balance', () => {
  it('is not known before billing tells it', () => {
    expect(given([]).state).toEqual({ balance: null })
  })

  it.each([-74_882_293, 0, 15_000])('of %d kopecks is taken over, with billing’s own moment', (kopecks) => {
    given([])
      .when(reportBalance({ kopecks, asOf: noon }))
      .then([reported(kopecks, noon)])
    expect(given([reported(kopecks, noon)]).state).toEqual({ balance: { kopecks, asOf: noon } })
  })

  it('that is newer replaces the older, even when it is the same amount', () => {
    given([reported(100, noon)])
      .when(reportBalance({ kopecks: 100, asOf: noon + 1 }))
      .then([reported(100, noon + 1)])
  })

  it('reported again, or late, changes nothing', () => {
    given([reported(100, noon)])
      .when(reportBalance({ kopecks: 100, asOf: noon }))
      .thenNothing()
    given([reported(100, noon)])
      .when(reportBalance({ kopecks: -5, asOf: noon }))
      .thenNothing()
    given([reported(100, noon)])
      .when(reportBalance({ kopecks: -5, asOf: noon - 1 }))
      .thenNothing()
  })

  it('is told by the last event alone', () => {
    expect(billing.lastEventTells).toBe(true)
    const all = [reported(1, noon), reported(2, noon + 1), reported(3, noon + 2)]
    expect(given(all.slice(-1)).state).toEqual(given(all).state)
  })
})
