import { describe, expect, it, vi } from 'vitest'
import { minutes } from '../../domain/instant.ts'
import { circumstances } from '../application/circumstances.ts'
import { cabinetUnderTest } from '../cabinet-under-test.ts'
import { messageTo } from './messages.ts'
import { enter, login, openAccount, password, subscriberOf } from './people.ts'

/** The manual's section 4: the cabinet, its cards and its settings. */
describe('O5: the cabinet, as web clients use it (manual §4)', () => {
  it('M20 M21 M22 M23 M24 M25: the main page shows the header and the five cards', async () => {
    const cabinet = await cabinetUnderTest()
    const id = await openAccount(cabinet, { balance: '-748822.93' })
    const subscriber = await enter(cabinet)

    const session = await subscriber.get('/api/v1/session')
    expect(session.body).toMatchObject({
      stage: 'open',
      account: { id, login },
      accounts: [{ id, login }],
      profile: { name: 'Ярослав Ковалёв' },
    })

    const dashboard = await subscriber.get(`/api/v1/accounts/${id}/dashboard`)
    expect(dashboard.status).toBe(200)
    expect(dashboard.body).toEqual({
      account: { id, login, number: `+${login}`, status: 'active' },
      balance: { kopecks: -74_882_293, currency: 'RUB', asOf: '2026-11-23T09:30:00.000Z' },
      tariff: { kind: 'basic' },
      callerId: { number: null },
      routing: { mode: 'SIP' },
      trunkLimit: { lines: 2 },
      pending: [],
      revision: 0,
    })
  })

  it('M24: incoming calls go where the subscriber sends them, and the dashboard says so at once', async () => {
    const cabinet = await cabinetUnderTest()
    const id = await openAccount(cabinet)
    const subscriber = await enter(cabinet)

    for (const mode of ['GSM', 'SIP+GSM', 'SIP']) {
      const changed = await subscriber.put(`/api/v1/accounts/${id}/routing`, { mode })
      expect(changed.status, changed.text).toBe(200)
      expect(changed.body).toMatchObject({ mode })
      expect(changed.headers.get('log-position')).toMatch(/^\d+$/)
      const { body } = await subscriber.get(`/api/v1/accounts/${id}/dashboard`)
      expect(body.routing).toEqual({ mode })
      expect(`"${body.revision}"`).toBe(changed.headers.get('etag'))
    }
    expect((await subscriber.put(`/api/v1/accounts/${id}/routing`, { mode: 'FAX' })).status).toBe(400)
  })

  it('M25: the limit of outgoing lines is a whole number from 1 to 20; the present value records nothing', async () => {
    const cabinet = await cabinetUnderTest()
    const id = await openAccount(cabinet)
    const subscriber = await enter(cabinet)
    const set = (lines: unknown) => subscriber.put(`/api/v1/accounts/${id}/trunk-limit`, { lines })

    const first = await set(20)
    expect(first.status).toBe(200)
    const again = await set(20)
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'))
    for (const lines of [0, 21, 2.5]) {
      const refused = await set(lines)
      expect(refused.status, refused.text).toBe(422)
      expect(refused.body.code).toBe('TrunkLimitOutOfRange')
    }
    expect((await set('five')).status).toBe(400)
  })

  it('M26: the current SIP password is sent to the number that has the service, 3 times a day', async () => {
    const cabinet = await cabinetUnderTest()
    const id = await openAccount(cabinet)
    const subscriber = await enter(cabinet)
    const remind = () => subscriber.post(`/api/v1/accounts/${id}/password-reminders`)

    expect((await remind()).status).toBe(200)
    const sms = await messageTo(cabinet, `+${login}`)
    expect(sms).toContain(password)
    expect(sms).toContain(login)

    expect((await remind()).status).toBe(200)
    expect((await remind()).status).toBe(200)
    const fourth = await remind()
    expect(fourth.status).toBe(429)
    expect(fourth.body.code).toBe('TooManyReminders')
    expect(Number(fourth.headers.get('retry-after'))).toBe(24 * 60 * 60)
  })

  it('M27: the subscriber chooses a new SIP password; the old one opens nothing any more', async () => {
    const cabinet = await cabinetUnderTest()
    const id = await openAccount(cabinet)
    const subscriber = await enter(cabinet)
    const elsewhere = await enter(cabinet)
    const newPassword = cabinet.secret('Brandnew2027pass')

    const weak = await subscriber.put(`/api/v1/accounts/${id}/password`, { newPassword: 'short' })
    expect(weak.status).toBe(422)
    expect(weak.body.code).toBe('SipPasswordWeak')

    const changed = await subscriber.put(`/api/v1/accounts/${id}/password`, { newPassword })
    expect(changed.status, changed.text).toBe(200)
    expect(changed.text).not.toContain(newPassword)
    expect((await subscriber.get('/api/v1/session')).status).toBe(200)
    expect((await elsewhere.get('/api/v1/session')).status).toBe(401)

    const oldOne = await cabinet.caller().post('/api/v1/session/sip', { login, password })
    expect(oldOne.status).toBe(401)
    await enter(cabinet, { password: newPassword })
  })

  it('M27: sessions that the old password opened end even when the change broke off behind its event', async () => {
    const cabinet = await cabinetUnderTest()
    const id = await openAccount(cabinet)
    const elsewhere = await enter(cabinet)
    cabinet.clock.advance(minutes(1))
    const newPassword = cabinet.secret('Brandnew2027pass')
    // The use case alone, as after a crash between the event and what the door does next.
    const broken = circumstances({ actor: { type: 'sip', id } })
    await cabinet
      .composed()
      .cabinet.changeSipPassword({ accountId: id, circumstances: broken }, newPassword)()
    await vi.waitUntil(async () => (await elsewhere.get('/api/v1/session')).status === 401, {
      timeout: 20_000,
    })

    const auditor = await cabinet.program('audit:read')
    const told = await auditor.get(`/api/v1/audit/events?account=${id}&type=SessionRevoked`)
    expect(told.body.items).toMatchObject([
      { actor: { type: 'system', id: 'reactions' }, channel: 'reaction' },
    ])
  })

  it('M27: they end so too when they were opened while the change was on its way, and newer ones stay', async () => {
    const cabinet = await cabinetUnderTest()
    const id = await openAccount(cabinet)
    const elsewhere = await enter(cabinet)
    const newPassword = cabinet.secret('Brandnew2027pass')
    // Of the same millisecond as the session, as a change is that was begun before and recorded after.
    const broken = circumstances({ actor: { type: 'sip', id } })
    await cabinet
      .composed()
      .cabinet.changeSipPassword({ accountId: id, circumstances: broken }, newPassword)()
    const newer = await enter(cabinet, { password: newPassword })
    await vi.waitUntil(async () => (await elsewhere.get('/api/v1/session')).status === 401, {
      timeout: 20_000,
    })
    expect((await newer.get('/api/v1/session')).status).toBe(200)
  })

  it('M27 M28: a sensitive change wants the password given within the last 5 minutes (step-up)', async () => {
    const cabinet = await cabinetUnderTest()
    const id = await openAccount(cabinet)
    const subscriber = await enter(cabinet)
    cabinet.clock.advance(minutes(6))

    const late = await subscriber.put(`/api/v1/accounts/${id}/service`, { state: 'disabled' })
    expect(late.status).toBe(403)
    expect(late.body.code).toBe('ConfirmationRequired')

    const confirmed = await subscriber.post('/api/v1/session/confirmation', {
      password: subscriberOf(login).password,
    })
    expect(confirmed.status, confirmed.text).toBe(200)
    const disabled = await subscriber.put(`/api/v1/accounts/${id}/service`, { state: 'disabled' })
    expect(disabled.status, disabled.text).toBe(200)
  })

  it('M28: a service switched off keeps its history and refuses changes, each in words', async () => {
    const cabinet = await cabinetUnderTest()
    const id = await openAccount(cabinet)
    const subscriber = await enter(cabinet)
    expect((await subscriber.put(`/api/v1/accounts/${id}/service`, { state: 'disabled' })).status).toBe(200)

    const { body } = await subscriber.get(`/api/v1/accounts/${id}/dashboard`)
    expect(body.account.status).toBe('disabled')
    const inEnglish = { 'accept-language': 'en' }
    const refused = await subscriber.put(`/api/v1/accounts/${id}/trunk-limit`, { lines: 3 }, inEnglish)
    expect(refused.status).toBe(409)
    expect(refused.headers.get('content-type')).toContain('application/problem+json')
    expect(refused.body).toMatchObject({ code: 'ServiceDisabled', status: 409 })
    const inRussian = await subscriber.put(`/api/v1/accounts/${id}/trunk-limit`, { lines: 3 })
    expect(inRussian.body.title).not.toBe(refused.body.title)
    expect((await subscriber.post(`/api/v1/accounts/${id}/password-reminders`)).body.code).toBe(
      'ServiceDisabled',
    )
  })

  it('M29: whoever leaves is out, on this browser and with this cookie', async () => {
    const cabinet = await cabinetUnderTest()
    const id = await openAccount(cabinet)
    const subscriber = await enter(cabinet)
    const cookie = subscriber.cookies()
    expect((await subscriber.send('DELETE', '/api/v1/session')).status).toBeLessThan(300)
    expect(subscriber.cookies()).toBe('')
    expect((await cabinet.caller().get(`/api/v1/accounts/${id}/dashboard`, { cookie })).status).toBe(401)
  })

  it('M29: a client that names JSON on a request without a body is served all the same', async () => {
    const cabinet = await cabinetUnderTest()
    await openAccount(cabinet)
    const subscriber = await enter(cabinet)
    const json = { 'content-type': 'application/json' }
    const left = await subscriber.send('DELETE', '/api/v1/session', undefined, json)
    expect(left.status, left.text).toBeLessThan(300)
    expect((await subscriber.put('/api/v1/session/account', undefined, json)).status).toBe(401)
    const empty = await cabinet.caller().post('/api/v1/session/sip', undefined, json)
    expect(empty.status).toBe(400)
  })

  it('another account is not found, as if it did not exist', async () => {
    const cabinet = await cabinetUnderTest()
    await openAccount(cabinet)
    const other = await openAccount(cabinet, { login: '79260000002', password: 'Another2Secret' })
    const subscriber = await enter(cabinet)
    expect((await subscriber.get(`/api/v1/accounts/${other}/dashboard`)).status).toBe(404)
    expect((await subscriber.put(`/api/v1/accounts/${other}/routing`, { mode: 'GSM' })).status).toBe(404)
  })

  it('sessions, settings and what was asked outlast a restart', async () => {
    const cabinet = await cabinetUnderTest()
    const id = await openAccount(cabinet)
    const subscriber = await enter(cabinet)
    await subscriber.put(`/api/v1/accounts/${id}/trunk-limit`, { lines: 7 })
    await cabinet.restart()
    const { status, body } = await subscriber.get(`/api/v1/accounts/${id}/dashboard`)
    expect(status).toBe(200)
    expect(body.trunkLimit).toEqual({ lines: 7 })
  })
})
