import { describe, expect, it } from 'vitest'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { accountsSide, number } from './accounts-side.ts'

describe('an account is found by its number', () => {
  it('through its claim, never by a view', async () => {
    const { finder, provisioned, store } = accountsSide()
    expect(rightOf(await finder.accountOf(number)())).toBeNull()
    const { accountId } = await provisioned()
    const before = store.steps.length
    expect(rightOf(await finder.accountOf(number)())).toBe(accountId)
    expect(store.steps.slice(before)).toEqual([{ what: 'read', stream: `claim-${finder.claimOf(number)}` }])
  })

  it('the claim’s name does not tell the number', () => {
    const { finder } = accountsSide()
    expect(finder.claimOf(number)).toMatch(/^sipNumber-[\w-]{43}$/)
    expect(finder.claimOf(number)).not.toContain('9260250773')
    expect(finder.claimOf('+79260250774')).not.toBe(finder.claimOf(number))
  })

  it('while the store does not answer it is not known whether there is one', async () => {
    const { finder, store } = accountsSide()
    store.follow(() => 'unavailable')
    expect(leftOf(await finder.accountOf(number)())).toEqual({ code: 'StoreUnavailable', retryAfter: 2 })
  })
})
