import { describe, expect, it } from 'vitest'
import { hours, minutes } from '../../domain/instant.ts'
import { profilePassword } from '../application/sign-in/profile-doubles.ts'
import { eventsOf, storedIn } from './rig/events-of.ts'
import { type Headers, type OpenedApp, openedApp } from './rig/opened-app.ts'
import { login, password } from './rig/small-cabinet.ts'

const sip = '/api/v1/session/sip'

const enter = (app: OpenedApp, body: unknown = { login, password }, headers: Headers = {}) =>
  app.ask('POST', sip, { body, headers })

const cookieOf = (setCookie: unknown): Headers => ({ cookie: String(setCookie).split(';', 1)[0] ?? '' })

describe('M2: entry with a SIP account', () => {
  it('leads to a Profile, opens no account, and answers the fixed body with its cookie', async () => {
    const app = await openedApp()
    const id = await app.account()
    const entered = await enter(app)
    expect(entered.statusCode).toBe(200)
    expect(entered.json()).toStrictEqual({
      stage: 'linkOrRegister',
      account: null,
      accounts: [],
      profile: null,
      secondFactor: null,
      registration: null,
      offer: null,
      expiresAt: new Date(app.clock.now() + minutes(30)).toISOString(),
    })
    expect(entered.headers['set-cookie']).toMatch(/^session=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/)
    const headers = cookieOf(entered.headers['set-cookie'])
    const here = await app.ask('GET', '/api/v1/session', { headers })
    expect(here.json()).toStrictEqual(entered.json())
    for (const [method, path, body] of [
      ['GET', 'dashboard', undefined],
      ['PUT', 'routing', { mode: 'GSM' }],
      ['PUT', 'password', { newPassword: 'Winter2027Lines' }],
    ] as const) {
      const shut = await app.ask(method, `/api/v1/accounts/${id}/${path}`, { body, headers })
      expect(shut.statusCode).toBe(403)
      expect(shut.json()).toMatchObject({ code: 'StageDue', due: 'linkOrRegister' })
    }
    expect(await eventsOf(app.store, id)).toStrictEqual(['SipAccountProvisioned'])
  })

  it('takes the login with its domain too', async () => {
    const app = await openedApp()
    await app.account()
    expect((await enter(app, { login: `${login}@multifon.ru`, password })).statusCode).toBe(200)
  })

  it('answers unknown and known logins alike (security.md, enumeration)', async () => {
    const app = await openedApp()
    await app.account()
    const answers = await Promise.all(
      [login, '79269999999', 'nobody at all'].map((who) =>
        enter(app, { login: who, password: 'Wrong2Password' }, { 'x-correlation-id': 'same' }),
      ),
    )
    const [known, ...unknown] = answers
    expect(known?.statusCode).toBe(401)
    expect(known?.json()).toMatchObject({ code: 'CredentialsWrong', errors: [] })
    for (const answer of unknown) {
      expect(answer.statusCode).toBe(401)
      expect(answer.body).toBe(known?.body)
      expect(Object.keys(answer.headers).sort()).toStrictEqual(Object.keys(known?.headers ?? {}).sort())
    }
  })

  it('delays guessing: 4 failures are free, the 5th waits 10 s, the right password too (security.md)', async () => {
    const app = await openedApp()
    await app.account()
    for (let tried = 1; tried <= 5; tried += 1)
      expect((await enter(app, { login, password: `Wrong${tried}Password` })).statusCode).toBe(401)
    const throttled = await enter(app)
    expect(throttled.statusCode).toBe(429)
    expect(throttled.json()).toMatchObject({ code: 'TooManyAttempts' })
    expect(throttled.headers['retry-after']).toBe('10')
    app.clock.advance(10_000)
    expect((await enter(app)).statusCode).toBe(200)
  })

  it('while in a session opens a fresh one, and the former ends', async () => {
    const app = await openedApp()
    await app.account()
    const former = cookieOf((await enter(app)).headers['set-cookie'])
    const fresh = cookieOf((await enter(app, undefined, former)).headers['set-cookie'])
    expect(fresh).not.toStrictEqual(former)
    expect((await app.ask('GET', '/api/v1/session', { headers: former })).statusCode).toBe(401)
    expect((await app.ask('GET', '/api/v1/session', { headers: fresh })).statusCode).toBe(200)
  })

  it('a failed entry leaves the session that is open alone', async () => {
    const app = await openedApp()
    await app.account()
    const session = cookieOf((await enter(app)).headers['set-cookie'])
    await enter(app, { login, password: 'Wrong2Password' }, session)
    expect((await app.ask('GET', '/api/v1/session', { headers: session })).statusCode).toBe(200)
  })

  it('is never replayed by an Idempotency-Key', async () => {
    const app = await openedApp()
    await app.account()
    const key = { 'idempotency-key': 'once' }
    const first = await enter(app, undefined, key)
    const second = await enter(app, undefined, key)
    expect(second.headers['set-cookie']).not.toBe(first.headers['set-cookie'])
  })
})

describe('a session', () => {
  it('M29: leaving ends it, takes the cookie back, and is recorded', async () => {
    const app = await openedApp()
    await app.account()
    const headers = cookieOf((await enter(app)).headers['set-cookie'])
    const left = await app.ask('DELETE', '/api/v1/session', { headers })
    expect(left.statusCode).toBe(204)
    expect(left.body).toBe('')
    expect(left.headers['set-cookie']).toContain('Max-Age=0')
    // ASVS 14.3.1
    expect(left.headers['clear-site-data']).toBe('"storage"')
    expect((await app.ask('GET', '/api/v1/session', { headers })).statusCode).toBe(401)
    expect((await app.ask('DELETE', '/api/v1/session', { headers })).statusCode).toBe(401)
  })

  it('ends after 30 idle minutes, and after 12 hours in any case (security.md, session)', async () => {
    const app = await openedApp()
    await app.account()
    const idle = cookieOf((await enter(app)).headers['set-cookie'])
    app.clock.advance(minutes(30))
    expect((await app.ask('GET', '/api/v1/session', { headers: idle })).statusCode).toBe(401)
    const busy = cookieOf((await enter(app)).headers['set-cookie'])
    for (let passed = 0; passed < hours(12) - minutes(20); passed += minutes(20)) {
      app.clock.advance(minutes(20))
      expect((await app.ask('GET', '/api/v1/session', { headers: busy })).statusCode).toBe(200)
    }
    app.clock.advance(minutes(20))
    expect((await app.ask('GET', '/api/v1/session', { headers: busy })).statusCode).toBe(401)
  })
})

describe('step-up (security.md)', () => {
  const opened = async () => {
    const app = await openedApp()
    const accountId = await app.account()
    const session = { ...(await app.signedIn()) }
    const url = (path: string) => `/api/v1/accounts/${accountId}/${path}`
    const change = (newPassword: string, headers: Headers = session) =>
      app.ask('PUT', url('password'), { body: { newPassword }, headers })
    const disable = () => app.ask('PUT', url('service'), { body: { state: 'disabled' }, headers: session })
    const confirm = async (given: string) => {
      const answered = await app.ask('POST', '/api/v1/session/confirmation', {
        body: { password: given },
        headers: { ...session },
      })
      const [cookie] = String(answered.headers['set-cookie'] ?? '').split(';', 1)
      return { answered, cookie }
    }
    return { ...app, accountId, session, change, disable, confirm }
  }

  it('M27: within 5 minutes of entry the password is changed, and the old one opens nothing', async () => {
    const { change, ask } = await opened()
    const changed = await change('Winter2027Lines')
    expect(changed.json()).toStrictEqual({ revision: 1 })
    expect((await ask('POST', sip, { body: { login, password } })).statusCode).toBe(401)
    expect((await ask('POST', sip, { body: { login, password: 'Winter2027Lines' } })).statusCode).toBe(200)
  })

  it('M27, M28: later both want the password again, and have it for another 5 minutes', async () => {
    const { change, disable, confirm, clock, session, ask } = await opened()
    clock.advance(minutes(5))
    for (const refused of [await change('Winter2027Lines'), await disable()]) {
      expect(refused.statusCode).toBe(403)
      expect(refused.json()).toMatchObject({ code: 'ConfirmationRequired' })
    }
    const wrong = await confirm('Wrong2Password')
    expect(wrong.answered.json()).toMatchObject({ code: 'ConfirmationWrong', status: 422 })
    expect(wrong.cookie).toBe('')
    const former = { ...session }
    const right = await confirm(profilePassword)
    expect(right.answered.json()).toMatchObject({ stage: 'open' })
    // Whoever confirms goes on under a new token; the one before opens nothing (ASVS 5.0, 7.2.4).
    expect((await ask('GET', '/api/v1/session', { headers: former })).statusCode).toBe(401)
    Object.assign(session, { cookie: right.cookie })
    clock.advance(minutes(5) - 1)
    expect((await change('Winter2027Lines')).statusCode).toBe(200)
    expect((await disable()).json()).toStrictEqual({ state: 'disabled', revision: 2 })
  })

  it('M27: all other sessions of the account end, this one goes on', async () => {
    const { change, signedIn, session, ask } = await opened()
    const other = await signedIn()
    await change('Winter2027Lines')
    expect((await ask('GET', '/api/v1/session', { headers: other })).statusCode).toBe(401)
    expect((await ask('GET', '/api/v1/session', { headers: session })).statusCode).toBe(200)
  })

  it.each([
    'short1A',
    'alllowercase1',
    'ALLUPPERCASE1',
    'NoDigitsHere',
    'x'.repeat(10).concat('A1'.repeat(6)),
    'Пароль2027A',
  ])('M27: %s is refused, and nothing is recorded', async (weak) => {
    const { change, store, accountId } = await opened()
    const refused = await change(weak)
    expect(refused.statusCode).toBe(422)
    expect(refused.json()).toMatchObject({
      code: 'SipPasswordWeak',
      errors: [{ field: 'newPassword', code: 'SipPasswordWeak' }],
    })
    expect(refused.body).not.toContain(weak)
    expect(await eventsOf(store, accountId)).toStrictEqual(['SipAccountProvisioned'])
  })

  it('M27: the present password again changes nothing and ends no session', async () => {
    const { change, signedIn, ask, store, accountId } = await opened()
    const other = await signedIn()
    expect((await change(password)).json()).toStrictEqual({ revision: 0 })
    expect((await ask('GET', '/api/v1/session', { headers: other })).statusCode).toBe(200)
    expect(await storedIn(store, `sipAccount-${accountId}`)).toHaveLength(1)
  })

  it('M28: disabled, the account is read but no longer set up; disabling again changes nothing', async () => {
    const { disable, ask, session, accountId, change } = await opened()
    await disable()
    expect((await disable()).json()).toStrictEqual({ state: 'disabled', revision: 1 })
    const routing = await ask('PUT', `/api/v1/accounts/${accountId}/routing`, {
      body: { mode: 'GSM' },
      headers: session,
    })
    expect(routing.json()).toMatchObject({ code: 'ServiceDisabled', status: 409 })
    expect((await change('Winter2027Lines')).json()).toMatchObject({ code: 'ServiceDisabled' })
    const shown = await ask('GET', `/api/v1/accounts/${accountId}/dashboard`, { headers: session })
    expect(shown.json()).toMatchObject({ account: { status: 'disabled' } })
  })
})
