import { describe, expect, it } from 'vitest'
import { cabinetUnderTest } from '../cabinet-under-test.ts'
import type { Caller } from '../caller.ts'
import { dashboardOf, giveProfile, nobodys, recordedUpTo } from './entering.ts'
import { enterBySip, ivan, login, ok, olga, openAccount, password, registerProfile } from './people.ts'

const entered = async (sipLogin = login) => {
  const cabinet = await cabinetUnderTest()
  const accountId = await openAccount(cabinet)
  return { cabinet, accountId, browser: await enterBySip(cabinet, { login: sipLogin }) }
}

interface OperationTold {
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, { readonly example?: unknown; readonly examples?: Record<string, { value: unknown }> }>
    >
  }
}

const exampleIn = ({ requestBody }: OperationTold): unknown => {
  const media = requestBody?.content['application/json']
  return media?.example ?? Object.values(media?.examples ?? {})[0]?.value
}

/** Every operation on an account that the document knows, with the body that it shows. */
const operationsOn = async (browser: Caller, accountId: string) => {
  const { paths } = (await browser.get('/openapi.json')).body
  return Object.entries<Record<string, OperationTold>>(paths)
    .filter(([path]) => path.startsWith('/api/v1/accounts/{accountId}/'))
    .flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, told]) => ({
        method: method.toUpperCase(),
        path: path.replace('{accountId}', accountId),
        body: exampleIn(told),
      })),
    )
}

describe('entry with a SIP account (manual §1)', () => {
  it('M2: leads to a Profile and opens no account, whatever is asked of it; nothing is recorded', async () => {
    const { cabinet, accountId, browser } = await entered(`${login}@multifon.ru`)
    const standing = {
      ...{ stage: 'linkOrRegister', account: null, accounts: [], profile: null },
      ...{ registration: null, offer: null },
    }
    expect((await browser.get('/api/v1/session')).body).toMatchObject(standing)
    const operations = await operationsOn(browser, accountId)
    expect(operations.length).toBeGreaterThanOrEqual(7)
    for (const { method, path, body } of operations) {
      const refused = await browser.send(method, path, body, { 'accept-language': 'en' })
      const told = { status: 403, code: 'StageDue', due: 'linkOrRegister' }
      expect(refused.body, `${method} ${path}: ${refused.text}`).toMatchObject(told)
      expect(refused.body.detail).toBe('Sign in with your Profile or register one first.')
    }
    for (const refused of [
      await browser.get('/api/v1/profile'),
      await browser.put('/api/v1/session/account', { accountId }),
    ])
      expect(refused.body).toMatchObject({ status: 403, code: 'StageDue', due: 'linkOrRegister' })
    expect((await browser.get('/api/v1/session')).body).toMatchObject(standing)

    const operator = await cabinet.program('accounts:write')
    const callerId = { number: '+74951234567', reason: 'asked for by letter' }
    const last = await operator.put(`/api/v1/operator/accounts/${accountId}/caller-id`, callerId)
    const types = (await recordedUpTo(cabinet, last, accountId)).map(({ type }) => type)
    const provided = ['ClaimConfirmed', 'SipAccountProvisioned', 'ClaimReserved']
    expect(types).toEqual(['CallerIdSet', 'SessionOpened', ...provided])
  })

  it('M2: an account that does not exist is refused in the same words, so that nobody learns which do', async () => {
    const { browser, accountId } = await entered()
    const said = async (id: string) => ({ ...(await browser.get(dashboardOf(id))).body, correlationId: '' })
    expect(await said(nobodys)).toEqual(await said(accountId))
  })

  it('M2: outlasts a restart as what it is, and a device goes on with the SIP password alone', async () => {
    const { cabinet, accountId, browser } = await entered()
    await cabinet.restart()
    expect((await browser.get(dashboardOf(accountId))).body).toMatchObject({ due: 'linkOrRegister' })
    const device = `/sm/client/routing?login=${login}&password=${password}`
    const changed = await cabinet.caller().get(`${device}&routing=2`)
    expect(changed.text).toContain('<code>200</code>')
    expect((await cabinet.caller().get(device)).text).toContain('<routing>2</routing>')
  })

  it('M2, M29: can be left without a Profile, and its cookie opens nothing afterwards', async () => {
    const { cabinet, browser } = await entered()
    const cookie = browser.cookies()
    expect((await browser.send('DELETE', '/api/v1/session')).status).toBe(204)
    expect((await cabinet.caller().post('/api/v1/registrations', undefined, { cookie })).status).toBe(401)
  })

  it('M2, M9: a Profile registered in one browser opens nothing in another that only knew the SIP password', async () => {
    const { cabinet, accountId, browser } = await entered()
    const registered = await registerProfile(cabinet)
    expect((await registered.browser.get(dashboardOf(accountId))).status).toBe(200)
    expect((await browser.get(dashboardOf(accountId))).body).toMatchObject({ due: 'linkOrRegister' })
  })
})

describe('M1: the Profile’s login and password are all that has to be known', () => {
  it('M1, M11: phone or e-mail, as people write them, open the cabinet in the only account', async () => {
    const cabinet = await cabinetUnderTest()
    const accountId = await openAccount(cabinet)
    await registerProfile(cabinet)
    for (const as of [ivan.phone, '8 (903) 111-22-33', ivan.email, ivan.email.toUpperCase()]) {
      const browser = cabinet.caller()
      const { body } = ok(await giveProfile(browser, ivan, as))
      expect(body, as).toMatchObject({ stage: 'open', account: { id: accountId, login } })
      expect((await browser.get(dashboardOf(accountId))).status).toBe(200)
    }
  })

  it('M1, M27: goes on when a colleague sets another SIP password', async () => {
    const cabinet = await cabinetUnderTest()
    const accountId = await openAccount(cabinet)
    await registerProfile(cabinet)
    const colleague = await registerProfile(cabinet, olga)
    const browser = cabinet.caller()
    ok(await giveProfile(browser, ivan))
    const newPassword = cabinet.secret('Brandnew2027pass')
    ok(await colleague.browser.put(`/api/v1/accounts/${accountId}/password`, { newPassword }))
    expect((await browser.get(dashboardOf(accountId))).status).toBe(200)
    expect(ok(await giveProfile(cabinet.caller(), ivan)).body.stage).toBe('open')
  })

  it('M1: the SIP account’s password is no password of the Profile, nor the other way round', async () => {
    const cabinet = await cabinetUnderTest()
    await openAccount(cabinet)
    await registerProfile(cabinet)
    const crossed = await giveProfile(cabinet.caller(), { ...ivan, password })
    expect(crossed).toMatchObject({ status: 401, body: { code: 'CredentialsWrong' } })
    const profilesPassword = { login, password: ivan.password }
    expect((await cabinet.caller().post('/api/v1/session/sip', profilesPassword)).status).toBe(401)
  })
})
