import { describe, expect, it } from 'vitest'
import type { AccountOrder } from '../../../application/accounts/account-settings.ts'
import { sipAccount } from '../../../domain/sip-account/sip-account.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { circumstances, keyed } from '../circumstances.ts'
import { type AccountsSide, accountsSide, password } from './accounts-side.ts'

const opened = async () => {
  const side = accountsSide()
  const { accountId } = await side.provisioned()
  side.vaultCalls.length = 0
  const order = (said: Partial<AccountOrder> = {}): AccountOrder => ({
    accountId,
    circumstances: circumstances(),
    ...said,
  })
  return { ...side, accountId, order }
}

const passwordRefOf = async ({ handler }: AccountsSide, accountId: string) => {
  const { state } = rightOf(await handler.load(sipAccount, accountId)())
  return state.status === 'absent' ? '' : state.passwordRef
}

const newPassword = 'Changed2Password'

describe('M27: the SIP password is changed', () => {
  it('the new one lies in the vault before an event names it, and opens the account', async () => {
    const side = await opened()
    side.store.follow(({ what }) => {
      if (what === 'append') expect(side.secrets()).toHaveLength(2)
      return 'goOn'
    })
    const { recorded } = rightOf(await side.changePassword(side.order(), newPassword)())
    expect(recorded).toMatchObject([{ type: 'PasswordChanged' }])
    const ref = await passwordRefOf(side, side.accountId)
    expect(await side.vault.verify(ref, newPassword)).toBe(true)
    expect(await side.vault.verify(ref, password)).toBe(false)
  })

  it.each(['Short1a', 'nocapitals1', 'NOSMALLS1', 'NoDigitsHere', 'Пароль12345aA', 'Abcdefghij12345678901'])(
    'not to %s, and neither store nor vault is asked',
    async (weak) => {
      const side = await opened()
      const before = side.store.steps.length
      expect(leftOf(await side.changePassword(side.order(), weak)())).toEqual({ code: 'SipPasswordWeak' })
      expect(side.store.steps).toHaveLength(before)
      expect(side.vaultCalls).toEqual([])
    },
  )

  it('to the present one records nothing and keeps no second secret', async () => {
    const side = await opened()
    const before = await passwordRefOf(side, side.accountId)
    expect(rightOf(await side.changePassword(side.order(), password)())).toMatchObject({
      recorded: [],
      revision: 0,
    })
    expect(await passwordRefOf(side, side.accountId)).toBe(before)
    expect(side.vaultCalls).not.toContain('put')
  })

  it('of a suspended account is changed; of a disabled one it is not, and the new secret is destroyed', async () => {
    const side = await opened()
    await side.settings.suspendService(side.order())()
    expect(rightOf(await side.changePassword(side.order(), newPassword)()).recorded).toHaveLength(1)
    await side.settings.disableService(side.order())()
    const before = side.secrets()
    expect(leftOf(await side.changePassword(side.order(), 'Another3Password')())).toEqual({
      code: 'ServiceDisabled',
    })
    expect(side.secrets()).toEqual(before)
  })

  it('of an account that is not there is refused, and leaves no secret', async () => {
    const side = await opened()
    const order = side.order({ accountId: 'nobody' })
    expect(leftOf(await side.changePassword(order, newPassword)())).toEqual({ code: 'AccountNotFound' })
    expect(side.secrets()).toHaveLength(1)
  })

  it('with a stale If-Match is refused, and leaves no secret', async () => {
    const side = await opened()
    const refused = await side.changePassword(side.order({ ifMatch: 7 }), newPassword)()
    expect(leftOf(refused)).toEqual({ code: 'RevisionStale' })
    expect(side.secrets()).toHaveLength(1)
  })

  it('while the answer is lost, keeps the secret that the event may name', async () => {
    const side = await opened()
    side.store.follow(({ what }) => (what === 'appended' ? 'unavailable' : 'goOn'))
    expect(leftOf(await side.changePassword(side.order(), newPassword)())).toMatchObject({
      code: 'StoreUnavailable',
    })
    side.store.follow(() => 'goOn')
    expect(await side.vault.verify(await passwordRefOf(side, side.accountId), newPassword)).toBe(true)
  })

  it('again under its Idempotency-Key is found, and no secret too many is left', async () => {
    const side = await opened()
    const order = side.order({ circumstances: keyed('k') })
    rightOf(await side.changePassword(order, newPassword)())
    const secrets = side.secrets()
    expect(rightOf(await side.changePassword(order, newPassword)())).toMatchObject({
      replayed: true,
      revision: 1,
    })
    await side.changePassword(side.order(), 'Another3Password')()
    const ref = await passwordRefOf(side, side.accountId)
    expect(rightOf(await side.changePassword(order, newPassword)())).toMatchObject({
      replayed: true,
      revision: 1,
    })
    expect(await passwordRefOf(side, side.accountId)).toBe(ref)
    expect(side.secrets()).toEqual([...secrets, ref])
  })

  it('by two at once is changed twice; the last one named opens the account', async () => {
    const side = await opened()
    const both = ['Changed2Password', 'Changed3Password']
    const outcomes = await Promise.all(both.map((each) => side.changePassword(side.order(), each)()))
    expect(outcomes.map((outcome) => rightOf(outcome).revision)).toEqual([1, 2])
    const ref = await passwordRefOf(side, side.accountId)
    expect(await Promise.all(both.map((each) => side.vault.verify(ref, each)))).toEqual([false, true])
  })

  it('never stands in an event', async () => {
    const side = await opened()
    await side.changePassword(side.order(), newPassword)()
    const events = await side.stream(`sipAccount-${side.accountId}`)
    expect(JSON.stringify(events.map(({ data, metadata }) => ({ data, metadata })))).not.toContain(
      newPassword,
    )
  })
})
