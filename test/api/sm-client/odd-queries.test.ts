import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { notFound, ok, parametersIncorrect, partsOf, served, wrongPassword } from './served.ts'
import { login, password } from './small-cabinet.ts'

const credentials = `login=${login}&password=${password}`
const gsm = ok('<routing>0</routing>')

const withAccount = async () => {
  const door = await served()
  await door.cabinet.provision()
  return door
}

describe('the real service’s HTTP API takes queries as clients write them', () => {
  it.each<[string, string]>([
    ['a trailing slash', `routing/?${credentials}`],
    ['an empty trailing &', `routing?${credentials}&`],
    ['empty parameters everywhere', `routing?&&${credentials}&&=&=x&&`],
    ['parameters of other commands', `routing?${credentials}&lines=99&new_password=x&expires=1`],
    ['a raw @', `routing?login=${login}@multifon.ru&password=${password}`],
    ['an encoded @', `routing?login=${login}%40multifon.ru&password=${password}`],
    ['a domain in upper case', `routing?login=${login}@MULTIFON.RU&password=${password}`],
    ['parameters in another order', `routing?password=${password}&login=${login}`],
    ['needless percent-encoding', `%72outing?%6Cogin=%37${login.slice(1)}&password=${password}`],
    ['a repeated parameter, of which the first counts', `routing?${credentials}&password=x&login=y`],
    ['a fragment', `routing?${credentials}#routing=2`],
    ['broken percent-encoding beside the point', `routing?${credentials}&x=%zz&%=%`],
    ['a proxy’s headers', `routing?${credentials}`],
  ])('accepts %s', async (_, target) => {
    const { bodyOf } = await withAccount()
    const proxied = [
      'X-Forwarded-Proto: https',
      'X-Forwarded-For: 203.0.113.7',
      'X-Forwarded-Host: sm.example',
    ]
    expect(await bodyOf(target, 'GET', proxied)).toBe(gsm)
    expect(await bodyOf(target, 'POST', [...proxied, 'Content-Length: 0'])).toBe(gsm)
  })

  it('of a repeated value the first is set', async () => {
    const { bodyOf } = await withAccount()
    expect(await bodyOf(`routing?${credentials}&routing=2&routing=1`)).toBe(ok())
    expect(await bodyOf(`routing?${credentials}`)).toBe(ok('<routing>2</routing>'))
  })

  it.each<[string, string, string]>([
    ['broken percent-encoding in the login', 'routing?login=%zz&password=x', notFound],
    ['broken percent-encoding in the password', `routing?login=${login}&password=%`, wrongPassword],
    ['half of a UTF-8 character in the password', `routing?login=${login}&password=%D0`, wrongPassword],
    ['broken percent-encoding in the path', `%zz?${credentials}`, parametersIncorrect],
    ['a null byte in the login', `routing?login=${login}%00&password=${password}`, notFound],
    ['a null byte in the password', `routing?login=${login}&password=${password}%00`, wrongPassword],
    [
      'a line break that would be a header',
      `routing?${credentials}&routing=1%0d%0aSet-Cookie:%20a=b`,
      parametersIncorrect,
    ],
    [
      'an element that would be a value',
      `routing?${credentials}&routing=%3Crouting%3E2`,
      parametersIncorrect,
    ],
    ['an entity', `lines?${credentials}&lines=%26lt;5`, parametersIncorrect],
    ['an element in the login', 'routing?login=%3C/result%3E&password=x', notFound],
    ['an element in the path', `%3Cresult%3E?${credentials}`, parametersIncorrect],
    ['names of an object’s own', `constructor?${credentials}&__proto__=1`, parametersIncorrect],
    ['a query of 5,000 characters', `routing?${credentials}&x=${'a'.repeat(5000)}`, parametersIncorrect],
  ])('answers %s with a code and nothing of it', async (_, target, answer) => {
    const { ask } = await withAccount()
    const { head, body } = partsOf(await ask(target))
    expect(head).toMatch(
      /^HTTP\/1\.1 200 OK\r\ncontent-type: text\/xml;charset=UTF-8\r\ncache-control: no-store\r\ncontent-length: \d+\r\nConnection: close$/,
    )
    expect(body).toBe(answer)
  })

  it('whatever the query, the answer is one of the reference’s documents and status 200', async () => {
    const { app, cabinet } = await withAccount()
    const piece = fc.oneof(
      fc.string({ unit: 'binary-ascii' }),
      fc.constantFrom(
        'login',
        'password',
        'routing',
        '=',
        '&',
        '%',
        '%00',
        '%0a',
        '<',
        'п',
        '🂡',
        login,
        password,
      ),
    )
    const documents = new Set([gsm, notFound, wrongPassword, parametersIncorrect, ok()])
    await fc.assert(
      fc.asyncProperty(fc.array(piece), async (pieces) => {
        cabinet.clock.advance(300_000)
        const query = pieces.join('').replaceAll(/[^\x21-\x7e]/gu, encodeURIComponent)
        const { statusCode, body } = await app.inject({ url: `/sm/client/routing?${query}` })
        expect(statusCode).toBe(200)
        expect(documents).toContain(body)
      }),
    )
  })
})
