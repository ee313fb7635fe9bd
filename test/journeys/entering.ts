import { type CabinetUnderTest, cabinetUnderTest } from '../cabinet-under-test.ts'
import type { Answered, Caller } from '../caller.ts'
import { enterBySip, ivan, ok, openAccount, type Person, registerProfile } from './people.ts'

/** The account beside the one that the first Profile is registered with. */
export const other = { login: '79261112233', password: 'Welcome2Multifon' }

/** An id that no account has. */
export const nobodys = '7e57ab1e-0000-4000-8000-000000000000'

export const dashboardOf = (accountId: string): string => `/api/v1/accounts/${accountId}/dashboard`
export const limitOf = (accountId: string): string => `/api/v1/accounts/${accountId}/trunk-limit`

/** Gives a Profile's login and password (M11); in a browser that a SIP account has entered, it is linked (M14). */
export const giveProfile = (browser: Caller, { phone, password }: Person, login = phone): Promise<Answered> =>
  browser.post('/api/v1/session/profile', { login, password })

export const choose = (browser: Caller, accountId: string): Promise<Answered> =>
  browser.put('/api/v1/session/account', { accountId })

/** Which changes of an account an auditor is shown up to what `last` was answered, newest first. */
export const recordedUpTo = async (
  cabinet: CabinetUnderTest,
  last: Answered,
  accountId: string,
): Promise<readonly { readonly type: string; readonly actor: unknown; readonly changes: unknown }[]> => {
  const auditor = await cabinet.program('audit:read')
  const headers = { 'log-position': ok(last).headers.get('log-position') ?? 'none' }
  return ok(await auditor.get(`/api/v1/audit/events?account=${accountId}`, headers)).body.items
}

/** A Profile registered on the first of two accounts. */
export const withTwoAccounts = async () => {
  const cabinet = await cabinetUnderTest()
  const first = await openAccount(cabinet)
  const second = await openAccount(cabinet, other)
  const { browser } = await registerProfile(cabinet)
  return { cabinet, first, second, browser }
}

/** Section 2: leave, enter with the other account's SIP login and password, give the Profile; the browser leaves again. */
export const withBothLinked = async () => {
  const { cabinet, first, second } = await withTwoAccounts()
  const browser = await enterBySip(cabinet, other)
  ok(await giveProfile(browser, ivan))
  ok(await browser.send('DELETE', '/api/v1/session'))
  return { cabinet, first, second, browser }
}
