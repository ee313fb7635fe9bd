import { describe, expect, it } from 'vitest'
import { dueSteps } from '../../api/problems/due-words.ts'
import { languageWanted } from '../../api/problems/language.ts'
import { problemBody } from '../../api/problems/problem.ts'
import { statusOf, typeOf } from '../../api/problems/problem-code.ts'
import { problemCodes, wordsOf } from '../../api/problems/problem-words.ts'
import { problemSchema } from '../../api/schemas/problem.ts'
import { openedApp } from './rig/opened-app.ts'

describe('every refusal (rest.md, errors)', () => {
  it.each(problemCodes)(
    '%s has a status, a stable type, and a body of the fixed shape in both languages',
    (code) => {
      for (const language of ['ru', 'en'] as const) {
        const body = problemBody({ code, retryAfter: 42, errors: [{ field: 'f', code }] }, language, 'c-1')
        expect(problemSchema.parse(body)).toStrictEqual(body)
        expect(Object.keys(body)).toStrictEqual([
          'type',
          'title',
          'status',
          'detail',
          'code',
          'correlationId',
          'errors',
        ])
        expect(body.status).toBeGreaterThanOrEqual(400)
        expect(body.detail).not.toContain('{')
        expect(/[а-я]/i.test(body.title)).toBe(language === 'ru')
      }
      expect(wordsOf(code, 'ru').detail).not.toBe(wordsOf(code, 'en').detail)
      expect(typeOf(code)).toMatch(/^\/problems\/[a-z0-9]+(-[a-z0-9]+)*$/)
    },
  )

  it('no two have the same type', () => {
    expect(new Set(problemCodes.map(typeOf)).size).toBe(problemCodes.length)
  })

  it('a type leads to a page for people and to data for programs, in both languages', async () => {
    const { ask } = await openedApp()
    for (const code of problemCodes) {
      const data = await ask('GET', typeOf(code), { headers: { 'accept-language': 'en' } })
      expect(data.json()).toStrictEqual({ code, status: statusOf(code), ...wordsOf(code, 'en') })
      const page = await ask('GET', typeOf(code), { headers: { accept: 'text/html,*/*' } })
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(page.body).toContain(wordsOf(code, 'ru').title)
    }
    expect((await ask('GET', '/problems/nothing-such')).statusCode).toBe(404)
  })

  it.each(dueSteps)('names the act that is due in words, in both languages: %s', (due) => {
    for (const code of ['StageDue', 'StepNotDue'] as const) {
      const [ru, en] = (['ru', 'en'] as const).map((language) => problemBody({ code, due }, language, 'c'))
      expect(ru).toMatchObject({ code, due, detail: expect.stringMatching(/^[А-Я].*\.$/) })
      expect(en).toMatchObject({ code, due, detail: expect.stringMatching(/^[A-Z].*\.$/) })
      expect(en?.detail).not.toMatch(/[а-я]|\bdue\b/i)
      expect(ru?.detail).not.toMatch(/\bdue\b/)
      expect(en?.detail).not.toBe(wordsOf(code, 'en').detail)
    }
  })

  it('M2: whoever came in with a SIP account is told to sign in with a Profile or to register one', () => {
    const told = (language: 'ru' | 'en') =>
      problemBody({ code: 'StageDue', due: 'linkOrRegister' }, language, 'c').detail
    expect(told('en')).toBe('Sign in with your Profile or register one first.')
    expect(told('ru')).toBe('Сначала войдите в свой Профиль или зарегистрируйте его.')
    expect(problemBody({ code: 'StageDue', due: 'toString' }, 'en', 'c').detail).toBe(
      wordsOf('StageDue', 'en').detail,
    )
  })

  it('seconds to wait stand in the words and in Retry-After', () => {
    expect(problemBody({ code: 'TooManyAttempts', retryAfter: 42 }, 'en', 'c').detail).toContain('42 s')
  })
})

describe('Accept-Language', () => {
  it.each([
    [undefined, 'ru'],
    ['', 'ru'],
    ['en', 'en'],
    ['en-GB,en;q=0.9', 'en'],
    ['ru-RU,ru;q=0.9,en;q=0.8', 'ru'],
    ['en;q=0.5, ru;q=0.7', 'ru'],
    ['de, en;q=0.1', 'en'],
    ['de', 'ru'],
    ['*', 'ru'],
    ['en;q=0', 'ru'],
    ['en;q=x', 'ru'],
    ['EN-us', 'en'],
  ] as const)('%s is answered in %s', (header, language) => {
    expect(languageWanted(header)).toBe(language)
  })

  it('is told back, and is what answers vary by', async () => {
    const { ask } = await openedApp()
    const { headers } = await ask('GET', '/nothing', { headers: { 'accept-language': 'en' } })
    expect(headers['content-language']).toBe('en')
    expect(headers.vary).toBe('Accept-Language')
  })
})

describe('bad input (security.md)', () => {
  const json = { 'content-type': 'application/json' }
  const sip = '/api/v1/session/sip'

  it.each<readonly [string, string | undefined, Record<string, string>, number, string]>([
    ['no JSON', '{"login":', json, 400, 'BodyMalformed'],
    ['an empty body', '', json, 400, 'RequestInvalid'],
    ['a poisoned prototype', '{"__proto__":{"admin":true}}', json, 400, 'BodyMalformed'],
    [
      'another media type',
      'login=1',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'MediaTypeUnsupported',
    ],
    [
      'plain text, as a form of another site may send',
      '{}',
      { 'content-type': 'text/plain' },
      415,
      'MediaTypeUnsupported',
    ],
    ['a body too large', JSON.stringify({ login: 'x'.repeat(70_000) }), json, 413, 'BodyTooLarge'],
    ['an array', '[]', json, 400, 'RequestInvalid'],
    ['null', 'null', json, 400, 'RequestInvalid'],
    ['no body at all', undefined, {}, 400, 'RequestInvalid'],
  ])('%s is a problem, never a 500', async (_, body, headers, status, code) => {
    const { app } = await openedApp()
    const answered = await app.inject({
      method: 'POST',
      url: sip,
      headers,
      ...(body === undefined ? {} : { payload: body }),
    })
    expect(answered.json()).toMatchObject({ code, status })
    expect(answered.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(answered.body).not.toMatch(/at .*\.(ts|js):\d+/)
  })

  it('each wrong field is told by its path, and never what was sent', async () => {
    const { ask, program } = await openedApp()
    const headers = { ...(await program('accounts:write')), 'accept-language': 'en' }
    const refused = await ask('POST', '/api/v1/operator/accounts', {
      headers,
      body: { lines: 'SECRET', balance: { kopecks: 'SECRET', more: 1 }, password: 7 },
    })
    expect(refused.json().errors).toStrictEqual([
      { field: 'login', code: 'Missing', detail: 'The field is required and absent.' },
      { field: 'password', code: 'WrongType', detail: 'The value is of another type than described.' },
      { field: 'lines', code: 'WrongType', detail: 'The value is of another type than described.' },
      { field: 'balance.kopecks', code: 'WrongType', detail: 'The value is of another type than described.' },
      { field: 'balance.more', code: 'Unknown', detail: 'There is no such field.' },
    ])
    expect(refused.body).not.toContain('SECRET')
  })

  it('a path that is too long or malformed is refused in words', async () => {
    const { ask } = await openedApp()
    expect((await ask('GET', `/api/v1/accounts/${'x'.repeat(300)}/dashboard`)).json()).toMatchObject({
      code: 'UriTooLong',
      status: 414,
    })
    expect((await ask('GET', '/%zz')).json()).toMatchObject({ code: 'RouteNotFound', status: 404 })
  })

  it('a method that an address does not have is 405 with those that it has', async () => {
    const { ask } = await openedApp()
    const refused = await ask('PATCH', '/api/v1/session')
    expect(refused.statusCode).toBe(405)
    expect(refused.headers.allow).toBe('DELETE, GET, HEAD')
    expect((await ask('DELETE', '/api/v1/accounts/a1/routing')).headers.allow).toBe('PUT')
  })

  it('a fault of ours says its correlation id and nothing else', async () => {
    const { ask, cabinet, logged } = await openedApp({ faulty: true })
    Object.assign(cabinet.sessions, {
      find: async () => {
        throw new Error('the disk of +79260250730 is on fire')
      },
    })
    const headers = { cookie: 'session=abc', 'x-correlation-id': 'c-500' }
    const answered = await ask('GET', '/api/v1/session', { headers })
    expect(answered.json()).toStrictEqual(problemBody({ code: 'InternalError' }, 'ru', 'c-500'))
    expect(logged.join('')).toContain('is on fire')
    expect(logged.join('')).not.toContain('79260250730')
  })

  it('the store being away is 503 with Retry-After', async () => {
    const { ask, account, signedIn, store } = await openedApp()
    const accountId = await account()
    const headers = await signedIn()
    store.follow(() => 'unavailable')
    const answered = await ask('PUT', `/api/v1/accounts/${accountId}/routing`, {
      body: { mode: 'GSM' },
      headers,
    })
    expect(answered.statusCode).toBe(503)
    expect(answered.json()).toMatchObject({ code: 'StoreUnavailable' })
    expect(answered.headers['retry-after']).toBe('2')
  })
})
