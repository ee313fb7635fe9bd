import { describe, expect, it } from 'vitest'
import { openedApp } from './rig/opened-app.ts'
import { smallCabinet } from './rig/small-cabinet.ts'

describe('health', () => {
  it('is alive whatever the store does, and ready only when all is well, with reasons in words', async () => {
    const { ask, vitals, store } = await openedApp()
    expect((await ask('GET', '/health/ready')).json()).toStrictEqual({ status: 'ready', reasons: [] })
    store.follow(() => 'unavailable')
    vitals.present = {
      storeAnswers: false,
      damagedFiles: ['events.db'],
      appendedEvents: 0,
      views: { keepUp: false, lagSeconds: null, parked: 3 },
      reactions: { state: 'refused', lagSeconds: null, waiting: 0, parked: 2 },
    }
    const notReady = await ask('GET', '/health/ready')
    expect(notReady.statusCode).toBe(503)
    expect(notReady.json()).toStrictEqual({
      status: 'notReady',
      reasons: [
        'the event store does not answer',
        'events.db is damaged, see cabinet doctor',
        'the views are too far behind the log',
        'the reactions are refused',
      ],
    })
    expect((await ask('GET', '/health/live')).json()).toStrictEqual({ status: 'live' })
  })
})

describe('metrics', () => {
  it('tell lags, appends and latencies by route, and no id', async () => {
    const { ask, account, signedIn, program } = await openedApp()
    const accountId = await account()
    const session = await signedIn()
    await ask('GET', `/api/v1/accounts/${accountId}/dashboard`, { headers: session })
    await ask('GET', '/nothing/here/79260250730')
    const { body, headers } = await ask('GET', '/metrics', { headers: await program('metrics:read') })
    expect(headers['content-type']).toMatch(/^text\/plain; version=0.0.4/)
    expect(body).toContain('cabinet_appended_events_total 7')
    expect(body).toContain('cabinet_views_lag_seconds 0')
    expect(body).toContain('cabinet_reactions_parked 0')
    expect(body).toContain(
      'cabinet_http_request_duration_seconds_count{method="GET",route="/api/v1/accounts/:accountId/dashboard",status="200"} 1',
    )
    expect(body).not.toContain(accountId)
    expect(body).not.toContain('79260250730')
  })

  it('leave out a lag that is not known', async () => {
    const { ask, vitals } = await openedApp()
    vitals.present = { ...vitals.present, views: { keepUp: false, lagSeconds: null, parked: 0 } }
    expect((await ask('GET', '/metrics')).body).not.toMatch(/^cabinet_views_lag_seconds /m)
  })

  it('in production want a token of everybody: a proxy may hand on strangers without a word', async () => {
    const { app, program } = await openedApp({ mode: 'production' })
    const from = (headers = {}) => app.inject({ url: '/metrics', remoteAddress: '127.0.0.1', headers })
    expect((await from()).statusCode).toBe(401)
    expect((await from(await program('metrics:read'))).statusCode).toBe(200)
  })

  it('in development are open to the machine itself, and to nobody else without a token', async () => {
    const { app, program } = await openedApp({ trustedProxies: ['127.0.0.1'] })
    const from = (remoteAddress: string, headers = {}) =>
      app.inject({ url: '/metrics', remoteAddress, headers })
    expect((await from('127.0.0.1')).statusCode).toBe(200)
    expect((await from('::1')).statusCode).toBe(200)
    expect((await from('203.0.113.7')).statusCode).toBe(401)
    expect((await from('127.0.0.1', { 'x-forwarded-for': '203.0.113.7' })).statusCode).toBe(401)
    expect((await from('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' })).statusCode).toBe(401)
    expect((await from('203.0.113.7', await program('metrics:read'))).statusCode).toBe(200)
    expect((await from('203.0.113.7', await program('audit:read'))).statusCode).toBe(403)
  })
})

describe('rate limits', () => {
  const two = { perAddress: 1000, perSession: 1000, perToken: 1000, signInsPerAddress: 1000 }

  it('count by address; another address goes on', async () => {
    const { app } = await openedApp({ bounds: { rates: { ...two, perAddress: 2 } } })
    const from = (remoteAddress: string) => app.inject({ url: '/health/live', remoteAddress })
    expect((await from('203.0.113.7')).statusCode).toBe(200)
    expect((await from('203.0.113.7')).statusCode).toBe(200)
    const refused = await from('203.0.113.7')
    expect(refused.statusCode).toBe(429)
    expect(refused.json()).toMatchObject({ code: 'TooManyRequests' })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await from('203.0.113.8')).statusCode).toBe(200)
  })

  it('count the /64 of an IPv6 address as one: its owner may take any address of it', async () => {
    const { app } = await openedApp({ bounds: { rates: { ...two, perAddress: 1 } } })
    const from = async (remoteAddress: string) =>
      (await app.inject({ url: '/health/live', remoteAddress })).statusCode
    expect(await from('2001:db8:1:2::1')).toBe(200)
    expect(await from('2001:db8:1:2:ffff::9')).toBe(429)
    expect(await from('2001:db8:1:3::1')).toBe(200)
  })

  it('a forged X-Forwarded-For is no other address, unless the proxy is trusted', async () => {
    const forged = async (trustedProxies: readonly string[]) => {
      const { app } = await openedApp({ trustedProxies, bounds: { rates: { ...two, perAddress: 1 } } })
      const from = (address: string) =>
        app.inject({ url: '/health/live', headers: { 'x-forwarded-for': address } })
      await from('203.0.113.7')
      return (await from('203.0.113.8')).statusCode
    }
    expect(await forged([])).toBe(429)
    expect(await forged(['127.0.0.1'])).toBe(200)
  })

  it('count by session, by token, and sign-ins by address', async () => {
    const { ask, account, signedIn, program } = await openedApp({
      bounds: { rates: { perAddress: 1000, perSession: 1, perToken: 1, signInsPerAddress: 1 } },
    })
    await account()
    const session = await signedIn()
    expect((await ask('GET', '/api/v1/session', { headers: session })).statusCode).toBe(200)
    expect((await ask('GET', '/api/v1/session', { headers: session })).statusCode).toBe(429)
    expect((await ask('GET', '/api/v1/session', { headers: await signedIn() })).statusCode).toBe(200)
    const token = await program('accounts:read')
    expect((await ask('GET', '/api/v1/operator/accounts', { headers: token })).statusCode).toBe(200)
    expect((await ask('GET', '/api/v1/operator/accounts', { headers: token })).statusCode).toBe(429)
    const enter = () => ask('POST', '/api/v1/session/sip', { body: { login: '7', password: 'x' } })
    expect((await enter()).statusCode).toBe(401)
    expect((await enter()).json()).toMatchObject({ code: 'TooManyRequests' })
  })

  it("answer the real service's programs in their own format", async () => {
    const { app } = await openedApp({ bounds: { rates: { ...two, perAddress: 0 } } })
    const refused = await app.inject({ url: '/sm/client/routing?login=1&password=2' })
    expect(refused.headers['content-type']).toBe('text/xml;charset=UTF-8')
    expect(refused.headers['retry-after']).toBeDefined()
  })

  it("do not hold at the CLI's socket", async () => {
    const { ask } = await openedApp({ door: 'socket', bounds: { rates: { ...two, perAddress: 0 } } })
    expect((await ask('GET', '/health/live')).statusCode).toBe(200)
  })
})

describe('development', () => {
  it('shows what would have been sent, newest first, as data and as a page where nothing runs', async () => {
    const { ask, account, signedIn, inbox } = await openedApp()
    const accountId = await account()
    const headers = await signedIn()
    await ask('POST', `/api/v1/accounts/${accountId}/password-reminders`, { headers })
    await expect.poll(() => inbox.items().length).toBe(1)
    const shown = await ask('GET', '/dev/inbox')
    expect(shown.json()).toMatchObject({
      items: [
        { kind: 'sms', to: '+79260250730', subject: null, text: expect.stringContaining('Demo2026Cabinet') },
      ],
    })
    await inbox.smsGateway.send({ id: 'x', to: '+79990000000', text: '<script>alert(1)</script>' })
    const page = await ask('GET', '/dev/inbox', { headers: { accept: 'text/html' } })
    expect(page.body).toContain('&lt;script&gt;alert(1)')
    expect(page.body).not.toContain('<script>')
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/)
  })

  it('the inbox does not exist in production, even when one is handed over', async () => {
    const { app } = await openedApp({ mode: 'production', publicUrl: new URL('https://lk.example') })
    expect((await app.inject({ url: '/dev/inbox' })).statusCode).toBe(404)
    expect((await app.inject({ url: '/openapi.json' })).body).not.toContain('/dev/inbox')
  })
})

describe('logs (security.md)', () => {
  it('tell every request in one line with its correlation id, and nothing that is secret or personal', async () => {
    const small = await smallCabinet()
    const { app, ask, account, signedIn, program, logged } = await openedApp({}, small)
    const accountId = await account()
    const session = await signedIn()
    const token = await program('accounts:read', 'accounts:write')
    await ask('POST', '/api/v1/session/sip', { body: { login: '79260250730', password: 'Demo2026Cabinet' } })
    await ask('PUT', `/api/v1/accounts/${accountId}/password`, {
      body: { newPassword: 'Winter2027Lines' },
      headers: { ...session, 'idempotency-key': 'secret-key', 'x-correlation-id': 'c-42' },
    })
    await ask('GET', '/api/v1/operator/accounts?login=79260250730', { headers: token })
    await app.inject({ url: '/sm/client/routing?login=79260250730&password=Winter2027Lines' })
    await ask('GET', '/no/such/79260250730')
    await ask('DELETE', '/api/v1/session', { headers: { ...session, origin: 'https://evil.example' } })
    await ask('GET', '/%zz79260250730?password=Winter2027Lines')

    const text = logged.join('')
    const lines = logged.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'answered')
    expect(lines.length).toBeGreaterThanOrEqual(5)
    for (const line of lines)
      expect(line).toMatchObject({ correlationId: expect.any(String), status: expect.any(Number) })
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 30,
        correlationId: 'c-42',
        method: 'PUT',
        route: '/api/v1/accounts/:accountId/password',
        status: 200,
        by: 'profile-subscriber-1',
      }),
    )
    // Why something was refused tells an attack from a slip (ASVS 5.0, 16.3.3).
    expect(lines).toContainEqual(
      expect.objectContaining({ method: 'DELETE', status: 403, code: 'OriginForeign' }),
    )
    expect(lines).toContainEqual(expect.objectContaining({ status: 404, code: 'RouteNotFound' }))
    // A read that went well is for debugging; what failed, and the real service's door, is not.
    const levelOf = (path: string) => lines.find((line) => line.path === path)?.level
    expect(levelOf('/api/v1/operator/accounts')).toBe(20)
    expect(levelOf('/no/such/7926•••••30')).toBe(30)
    expect(levelOf('/sm/client/routing')).toBe(30)
    for (const secret of [
      '79260250730',
      'Demo2026Cabinet',
      'Winter2027Lines',
      'secret-key',
      session['cookie']?.slice('session='.length) ?? '?',
      token['authorization']?.slice('Bearer '.length) ?? '?',
    ])
      expect(text).not.toContain(secret)
  })
})
