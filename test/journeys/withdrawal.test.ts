import { describe, expect, it } from 'vitest'
import { cabinetUnderTest } from '../cabinet-under-test.ts'
import { messageAfter } from './messages.ts'
import {
  beginRegistration,
  enterBySip,
  ivan,
  letterTo,
  login,
  ok,
  olga,
  openAccount,
  password,
  registerProfile,
  upToLetter,
} from './people.ts'
import { staffMember } from './staff-people.ts'

const reason = { reason: 'Сотрудник уволен' }

/** Two colleagues on one account (M13), and a manager at the desk. */
const colleagues = async () => {
  const cabinet = await cabinetUnderTest()
  const accountId = await openAccount(cabinet)
  const employee = await registerProfile(cabinet, ivan)
  const colleague = await registerProfile(cabinet, olga)
  const manager = await staffMember(cabinet, 'manager')
  const link = `/api/v1/operator/profiles/${employee.profileId}/accounts/${accountId}`
  return { cabinet, accountId, employee, colleague, manager, link }
}

describe('access once given is withdrawn (manual §3)', () => {
  it('M18: the manager finds the Profile, takes the account away; its open session ends at once, the colleague’s goes on', async () => {
    const { cabinet, accountId, employee, colleague, manager, link } = await colleagues()
    const found = ok(await manager.get(`/api/v1/operator/profiles?phone=${encodeURIComponent(ivan.phone)}`))
    expect(found.body.items).toMatchObject([{ id: employee.profileId, accounts: [{ id: accountId }] }])
    const told = await messageAfter(cabinet, ivan.email, async () => {
      const withdrawn = ok(await manager.send('DELETE', link, reason))
      expect(withdrawn.body).toMatchObject({ proposes: 'passwordChange', profile: { accounts: [] } })
    })
    expect(told).toContain('отозван оператором')
    expect((await employee.browser.get(`/api/v1/accounts/${accountId}/dashboard`)).status).toBe(401)
    expect((await colleague.browser.get(`/api/v1/accounts/${accountId}/dashboard`)).status).toBe(200)
  })

  it('M18: the Profile stays with an empty page; the SIP password links nothing until the bar is lifted (M14)', async () => {
    const { cabinet, accountId, manager, link } = await colleagues()
    ok(await manager.send('DELETE', link, reason))
    const credentials = { login: ivan.phone, password: ivan.password }
    const browser = cabinet.caller()
    const entered = ok(await browser.post('/api/v1/session/profile', credentials))
    expect(entered.body).toMatchObject({ stage: 'accountChoice', account: null, accounts: [] })
    expect(ok(await browser.get('/api/v1/profile/accounts')).body.items).toEqual([])
    expect((await browser.get('/api/v1/profile')).body.phone).toBe(ivan.phone)
    expect((await browser.put('/api/v1/session/account', { accountId })).status).toBe(404)
    expect((await browser.get(`/api/v1/accounts/${accountId}/dashboard`)).status).toBe(404)

    const bySip = await enterBySip(cabinet)
    const refused = await bySip.post('/api/v1/session/profile', credentials)
    expect(refused.body, refused.text).toMatchObject({ code: 'AccountBarred', status: 403 })
    expect((await bySip.get('/api/v1/session')).body).toMatchObject({ stage: 'accountChoice', accounts: [] })

    ok(await manager.send('DELETE', `${link}/bar`, { reason: 'Принят снова' }))
    expect(ok(await browser.get('/api/v1/profile/accounts')).body.items).toEqual([])
    const again = await enterBySip(cabinet)
    const linked = ok(await again.post('/api/v1/session/profile', credentials))
    expect(linked.body).toMatchObject({ stage: 'open', account: { id: accountId } })
  })

  it('M18, M26: the desk replaces the SIP password too, and it reaches the number that has the service by SMS', async () => {
    const { cabinet, accountId, manager, link } = await colleagues()
    const { next } = ok(await manager.send('DELETE', link, reason)).body
    expect(next).toBe(`/api/v1/operator/accounts/${accountId}/password`)
    const renewed = ok(await manager.post(next, reason))
    const old = await cabinet.caller().post('/api/v1/session/sip', { login, password })
    expect(old.status).toBe(401)
    const number = cabinet.personal(`+${login}`)
    const sms = await messageAfter(cabinet, number, async () =>
      ok(await manager.post(renewed.body.next, reason)),
    )
    const told = /пароль ([A-Za-z0-9]{8,20})$/.exec(sms)?.[1] ?? ''
    const fresh = ok(
      await cabinet.caller().post('/api/v1/session/sip', { login, password: cabinet.secret(told) }),
    )
    expect(fresh.status).toBe(200)
  })

  it('M18: a second Profile begun with the old SIP password comes to nothing once the desk has replaced it', async () => {
    const { cabinet, accountId, manager, link } = await colleagues()
    const browser = await enterBySip(cabinet)
    const registering = await beginRegistration(browser)
    const second = { ...ivan, phone: '+79035550011', email: 'second@example.com' }
    await upToLetter(cabinet, registering, second)
    const token = await letterTo(cabinet, registering, second.email)
    ok(await manager.send('DELETE', link, reason))
    ok(await manager.post(`/api/v1/operator/accounts/${accountId}/password`, reason))
    const opened = await cabinet.caller().post('/api/v1/email-confirmations', { token })
    expect(opened.body, opened.text).toMatchObject({ code: 'RegistrationAbandoned' })
    expect((await browser.get('/api/v1/session')).status).toBe(401)
    const entered = await cabinet
      .caller()
      .post('/api/v1/session/profile', { login: second.phone, password: second.password })
    expect(entered.status).toBe(401)
  })

  it('M18, O4: both the account’s history and the Profile’s say who withdrew what and why', async () => {
    const { employee, colleague, accountId, manager, link, cabinet } = await colleagues()
    const withdrawn = ok(await manager.send('DELETE', link, reason))
    const position = { 'log-position': withdrawn.headers.get('log-position') ?? '' }
    const history = `/api/v1/accounts/${accountId}/history`
    const ofAccount = ok(await colleague.browser.get(history, position)).body.items
    const barred = ofAccount.find(({ type }: { readonly type: string }) => type === 'AccountBarred')
    expect(barred).toMatchObject({ actor: { type: 'manager' }, ...reason, profile: employee.profileId })
    const browser = cabinet.caller()
    ok(await browser.post('/api/v1/session/profile', { login: ivan.phone, password: ivan.password }))
    const own = ok(await browser.get('/api/v1/profile/history')).body.items
    const types = own.map(({ type }: { readonly type: string }) => type)
    for (const type of ['AccountUnlinked', 'AccountBarred', 'SessionRevoked']) expect(types).toContain(type)
  })
})
