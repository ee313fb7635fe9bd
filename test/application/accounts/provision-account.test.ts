import { describe, expect, it } from 'vitest'
import { provisionAccount } from '../../../application/accounts/provision-account.ts'
import { billing } from '../../../domain/billing/billing.ts'
import { claim } from '../../../domain/claim/claim.ts'
import { sipAccount } from '../../../domain/sip-account/sip-account.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { circumstances, keyed } from '../circumstances.ts'
import { inMemoryEventStore } from '../in-memory-event-store.ts'
import { logs } from '../write-side.ts'
import { accountsSide, number, password, wanted } from './accounts-side.ts'

const whole = wanted({
  routing: 'SIP+GSM',
  trunkLimit: 4,
  callerId: '+74951234567',
  tariffOption: 'Безлимит',
  balance: -74_882_293,
})

describe.each(logs)('an account is provisioned, on a log %s', (_, openLog) => {
  it('M21, M22, M23, M24, M25: with everything that was asked for', async () => {
    const { provision, handler, clock } = accountsSide(openLog())
    const { accountId, outcome } = rightOf(await provision(whole, circumstances())())
    expect(outcome).toBe('provisioned')
    expect(rightOf(await handler.load(sipAccount, accountId)()).state).toMatchObject({
      status: 'active',
      number,
      routing: 'SIP+GSM',
      trunkLimit: 4,
      callerId: '+74951234567',
      tariffOption: 'Безлимит',
    })
    expect(rightOf(await handler.load(billing, accountId)()).state).toEqual({
      balance: { kopecks: -74_882_293, asOf: clock.now() },
    })
  })

  it('M2: its number leads to it, exactly and at once', async () => {
    const { provision, finder, handler } = accountsSide(openLog())
    expect(rightOf(await finder.accountOf(number)())).toBeNull()
    const { accountId } = rightOf(await provision(wanted(), circumstances())())
    expect(rightOf(await finder.accountOf(number)())).toBe(accountId)
    expect(rightOf(await handler.load(claim, finder.claimOf(number))()).state).toEqual({
      status: 'confirmed',
      owner: accountId,
    })
  })

  it('M27: its password opens it and lies in the vault alone', async () => {
    const log = openLog()
    const { provision, handler, vault, store } = accountsSide(log)
    const { accountId } = rightOf(await provision(wanted(), circumstances())())
    const { state } = rightOf(await handler.load(sipAccount, accountId)())
    const passwordRef = state.status === 'absent' ? '' : state.passwordRef
    expect(await vault.verify(passwordRef, password)).toBe(true)
    const streams = new Set(store.steps.map(({ stream }) => stream))
    for (const stream of streams) {
      const events = rightOf(await log.readStream(stream, { direction: 'forwards', limit: 1000 })())
      const text = JSON.stringify(events, (_name, value) => (typeof value === 'bigint' ? `${value}` : value))
      expect(text).not.toContain(password)
      expect(text).not.toContain(number.slice(1))
    }
  })

  it('again is the same account, left as it is', async () => {
    const { provision, vaultCalls, handler } = accountsSide(openLog())
    const first = rightOf(await provision(wanted(), circumstances())())
    const again = rightOf(
      await provision(
        wanted({ routing: 'GSM', trunkLimit: 20, password: 'Another1password' }),
        circumstances(),
      )(),
    )
    expect(again).toEqual({ ...first, outcome: 'existing' })
    expect(vaultCalls.filter((call) => call === 'put')).toHaveLength(1)
    expect(rightOf(await handler.load(sipAccount, first.accountId)()).state).toMatchObject({ trunkLimit: 2 })
  })

  it('answers with the position of the last thing that it recorded', async () => {
    const { provision, store } = accountsSide(openLog())
    const { position } = rightOf(await provision(whole, circumstances())())
    expect(position).toBe(rightOf(await store.lastPosition()()))
  })

  it('twice at once is one account, whoever asks in whichever process', async () => {
    const log = openLog()
    const { provision, provisionElsewhere, secrets } = accountsSide(log)
    const elsewhere = provisionElsewhere()
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (__, n) =>
        (n % 2 === 0 ? provision : elsewhere)({ ...whole, trunkLimit: 1 + n }, circumstances())(),
      ),
    )
    const ids = new Set(outcomes.map((outcome) => rightOf(outcome).accountId))
    expect(ids.size).toBe(1)
    expect(outcomes.filter((outcome) => rightOf(outcome).outcome === 'provisioned')).toHaveLength(1)
    const [accountId] = [...ids]
    const events = rightOf(
      await log.readStream(`sipAccount-${accountId}`, { direction: 'forwards', limit: 100 })(),
    )
    expect(events.map(({ type }) => type)).toEqual([
      'SipAccountProvisioned',
      'CallerIdSet',
      'TariffOptionActivated',
    ])
    expect(events[0]?.data['passwordRef']).toBe(secrets()[0])
    expect(secrets()).toHaveLength(1)
  })

  it('M21: again later leaves the balance that billing has told meanwhile', async () => {
    const { provision, reportBalance, handler, clock } = accountsSide(openLog())
    const { accountId } = rightOf(await provision(whole, circumstances())())
    clock.advance(1000)
    rightOf(await reportBalance(number, { kopecks: 5, asOf: clock.now() }, circumstances())())
    clock.advance(1000)
    rightOf(await provision(whole, circumstances())())
    expect(rightOf(await handler.load(billing, accountId)()).state.balance).toMatchObject({ kopecks: 5 })
  })

  it('M27: without a password gets a generated one, which nobody is shown', async () => {
    const side = accountsSide(openLog())
    const ids = { ...side.ids, sipPassword: () => 'Generated1Secret' }
    const asked = wanted({ password: null })
    const provisioned = rightOf(await provisionAccount({ ...side, ids })(asked, circumstances())())
    expect(Object.keys(provisioned).sort()).toEqual(['accountId', 'outcome', 'position'])
    const { state } = rightOf(await side.handler.load(sipAccount, provisioned.accountId)())
    const passwordRef = state.status === 'absent' ? '' : state.passwordRef
    expect(await side.vault.verify(passwordRef, 'Generated1Secret')).toBe(true)
  })
})

describe('an account is not provisioned', () => {
  it.each([
    ['M27: with a weak password', wanted({ password: 'short1A' }), 'SipPasswordWeak'],
    ['M25: with 21 lines', wanted({ trunkLimit: 21 }), 'TrunkLimitOutOfRange'],
    ['M23: with a caller id that is no number', wanted({ callerId: '8495' }), 'CallerIdInvalid'],
  ] as const)('%s, and neither its number is taken nor a secret kept', async (__, asked, code) => {
    const log = inMemoryEventStore()
    const { provision, vaultCalls, finder } = accountsSide(log)
    expect(leftOf(await provision(asked, circumstances())())).toEqual({ code })
    expect(log.log()).toEqual([])
    expect(vaultCalls).toEqual([])
    expect(rightOf(await finder.accountOf(number)())).toBeNull()
  })
})

describe('a request to provision that comes again under its Idempotency-Key', () => {
  it('is answered as the first time', async () => {
    const { provision, secrets } = accountsSide()
    const first = rightOf(await provision(whole, keyed('k'))())
    expect(rightOf(await provision(whole, keyed('k'))())).toEqual(first)
    expect(secrets()).toHaveLength(1)
  })

  it('five times at once is one account, and all are told that they provisioned it', async () => {
    const { provision, provisionElsewhere, secrets } = accountsSide()
    const elsewhere = provisionElsewhere()
    const five = [provision, elsewhere, provision, elsewhere, provision]
    const outcomes = await Promise.all(five.map((ask) => ask(whole, keyed('k'))()))
    expect(new Set(outcomes.map((outcome) => rightOf(outcome).accountId)).size).toBe(1)
    expect(outcomes.map((outcome) => rightOf(outcome).outcome)).toEqual(five.map(() => 'provisioned'))
    expect(secrets()).toHaveLength(1)
  })

  it('with another body for the same number is refused', async () => {
    const { provision } = accountsSide()
    await provision(whole, keyed('k'))()
    const refused = await provision({ ...whole, trunkLimit: 5 }, keyed('k', 'another body'))()
    expect(leftOf(refused)).toEqual({ code: 'IdempotencyKeyReused' })
  })

  it('M2: for another number never leads that number to the first account', async () => {
    const { provision, finder } = accountsSide()
    const other = '+79261112233'
    const first = rightOf(await provision(whole, keyed('k'))())
    const second = await provision({ ...whole, number: other }, keyed('k', 'another body'))()
    expect(rightOf(await finder.accountOf(other)())).not.toBe(first.accountId)
    expect(rightOf(second).accountId).not.toBe(first.accountId)
    expect(rightOf(await finder.accountOf(number)())).toBe(first.accountId)
  })
})
