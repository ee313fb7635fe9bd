import { describe, expect, it } from 'vitest'
import { minutes } from '../../domain/instant.ts'
import { cabinetUnderTest } from '../cabinet-under-test.ts'
import type { Answered } from '../caller.ts'
import { codeIn, messageAfter } from './messages.ts'
import { ivan, ok, olga, openAccount, registerProfile } from './people.ts'
import { staffMember } from './staff-people.ts'

const reason = { reason: 'Заявление № 1187' }

const twoPeople = async () => {
  const cabinet = await cabinetUnderTest()
  const accountId = await openAccount(cabinet)
  const leaving = await registerProfile(cabinet, ivan)
  const staying = await registerProfile(cabinet, olga)
  const manager = await staffMember(cabinet, 'manager')
  const erase = () => manager.send('DELETE', `/api/v1/operator/profiles/${leaving.profileId}`, reason)
  return { cabinet, accountId, leaving, staying, manager, erase }
}

describe('a Profile is deleted on request (manual §3)', () => {
  it('M19: its sessions end, its login opens nothing and tells nothing; the colleague works on', async () => {
    const { cabinet, accountId, leaving, staying, erase } = await twoPeople()
    const second = cabinet.caller()
    ok(await second.post('/api/v1/session/profile', { login: ivan.email, password: ivan.password }))
    const certificate = ok(await erase())
    expect(certificate.body).toMatchObject({
      ...{ profile: leaving.profileId, destroyed: { phones: 1, emails: 1, secrets: [{ use: 'password' }] } },
    })
    for (const browser of [leaving.browser, second]) {
      expect((await browser.get('/api/v1/profile')).status).toBe(401)
      expect((await browser.get('/api/v1/session')).status).toBe(401)
    }
    const known = await cabinet
      .caller()
      .post('/api/v1/session/profile', { login: ivan.phone, password: ivan.password })
    const unknown = await cabinet
      .caller()
      .post('/api/v1/session/profile', { login: '+79031234567', password: ivan.password })
    expect([known.status, unknown.status]).toEqual([401, 401])
    expect({ ...known.body, correlationId: '' }).toEqual({ ...unknown.body, correlationId: '' })
    ok(await staying.browser.get(`/api/v1/accounts/${accountId}/dashboard`))
    expect(ok(await staying.browser.get('/api/v1/profile')).body.email).toBe(olga.email)
    expect(ok(await erase()).body).toEqual(certificate.body)
  })

  it('M19: what the log says of the person reads as erased to auditors and colleagues, that it happened stays', async () => {
    const { cabinet, accountId, leaving, staying, erase } = await twoPeople()
    cabinet.personal(ivan.phone)
    const auditor = await cabinet.program('audit:read')
    const events = async () =>
      ok(await auditor.get(`/api/v1/audit/events?profile=${leaving.profileId}&limit=200`))
    const names = [ivan.lastName, ivan.firstName, ivan.email, ivan.phone]
    const before = await events()
    for (const name of names) expect(before.text).toContain(name)
    ok(await erase())
    const after = await events()
    for (const name of names) expect(after.text).not.toContain(name)
    expect(after.text).toContain('{"erased":true}')
    const types = (answer: Answered) => answer.body.items.map(({ type }: { readonly type: string }) => type)
    for (const type of types(before)) expect(types(after)).toContain(type)
    expect(types(after)).toContain('ErasureCertified')
    const seen = ok(await staying.browser.get(`/api/v1/accounts/${accountId}/history?limit=200`))
    for (const name of names) expect(seen.text).not.toContain(name)
  })

  it('M19, M3: phone and e-mail are free again: the same person registers anew, as somebody new', async () => {
    const { cabinet, leaving, erase } = await twoPeople()
    ok(await erase())
    cabinet.clock.advance(minutes(60))
    const anew = await registerProfile(cabinet, ivan)
    expect(anew.profileId).not.toBe(leaving.profileId)
    const history = ok(await anew.browser.get('/api/v1/profile/history?limit=200'))
    expect(history.text).not.toContain(leaving.profileId)
  })

  it('M17, M19: a recovery that was under way leads nowhere', async () => {
    const { cabinet, erase } = await twoPeople()
    cabinet.clock.advance(minutes(1))
    const stranger = cabinet.caller()
    let id = ''
    const sms = await messageAfter(cabinet, ivan.phone, async () => {
      id = cabinet.secret(ok(await stranger.post('/api/v1/recoveries', { phone: ivan.phone })).body.id)
    })
    ok(await erase())
    const at = `/api/v1/recoveries/${id}`
    const code = cabinet.secret(codeIn(sms))
    const confirmed = await stranger.post(`${at}/phone-confirmation`, { code })
    const chosen = cabinet.secret('Entirely5New')
    const replaced = await stranger.put(`${at}/password`, { password: chosen, confirmation: chosen })
    expect(replaced.status, confirmed.text + replaced.text).toBeGreaterThanOrEqual(400)
    expect(replaced.status).toBeLessThan(500)
  })
})
