import { describe, expect, it } from 'vitest'
import { sessionCookie } from '../../api/cookie.ts'
import { originCheck } from '../../api/origin-check.ts'
import { type Headers, openedApp } from './rig/opened-app.ts'

const own = 'http://127.0.0.1:3000'

const opened = async () => {
  const app = await openedApp()
  const accountId = await app.account()
  const session = await app.signedIn()
  const change = (headers: Headers) =>
    app.ask('PUT', `/api/v1/accounts/${accountId}/routing`, {
      body: { mode: 'GSM' },
      headers: { ...session, ...headers },
    })
  return { ...app, accountId, session, change }
}

describe('the Origin check on unsafe methods (security.md, cookie)', () => {
  it.each<Headers>([
    {},
    { origin: own },
    { origin: own, 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'same-origin' },
    { origin: 'http://localhost:3000', host: 'localhost:3000' },
  ])('lets pass %o', async (headers) => {
    const { change } = await opened()
    expect((await change(headers)).statusCode).toBe(200)
  })

  it.each<Headers>([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: '' },
    { origin: 'http://127.0.0.1:3001' },
    { origin: 'https://127.0.0.1:3000' },
    { origin: `${own}.evil.example` },
    { origin: 'http://localhost:3000', host: 'evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: own, 'sec-fetch-site': 'cross-site' },
  ])('refuses %o, and nothing is changed', async (headers) => {
    const { change, store, accountId } = await opened()
    const before = store.steps.length
    const refused = await change(headers)
    expect(refused.statusCode).toBe(403)
    expect(refused.json()).toMatchObject({ code: 'OriginForeign' })
    expect(store.steps.slice(before), accountId).toStrictEqual([])
  })

  it('holds for entering too, and for programs', async () => {
    const { ask, program } = await opened()
    const foreign = { origin: 'https://evil.example' }
    const entered = await ask('POST', '/api/v1/session/sip', { body: {}, headers: foreign })
    expect(entered.json()).toMatchObject({ code: 'OriginForeign' })
    const headers = { ...(await program('accounts:write')), ...foreign }
    expect((await ask('POST', '/api/v1/operator/accounts', { body: {}, headers })).json()).toMatchObject({
      code: 'OriginForeign',
    })
  })

  it('in production only the public address is our own', () => {
    const check = originCheck(new URL('https://lk.example'), 'production')
    const told = { secFetchSite: undefined, host: 'localhost:3000' }
    expect(check({ ...told, origin: 'https://lk.example' })).toBe(true)
    expect(check({ ...told, origin: 'http://localhost:3000' })).toBe(false)
    expect(check({ ...told, origin: 'http://lk.example' })).toBe(false)
  })
})

describe("the session's cookie (security.md, cookie)", () => {
  it('is __Host-, Secure, HttpOnly, SameSite=Lax, Path=/ on https', () => {
    const cookie = sessionCookie(new URL('https://lk.example'))
    expect(cookie.keep('abc')).toBe('__Host-session=abc; Path=/; HttpOnly; SameSite=Lax; Secure')
    expect(cookie.forget()['set-cookie']).toBe(
      '__Host-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure',
    )
    expect(cookie.read('a=1; __Host-session=abc; b=2')).toBe('abc')
  })

  it('on plain http has another name, so that neither is ever taken for the other', () => {
    const cookie = sessionCookie(new URL(own))
    expect(cookie.keep('abc')).toBe('session=abc; Path=/; HttpOnly; SameSite=Lax')
    expect(cookie.read('__Host-session=abc')).toBeNull()
    expect(cookie.read('xsession=abc; session=; session2=1')).toBeNull()
  })

  it('plain http is for loopback only', async () => {
    await expect(openedApp({ publicUrl: new URL('http://lk.example') })).rejects.toThrow('must be https')
    await expect(openedApp({ publicUrl: new URL('https://lk.example') })).resolves.toBeDefined()
  })
})

describe('headers of every answer (security.md, headers)', () => {
  const wanted = {
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  }

  it.each([
    '/health/live',
    '/nothing/here',
    '/%zz',
    '/docs',
    '/docs/static/swagger-ui.css',
    '/openapi.json',
    '/problems/route-not-found',
    '/api/v1/session',
    '/sm/client/routing?login=1&password=2',
  ])('are there, whatever it answers: %s', async (url) => {
    const { app } = await openedApp()
    const { headers } = await app.inject({ url })
    expect(headers).toMatchObject(wanted)
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers['x-correlation-id']).toBeDefined()
    expect(headers['x-powered-by']).toBeUndefined()
  })

  it('what is personal is kept in no cache', async () => {
    const { ask, accountId, session } = await opened()
    for (const url of ['/api/v1/session', `/api/v1/accounts/${accountId}/dashboard`, '/dev/inbox'])
      expect((await ask('GET', url, { headers: session })).headers['cache-control']).toBe('no-store')
  })

  it("the caller's correlation id is taken over when it is well formed, and only then", async () => {
    const { app } = await openedApp()
    const sent = async (id: string) =>
      (await app.inject({ url: '/health/live', headers: { 'x-correlation-id': id } })).headers[
        'x-correlation-id'
      ]
    expect(await sent('order-1187.A_b')).toBe('order-1187.A_b')
    for (const bad of ['', 'a b', '<script>', 'x'.repeat(65), 'é']) expect(await sent(bad)).not.toBe(bad)
  })
})
