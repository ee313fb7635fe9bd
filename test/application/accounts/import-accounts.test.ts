import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { AccountRow } from '../../../application/accounts/account-row.ts'
import {
  importAccounts,
  type LineOutcome,
  type LineToImport,
} from '../../../application/accounts/import-accounts.ts'
import type { ProvisionAccount } from '../../../application/accounts/provision-account.ts'
import type { RefusalCode } from '../../../application/refusal.ts'
import { allOf } from '../../all-of.ts'
import { smallCabinet } from '../../api/rig/small-cabinet.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { circumstances, keyed } from '../circumstances.ts'

type Outcomes = readonly LineOutcome<RefusalCode | 'Unreadable'>[]

/** Rows as lines of a file, its heading being line 1. */
async function* file(
  rows: readonly (AccountRow | 'unreadable')[],
): AsyncGenerator<LineToImport<'Unreadable'>> {
  for (const [index, row] of rows.entries())
    yield { line: index + 2, row: row === 'unreadable' ? E.left({ code: 'Unreadable' }) : E.right(row) }
}

const endOf = (ended: LineOutcome<RefusalCode | 'Unreadable'>): string =>
  ended.outcome === 'refused' ? ended.refusal.code : ended.outcome

const ends = (outcomes: Outcomes) => outcomes.map((ended) => `${ended.line} ${endOf(ended)}`)

/** The cabinet's own stores in files, an import into them, and how long the log is. */
const opened = async () => {
  const small = await smallCabinet()
  return {
    ...small,
    run: (rows: readonly (AccountRow | 'unreadable')[], told = circumstances()): Promise<Outcomes> =>
      allOf(small.cabinet.importAccounts(file(rows), told)),
    logEnd: async () => rightOf(await small.store.lastPosition()()),
  }
}

const login = (index: number): string => `7926${String(index).padStart(7, '0')}`

describe('importing accounts (rest.md: CSV of accounts)', () => {
  it('opens an account with what its row says', async () => {
    const { run, cabinet, vault } = await opened()
    const [ended] = await run([
      {
        ...{ login: '79261112233', password: 'Welcome2Multifon', routing: 'sip+gsm', lines: '4' },
        ...{ tariff_option: 'Безлимит', caller_id: '74951234567', balance: '-748822.93' },
      },
    ])
    if (ended === undefined || ended.outcome === 'refused') throw new Error('refused')
    const { accountId } = ended
    const settings = cabinet.settings.setTrunkLimit(4)({ accountId, circumstances: circumstances() })
    const { state } = rightOf(await settings())
    if (state.status === 'absent') throw new Error('there is no account')
    expect(state).toMatchObject({
      ...{ status: 'active', number: '+79261112233', routing: 'SIP+GSM', trunkLimit: 4 },
      ...{ tariffOption: 'Безлимит', callerId: '+74951234567' },
    })
    expect(await vault.verify(state.passwordRef, 'Welcome2Multifon')).toBe(true)
    expect(rightOf(await cabinet.presentBalance(accountId)())?.kopecks).toBe(-74_882_293)
  })

  it('records nothing of a line that it refuses', async () => {
    const { run, logEnd } = await opened()
    const rows = [
      { login: login(1), lines: '21' },
      { login: login(1), password: 'short' },
      'unreadable',
    ] as const
    expect(ends(await run(rows))).toEqual(['2 TrunkLimitOutOfRange', '3 SipPasswordWeak', '4 Unreadable'])
    expect(await logEnd()).toBeNull()
  })

  it('gives good lines their accounts whatever the others are, in the order of the file', async () => {
    const { run } = await opened()
    const rows = [
      { login: login(1) },
      { login: 'x' },
      'unreadable',
      { login: login(2) },
      { login: login(1) },
    ] as const
    expect(ends(await run(rows))).toEqual([
      '2 provisioned',
      '3 LoginInvalid',
      '4 Unreadable',
      '5 provisioned',
      '6 existing',
    ])
  })

  it('leaves an account that exists as it is', async () => {
    const { run, account, store } = await opened()
    const accountId = await account(`+${login(1)}`)
    const [ended] = await run([{ login: login(1), routing: 'GSM', lines: '20', balance: '' }])
    expect(ended).toMatchObject({ outcome: 'existing', accountId })
    const stream = rightOf(
      await store.readStream(`sipAccount-${accountId}`, { direction: 'forwards', limit: 10 })(),
    )
    expect(stream.map(({ type }) => type)).toEqual(['SipAccountProvisioned'])
  })

  it('opens an account of its own for every line, also when the request carried an Idempotency-Key', async () => {
    const { run } = await opened()
    const outcomes = await run([{ login: login(1) }, { login: login(2) }], keyed('key-1'))
    const ids = outcomes.map((ended) => (ended.outcome === 'refused' ? '' : ended.accountId))
    expect(new Set(ids).size).toBe(2)
  })

  it('counts add up for any mixture of lines, and a second run records nothing', async () => {
    const { run, logEnd } = await opened()
    let base = 0
    const row = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ kind: fc.constant('good' as const), who: fc.integer({ min: 0, max: 30 }) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constantFrom('weak' as const, 'unreadable' as const),
          who: fc.integer({ min: 0, max: 30 }),
        }),
      },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 150 }), async (lines) => {
        base += 100
        const rows = lines.map(({ kind, who }): AccountRow | 'unreadable' => {
          if (kind === 'unreadable') return 'unreadable'
          return {
            login: login(base + who),
            balance: '12.50',
            ...(kind === 'weak' ? { password: 'weak' } : {}),
          }
        })
        const known = new Set<number>()
        const expected = lines.map(({ kind, who }, index) => {
          if (kind !== 'good') return `${index + 2} ${kind === 'weak' ? 'SipPasswordWeak' : 'Unreadable'}`
          const end = known.has(who) ? 'existing' : 'provisioned'
          known.add(who)
          return `${index + 2} ${end}`
        })
        expect(ends(await run(rows))).toEqual(expected)
        const before = await logEnd()
        expect(ends(await run(rows))).toEqual(expected.map((end) => end.replace('provisioned', 'existing')))
        expect(await logEnd()).toBe(before)
      }),
      { numRuns: 20 },
    )
  })
})

describe('an import whose store goes away (architecture.md: nothing acknowledged is lost)', () => {
  const rows = Array.from({ length: 300 }, (_, index) => ({ login: login(index), balance: '1.00' }))

  it('begins nothing further, says so, and is completed by the same file', async () => {
    const { run, store } = await opened()
    let appends = 0
    store.follow(({ what }) => {
      if (what !== 'append') return 'goOn'
      appends += 1
      return appends > 200 ? 'unavailable' : 'goOn'
    })
    const outcomes = await run(rows)
    const counted = Object.groupBy(outcomes, endOf)
    expect(outcomes.map(({ line }) => line)).toEqual(outcomes.map((_, index) => index + 2))
    expect(outcomes.length).toBeLessThan(rows.length)
    expect(ends(outcomes).at(-1)).toBe(`${outcomes.length + 1} ImportStopped`)
    expect(counted['ImportStopped']).toHaveLength(1)
    expect(counted['StoreUnavailable']?.length).toBeGreaterThan(0)
    const wentIn = counted['provisioned']?.map(({ line }) => line) ?? []
    expect(wentIn.length).toBeGreaterThan(0)

    store.follow(() => 'goOn')
    const again = await run(rows)
    expect(again).toHaveLength(rows.length)
    expect(again.filter(({ outcome }) => outcome === 'refused')).toEqual([])
    for (const line of wentIn) expect(again[line - 2]?.outcome).toBe('existing')
  })

  it.each([
    ['claim of the number', 'claim'],
    ['account', 'sipAccount'],
    ['billing', 'billing'],
  ])('completes an account that was cut off at its %s', async (_, category) => {
    const { run, store, cabinet } = await opened()
    store.follow(({ what, stream }) =>
      what === 'append' && stream.startsWith(category) ? 'unavailable' : 'goOn',
    )
    expect(ends(await run([{ login: login(1), balance: '1.00' }]))).toEqual(['2 StoreUnavailable'])
    store.follow(() => 'goOn')
    const [ended] = await run([{ login: login(1), balance: '1.00' }])
    if (ended === undefined || ended.outcome === 'refused') throw new Error('refused')
    expect(rightOf(await cabinet.presentBalance(ended.accountId)())?.kopecks).toBe(100)
    expect(ends(await run([{ login: login(1), balance: '1.00' }]))).toEqual(['2 existing'])
  })
})

describe('the pace of an import', () => {
  const lines = async function* (taken: { count: number }): AsyncGenerator<LineToImport<never>> {
    for (let line = 2; ; line += 1) {
      taken.count += 1
      yield { line, row: E.right({ login: login(line) }) }
    }
  }

  const slow = () => {
    const held: (() => void)[] = []
    let most = 0
    const provision: ProvisionAccount = () => () =>
      new Promise((resolve) => {
        held.push(() => resolve(E.right({ accountId: 'a1', outcome: 'provisioned', position: null })))
        most = Math.max(most, held.length)
      })
    return { provision, held, most: () => most }
  }

  it('has 64 accounts in hand at the most, and takes no line that it cannot begin', async () => {
    const { provision, held, most } = slow()
    const taken = { count: 0 }
    const outcomes = importAccounts(provision)(lines(taken), circumstances())[Symbol.asyncIterator]()
    const first = outcomes.next()
    await new Promise(setImmediate)
    expect([held.length, taken.count]).toEqual([64, 64])
    for (const finish of held.splice(0)) finish()
    expect((await first).value).toMatchObject({ line: 2, outcome: 'provisioned' })
    await new Promise(setImmediate)
    expect(taken.count).toBe(64)
    expect(most()).toBe(64)
  })

  it('does not begin a line before an earlier one of the same login is finished: the settings are the first one’s', async () => {
    const { provision, held } = slow()
    const rows = [{ login: login(1) }, { login: login(1), lines: '9' }, { login: login(2) }]
    const outcomes = allOf(importAccounts(provision)(file(rows), circumstances()))
    await new Promise(setImmediate)
    expect(held).toHaveLength(2)
    held.shift()?.()
    await new Promise(setImmediate)
    expect(held).toHaveLength(2)
    for (const finish of held) finish()
    expect(await outcomes).toHaveLength(3)
  })

  it('finishes what it has begun when nobody takes the outcomes any more', async () => {
    const { provision, held } = slow()
    const taken = { count: 0 }
    const outcomes = importAccounts(provision)(lines(taken), circumstances())[Symbol.asyncIterator]()
    const first = outcomes.next()
    await new Promise(setImmediate)
    held.shift()?.()
    await first
    let ended = false
    const returned = outcomes.return?.(undefined).then(() => {
      ended = true
    })
    await new Promise(setImmediate)
    expect(ended).toBe(false)
    for (const finish of held.splice(0)) finish()
    await returned
    expect(ended).toBe(true)
  })

  it('fails as its work fails, and not before what is begun is finished', async () => {
    const outcomes = importAccounts(() => async () => {
      throw new Error('a bug')
    })(file([{ login: login(1) }, { login: login(2) }]), circumstances())
    await expect(allOf(outcomes)).rejects.toThrow('a bug')
  })
})
