import { describe, expect, it } from 'vitest'
import { demoProfile } from '../../cli/demo-profile.ts'
import type { Caller } from '../caller.ts'
import { bySip, crashes, long, ok, page, proves, session, signedIn, signIn } from './crashing-people.ts'
import type { MortalCabinet } from './mortal-cabinet.ts'

const crash = crashes()
const reason = 'Заявка 17'
const accounts = '/api/v1/operator/accounts'

/** Development's Profile with both of development's accounts: nothing is chosen by itself any more (M15). */
const withTwoAccounts = async (cabinet: MortalCabinet) => {
  const first = await signedIn(cabinet)
  const linked = ok(await proves(await bySip(cabinet), demoProfile)).body
  return { ...first, secondId: String(linked.account.id) }
}

const linkedIds = async (browser: Caller): Promise<readonly string[]> =>
  ok(await browser.get(`${page}/accounts`)).body.items.map(({ id }: { readonly id: string }) => id)

describe('provision an account (architecture.md: number, vault, account, billing)', () => {
  const wanted = {
    ...{ login: '79265550011', password: 'Welcome2Multifon', routing: 'SIP', lines: 3 },
    ...{ tariffOption: null, callerId: null, balance: { kopecks: 12_300 } },
  }

  it('M20: killed at commits of it, the same request again makes it whole, once', { timeout: long }, () =>
    crash('provisioning', {
      before: (cabinet) => cabinet.operator(),
      operation: (operator) => operator.post(accounts, wanted),
      after: async (cabinet, _, wasAnswered) => {
        const operator = await cabinet.operator()
        const again = await operator.post(accounts, wanted)
        expect(wasAnswered ? [409] : [201, 409], again.text).toContain(again.status)
        const { items } = ok(await operator.get(`${accounts}?login=${wanted.login}`)).body
        expect(items).toHaveLength(1)
        const { body } = ok(await operator.get(`${accounts}/${items[0].id}`))
        expect(body).toMatchObject({ trunkLimit: { lines: 3 }, balance: { kopecks: 12_300 } })
        await bySip(cabinet, { login: wanted.login, password: wanted.password })
        expect(cabinet.logged('SipAccountProvisioned')).toBe(3)
      },
    }),
  )
})

describe('suspend an account (architecture.md: one stream)', () => {
  it('M28: killed at commits of it, it is suspended or not, and can be asked again', { timeout: long }, () =>
    crash('suspension', {
      before: async (cabinet) => ({ ...(await signedIn(cabinet)), operator: await cabinet.operator() }),
      operation: ({ operator, accountId }) =>
        operator.put(`${accounts}/${accountId}/suspension`, { suspended: true, reason }),
      after: async (cabinet, { accountId }, wasAnswered) => {
        const { browser } = await signedIn(cabinet)
        const status = async () =>
          ok(await browser.get(`/api/v1/accounts/${accountId}/dashboard`)).body.account.status
        const before = await status()
        expect(wasAnswered ? ['suspended'] : ['active', 'suspended']).toContain(before)
        const operator = await cabinet.operator()
        for (const suspended of [true, false])
          ok(await operator.put(`${accounts}/${accountId}/suspension`, { suspended, reason }))
        expect(await status()).toBe('active')
        expect(cabinet.logged('ServiceSuspended')).toBe(1)
      },
    }),
  )
})

describe('unlink, choose (architecture.md: the Profile; session event, row, cookie)', () => {
  it(
    'M13: killed at commits of an unlinking, it is linked or not, and nobody works in what is not',
    { timeout: long },
    () =>
      crash('unlink', {
        before: async (cabinet) => {
          const given = await withTwoAccounts(cabinet)
          const inSecond = await bySip(cabinet)
          ok(await proves(inSecond, demoProfile))
          return { ...given, inSecond }
        },
        operation: ({ browser, secondId }) => browser.send('DELETE', `${page}/accounts/${secondId}`),
        after: async (cabinet, { browser: before, inSecond, accountId, secondId }, wasAnswered) => {
          const there = cabinet.caller({ cookie: inSecond.cookies() })
          const dashboard = () => there.get(`/api/v1/accounts/${secondId}/dashboard`)
          const browser = cabinet.caller({ cookie: before.cookies() })
          const linked = await linkedIds(browser)
          expect(wasAnswered ? [[accountId]] : [[accountId], [accountId, secondId]]).toContainEqual(linked)
          if (linked.length === 2) ok(await browser.send('DELETE', `${page}/accounts/${secondId}`))
          expect(await linkedIds(browser)).toEqual([accountId])
          await expect.poll(async () => (await dashboard()).status, { timeout: 10_000 }).toBe(401)
          // Whoever has the SIP password links it again: the owner has put up no bar.
          expect(ok(await proves(await bySip(cabinet), demoProfile)).body.account.id).toBe(secondId)
          expect(await linkedIds(browser)).toEqual([accountId, secondId])
        },
      }),
  )

  it(
    'M15, M16: killed at commits of a choice, the session works in one account or can be entered anew',
    { timeout: long },
    () =>
      crash('choice of account', {
        before: async (cabinet) => {
          const { accountId, secondId } = await withTwoAccounts(cabinet)
          const { browser, answer } = await signIn(cabinet)
          expect(ok(answer).body.stage).toBe('accountChoice')
          return { browser, accountId, secondId }
        },
        operation: ({ browser, secondId }) => browser.put(`${session}/account`, { accountId: secondId }),
        after: async (cabinet, { browser, accountId, secondId }, wasAnswered) => {
          const dashboard = (who: Caller, id: string) => who.get(`/api/v1/accounts/${id}/dashboard`)
          const same = cabinet.caller({ cookie: browser.cookies() })
          const opened = [(await dashboard(same, accountId)).status, (await dashboard(same, secondId)).status]
          // The answer with the new cookie was lost, or the choice was: never the other account.
          if (wasAnswered) expect(opened).toEqual([409, 200])
          else expect(opened).not.toContain(200)
          const { browser: anew } = await signIn(cabinet)
          ok(await anew.put(`${session}/account`, { accountId }))
          ok(await dashboard(anew, accountId))
          expect((await dashboard(anew, secondId)).status).toBe(409)
        },
      }),
  )
})
