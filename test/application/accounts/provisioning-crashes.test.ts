import { describe, expect, it } from 'vitest'
import type { Circumstances } from '../../../application/events/metadata.ts'
import { billing } from '../../../domain/billing/billing.ts'
import { claim } from '../../../domain/claim/claim.ts'
import { sipAccount } from '../../../domain/sip-account/sip-account.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { circumstances, keyed } from '../circumstances.ts'
import { inMemoryEventStore } from '../in-memory-event-store.ts'
import type { StoreStep } from '../watched-store.ts'
import { accountsSide, number, password, wanted } from './accounts-side.ts'

const asked = wanted({ balance: 15_000, callerId: '+74951234567' })

class Crash extends Error {}

/** Counts the steps of a whole provisioning: everything that is asked of store and vault. */
const stepsOf = async (told: Circumstances): Promise<number> => {
  const side = accountsSide()
  rightOf(await side.provision(asked, told)())
  return side.store.steps.length + side.vaultCalls.length
}

/** Provisions, and ends before step `fatal` as a crash does, or as a store does that has gone away. */
const interrupted = async (fatal: number, told: Circumstances, by: 'crash' | 'outage') => {
  const log = inMemoryEventStore()
  const side = accountsSide(log)
  let step = 0
  const isOver = () => {
    step += 1
    return step > fatal
  }
  side.store.follow((_: StoreStep) => {
    if (!isOver()) return 'goOn'
    if (by === 'crash') throw new Crash()
    return 'unavailable'
  })
  side.vaultFollows(() => {
    if (isOver() && by === 'crash') throw new Crash()
  })
  const first = side.provision(asked, told)()
  if (by === 'crash') await expect(first).rejects.toThrow(Crash)
  else expect(leftOf(await first)).toEqual({ code: 'StoreUnavailable', retryAfter: 2 })
  side.store.follow(() => 'goOn')
  side.vaultFollows(() => {})
  return { ...side, log }
}

const typesOf = (log: readonly { readonly type: string }[]) => log.map(({ type }) => type).sort()

const allOnce = ['BalanceReported', 'CallerIdSet', 'ClaimConfirmed', 'ClaimReserved', 'SipAccountProvisioned']

describe.each(['crash', 'outage'] as const)('a provisioning cut off by a %s', (by) => {
  it.each([
    ['without a key', circumstances()],
    ['with an Idempotency-Key', keyed('k')],
  ] as const)('at any step, %s, is completed by a retry: everything once, nothing twice', async (_, told) => {
    const steps = await stepsOf(told)
    expect(steps).toBeGreaterThan(12)
    for (let fatal = 0; fatal < steps; fatal += 1) {
      const { provision, log, finder, handler, vault } = await interrupted(fatal, told, by)
      const { accountId, outcome } = rightOf(await provision(asked, told)())
      const where = `cut off before step ${fatal} of ${steps}`
      expect(typesOf(log.log()), where).toEqual(allOnce)
      expect(rightOf(await finder.accountOf(number)()), where).toBe(accountId)
      const { state } = rightOf(await handler.load(sipAccount, accountId)())
      const passwordRef = state.status === 'absent' ? '' : state.passwordRef
      expect(await vault.verify(passwordRef, password), where).toBe(true)
      expect(rightOf(await handler.load(billing, accountId)()).state, where).toMatchObject({
        balance: { kopecks: 15_000 },
      })
      expect(['provisioned', 'completed', 'existing'], where).toContain(outcome)
      if (told.idempotency !== null) expect(outcome, where).toBe('provisioned')
    }
  })

  it('after its account was recorded, says that the retry completed it', async () => {
    const told = circumstances()
    const outcomes: string[] = []
    for (let fatal = 0; fatal < (await stepsOf(told)); fatal += 1) {
      const { provision } = await interrupted(fatal, told, by)
      outcomes.push(rightOf(await provision(asked, told)()).outcome)
    }
    const first = (outcome: string) => outcomes.indexOf(outcome)
    expect(first('provisioned')).toBe(0)
    expect(first('completed')).toBeGreaterThan(first('provisioned'))
    expect([...new Set(outcomes)].slice(0, 2)).toEqual(['provisioned', 'completed'])
  })

  it('and completed by another request for the same number, takes the account that had been begun', async () => {
    const { provision, handler, finder } = await interrupted(4, circumstances(), by)
    const held = rightOf(await handler.load(claim, finder.claimOf(number))()).state
    const other = rightOf(await provision(wanted({ trunkLimit: 9 }), keyed('another'))())
    if (held.status !== 'free') expect(other.accountId).toBe(held.owner)
    expect(rightOf(await handler.load(sipAccount, other.accountId)()).state).toMatchObject({ number })
  })
})
