import { describe, expect, it } from 'vitest'
import {
  choose,
  dashboardOf,
  giveProfile,
  limitOf,
  nobodys,
  other,
  recordedUpTo,
  withBothLinked,
  withTwoAccounts,
} from './entering.ts'
import { codeIn, messageAfter } from './messages.ts'
import { enterBySip, ivan, login, ok, olga, openAccount, registerProfile } from './people.ts'

const idsIn = (accounts: readonly { readonly id: string }[]) => accounts.map(({ id }) => id)

describe('M14: more accounts on one Profile (manual §2)', () => {
  it('M14: leave, enter with the other SIP account, give the Profile: the link is made, for good', async () => {
    const { cabinet, first, second, browser } = await withTwoAccounts()
    expect((await browser.get(dashboardOf(second))).status).toBe(404)
    ok(await browser.send('DELETE', '/api/v1/session'))
    ok(await browser.post('/api/v1/session/sip', other))
    expect((await browser.get(dashboardOf(second))).body).toMatchObject({ due: 'linkOrRegister' })
    const half = browser.cookies()
    const linked = ok(await giveProfile(browser, ivan))
    expect(linked.body).toMatchObject({ stage: 'open', account: { id: second, login: other.login } })
    expect(idsIn(linked.body.accounts)).toEqual([first, second])
    expect((await browser.get(dashboardOf(second))).status).toBe(200)
    // Another privilege, another cookie (security.md, session).
    expect(browser.cookies()).not.toBe(half)
    expect((await cabinet.caller().get('/api/v1/session', { cookie: half })).status).toBe(401)
    const again = cabinet.caller()
    ok(await giveProfile(again, ivan))
    ok(await choose(again, second))
    expect((await again.get(dashboardOf(second))).status).toBe(200)
  })

  it('M14: a wrong Profile password links nothing and leaves the SIP entry as it was', async () => {
    const { cabinet, second } = await withTwoAccounts()
    const browser = await enterBySip(cabinet, other)
    const wrong = await giveProfile(browser, { ...ivan, password: cabinet.secret('Wrong8Password') })
    expect(wrong).toMatchObject({ status: 401, body: { code: 'CredentialsWrong' } })
    const { body } = await browser.get('/api/v1/session')
    expect(body).toMatchObject({ stage: 'linkOrRegister', accounts: [] })
    expect(ok(await giveProfile(cabinet.caller(), ivan)).body.accounts).toHaveLength(1)
    const linked = ok(await giveProfile(browser, ivan))
    expect(linked.body).toMatchObject({ stage: 'open', account: { id: second } })
  })

  it('M7, M14: with a second factor on, the account is linked only once the code was given', async () => {
    const { cabinet, second, browser } = await withTwoAccounts()
    ok(await browser.put('/api/v1/profile/two-factor', { method: 'sms' }))
    const half = await enterBySip(cabinet, other)
    const sms = await messageAfter(cabinet, ivan.phone, async () =>
      expect(ok(await giveProfile(half, ivan)).body).toMatchObject({ stage: 'secondFactor', accounts: [] }),
    )
    expect((await half.get(dashboardOf(second))).body).toMatchObject({ due: 'secondFactor' })
    expect((await browser.get('/api/v1/profile/accounts')).body.items).toHaveLength(1)
    const code = cabinet.secret(codeIn(sms))
    const passed = ok(await half.post('/api/v1/session/second-factor', { code }))
    expect(passed.body).toMatchObject({ stage: 'open', account: { id: second } })
    expect((await browser.get('/api/v1/profile/accounts')).body.items).toHaveLength(2)
  })

  it('M14, O4: an account that is linked already is simply entered, and its history tells one link', async () => {
    const { cabinet, second } = await withBothLinked()
    const browser = await enterBySip(cabinet, other)
    const given = ok(await giveProfile(browser, ivan))
    expect(given.body).toMatchObject({ stage: 'open', account: { id: second } })
    expect(given.body.accounts).toHaveLength(2)
    const last = await browser.put(limitOf(second), { lines: 11 })
    const [newest, ...rest] = await recordedUpTo(cabinet, last, second)
    expect(newest).toMatchObject({ type: 'TrunkLimitSet' })
    const links = rest.filter(({ type }) => type === 'AccountLinked')
    expect(links).toMatchObject([{ actor: { type: 'profile' } }])
  })

  it('M13, M14: one account on two Profiles that were registered before; neither loses it', async () => {
    const { cabinet, second, browser } = await withBothLinked()
    await registerProfile(cabinet, olga)
    const colleague = await enterBySip(cabinet, other)
    expect(ok(await giveProfile(colleague, olga)).body.account.id).toBe(second)
    ok(await giveProfile(browser, ivan))
    ok(await choose(browser, second))
    const changed = ok(await browser.put(limitOf(second), { lines: 9 }))
    const position = { 'log-position': changed.headers.get('log-position') ?? '' }
    expect(ok(await colleague.get(dashboardOf(second), position)).body.trunkLimit).toEqual({ lines: 9 })
  })

  it('M14: two tabs that give the Profile at once make one link, and one of them is in', async () => {
    const { cabinet, first, second } = await withTwoAccounts()
    const cookie = (await enterBySip(cabinet, other)).cookies()
    const credentials = { login: ivan.phone, password: ivan.password }
    const given = await Promise.all(
      [cabinet.caller(), cabinet.caller()].map((tab) =>
        tab.post('/api/v1/session/profile', credentials, { cookie }),
      ),
    )
    for (const { status, text } of given) expect(status, text).toBeLessThan(500)
    expect(given.some(({ body }) => body.stage === 'open' && body.account.id === second)).toBe(true)
    const { accounts } = ok(await giveProfile(cabinet.caller(), ivan)).body
    expect(idsIn(accounts)).toEqual([first, second])
  })
})

describe('M15: a Profile with several accounts', () => {
  it('M15: is shown them with their logins, and opens none until one is chosen', async () => {
    const { first, second, browser } = await withBothLinked()
    const accounts = [
      { id: first, login },
      { id: second, login: other.login },
    ]
    const given = ok(await giveProfile(browser, ivan))
    expect(given.body).toMatchObject({ stage: 'accountChoice', account: null, accounts })
    for (const accountId of [first, second]) {
      const early = await browser.get(dashboardOf(accountId))
      expect(early.body).toMatchObject({ status: 409, code: 'AccountNotChosen' })
    }
    const chosen = ok(await choose(browser, second))
    expect(chosen.body).toMatchObject({ stage: 'open', account: { id: second }, accounts })
    expect((await browser.get(dashboardOf(second))).status).toBe(200)
  })

  it('M15: an account that is not the Profile’s cannot be chosen, as if it did not exist', async () => {
    const { cabinet, browser } = await withBothLinked()
    const foreign = await openAccount(cabinet, { ...other, login: '79267778899' })
    ok(await giveProfile(browser, ivan))
    const said = async (accountId: string) => ({
      ...(await choose(browser, accountId)).body,
      correlationId: '',
    })
    const refused = await said(foreign)
    expect(refused).toMatchObject({ status: 404, code: 'AccountNotFound' })
    expect(await said(nobodys)).toEqual(refused)
    expect((await browser.get('/api/v1/session')).body.stage).toBe('accountChoice')
  })
})

describe('M16: one browser works in one account at a time', () => {
  /** Tabs of one browser have one cookie: the caller's. */
  const inFirst = async () => {
    const house = await withBothLinked()
    ok(await giveProfile(house.browser, ivan))
    ok(await choose(house.browser, house.first))
    return house
  }

  it('M16: the tab left behind on another account is refused clearly, and nothing is carried out on either', async () => {
    const { cabinet, first, second, browser } = await inFirst()
    ok(await browser.put(limitOf(first), { lines: 3 }))
    ok(await choose(browser, second))
    const late = await browser.put(limitOf(first), { lines: 17 }, { 'accept-language': 'en' })
    expect(late.body).toMatchObject({ status: 409, code: 'AccountNotChosen' })
    expect(late.body.detail).toMatch(/choose/i)
    expect((await browser.get(dashboardOf(first))).body.code).toBe('AccountNotChosen')
    const last = await browser.put(limitOf(second), { lines: 6 })
    for (const [accountId, after] of [
      [first, 3],
      [second, 6],
    ] as const) {
      const limits = (await recordedUpTo(cabinet, last, accountId)).filter(
        ({ type }) => type === 'TrunkLimitSet',
      )
      expect(limits).toMatchObject([{ changes: [{ after }] }])
    }
    ok(await choose(browser, first))
    expect(ok(await browser.get(dashboardOf(first))).body.trunkLimit).toEqual({ lines: 3 })
  })

  it('M16: a change sent while the other tab chooses is carried out where it was meant, or refused', async () => {
    const { first, second, browser } = await inFirst()
    const linesOf = async (accountId: string) => {
      ok(await choose(browser, accountId))
      return ok(await browser.get(dashboardOf(accountId))).body.trunkLimit.lines
    }
    for (const lines of [4, 5, 6, 7, 8]) {
      const [untouched, present] = [await linesOf(second), await linesOf(first)]
      const [changed] = await Promise.all([
        browser.put(limitOf(first), { lines }),
        browser.put('/api/v1/session/account', { accountId: second }),
      ])
      expect([200, 401, 409], changed.text).toContain(changed.status)
      expect(await linesOf(second)).toBe(untouched)
      expect(await linesOf(first)).toBe(changed.status === 200 ? lines : present)
    }
  })

  it('M16: a SIP entry in the same browser leaves the account that was open', async () => {
    const { cabinet, first, browser } = await inFirst()
    const former = browser.cookies()
    ok(await browser.post('/api/v1/session/sip', other))
    expect((await browser.get(dashboardOf(first))).body).toMatchObject({ due: 'linkOrRegister' })
    expect((await cabinet.caller().get('/api/v1/session', { cookie: former })).status).toBe(401)
  })
})
