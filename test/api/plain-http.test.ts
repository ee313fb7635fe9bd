import { describe, expect, it } from 'vitest'
import type { AppOptions } from '../../api/app-options.ts'
import { allOperations } from '../../api/contract/all-operations.ts'
import { openedApp } from './rig/opened-app.ts'
import { login, password } from './rig/small-cabinet.ts'

const publicUrl = new URL('https://lk.example.ru')
const production = { mode: 'production', publicUrl, trustedProxies: ['127.0.0.1'] } as const
const by = (proto: string) => ({ 'x-forwarded-proto': proto })

const opened = async (options: Partial<AppOptions> = production) => {
  const app = await openedApp(options)
  await app.account()
  return app
}

describe('what a proxy took over plain http (ASVS 12.2.1)', () => {
  it('is refused in words wherever a password, cookie, token or data may be, and nothing is looked at', async () => {
    const { ask, store } = await opened()
    const before = store.steps.length
    for (const { id, method, path, access } of allOperations) {
      if (access.who === 'operator' || path.startsWith('/dev/')) continue
      const { statusCode, payload } = await ask(method, path.replace(/:[A-Za-z]+/g, 'nothing-here'), {
        headers: by('http'),
      })
      const isOpen = /^\/(?:health|openapi|problems|docs)/.test(path)
      expect(statusCode === 403 && payload.includes('"HttpsRequired"'), id).toBe(!isOpen)
    }
    expect(store.steps.slice(before)).toEqual([])
  })

  it('says in both languages what to do', async () => {
    const { ask } = await opened()
    const told = (language: string) =>
      ask('GET', '/api/v1/session', { headers: { ...by('http'), 'accept-language': language } })
    expect((await told('ru')).json()).toMatchObject({ code: 'HttpsRequired', title: 'Нужен https' })
    expect((await told('en')).json().detail).toContain('Use https://')
  })

  it('leaves the session whose cookie it held alone: over https it goes on', async () => {
    const { ask, bySip } = await opened()
    const headers = { cookie: `__Host-session=${(await bySip()).token}` }
    const refused = await ask('GET', '/api/v1/session', { headers: { ...headers, ...by('http') } })
    expect(refused.json()).toMatchObject({ code: 'HttpsRequired' })
    expect(refused.headers['set-cookie']).toBeUndefined()
    expect(
      (await ask('GET', '/api/v1/session', { headers: { ...headers, ...by('https') } })).statusCode,
    ).toBe(200)
  })

  it.each(['http', 'HTTP', ' http ', 'https, http'])(
    'is what the nearest proxy says: "%s"',
    async (proto) => {
      const { ask } = await opened()
      expect((await ask('GET', '/api/v1/session', { headers: by(proto) })).json().code).toBe('HttpsRequired')
    },
  )

  it.each(['https', 'http, https', ''])('is not what came as "%s"', async (proto) => {
    const { ask } = await opened()
    expect((await ask('GET', '/api/v1/session', { headers: by(proto) })).json().code).toBe('NotSignedIn')
  })

  it('is not what a machine on the same network asks by itself: health and metrics go on', async () => {
    const { ask, program } = await opened()
    expect((await ask('GET', '/health/live')).statusCode).toBe(200)
    expect((await ask('GET', '/metrics', { headers: await program('metrics:read') })).statusCode).toBe(200)
  })

  it('is served where the public address itself is http on loopback', async () => {
    const { ask } = await opened({ ...production, publicUrl: new URL('http://127.0.0.1:3000') })
    expect((await ask('GET', '/api/v1/session', { headers: by('http') })).json().code).toBe('NotSignedIn')
  })

  it('is refused by the HTTP API too, in its own words; login and password reach neither a log nor the account', async () => {
    const { ask, logged, store } = await opened()
    const url = `/sm/client/routing?login=${login}&password=${password}`
    const before = store.steps.length
    const refused = await ask('GET', url, { headers: by('http') })
    expect(refused.body).toContain('<code>102</code>')
    expect(store.steps.slice(before)).toEqual([])
    expect(logged.join('')).toContain('"code":"HttpsRequired"')
    expect(logged.join('')).not.toMatch(new RegExp(`${login}|${password}`))
    expect((await ask('GET', url, { headers: by('https') })).body).toContain('<code>200</code>')
  })
})
