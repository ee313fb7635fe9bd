import { once } from 'node:events'
import { connect } from 'node:net'
import Fastify, { type FastifyBaseLogger } from 'fastify'
import { pino } from 'pino'
import { describe, expect, it, onTestFinished } from 'vitest'
import { handleErrors } from '../../api/error-handler.ts'
import { defaultRates, rateLimits } from '../../api/rate-limits.ts'
import { problemSchema } from '../../api/schemas/problem.ts'
import { listening, parsedAnswer } from './rig/listening.ts'
import { openedApp } from './rig/opened-app.ts'

const codeIn = (body: string): string => problemSchema.parse(JSON.parse(body)).code

const errors = (logged: readonly string[]): readonly string[] =>
  logged.filter((line) => Number(JSON.parse(line).level) >= 50)

const nested = (open: string, close: string, levels: number): string =>
  `${open.repeat(levels)}1${close.repeat(levels)}`

describe('odd requests that the fuzz has found (security.md, bad input)', () => {
  it('HTTP/1.1 without Host is refused with a problem as all else, not by an empty 400 of Node’s', async () => {
    const { raw } = await listening()
    const answer = parsedAnswer(await raw('GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n'))
    expect(answer.status).toBe(400)
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'x-content-type-options': 'nosniff',
    })
    expect(codeIn(answer.body)).toBe('RequestInvalid')
    const old = await raw('GET /health/live HTTP/1.0\r\n\r\n')
    expect(parsedAnswer(old).status).toBe(200)
  })

  it('an expectation that nobody knows is ignored (RFC 9110, 10.1.1), not refused by a bare 417 of Node’s', async () => {
    const { raw } = await listening()
    const asked = 'GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: wonders\r\n\r\n'
    const answer = parsedAnswer(await raw(asked))
    expect(answer.status).toBe(200)
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
  })

  it.each([
    ['lists, 33 levels', `{"lines":${nested('[', ']', 33)}}`],
    ['lists, 5,000 levels', nested('[', ']', 5_000)],
    ['objects, 10,000 levels', `{"lines":${nested('{"a":', '}', 10_000)}}`],
  ])('JSON nested too deeply is malformed, with an Idempotency-Key too: %s', async (_, body) => {
    const { ask, signedIn, account } = await openedApp()
    const accountId = await account()
    const headers = { ...(await signedIn()), 'content-type': 'application/json' }
    const url = `/api/v1/accounts/${accountId}/trunk-limit`
    for (const key of [{}, { 'idempotency-key': 'k-1' }]) {
      const answer = await ask('PUT', url, { body, headers: { ...headers, ...key } })
      expect(answer.statusCode).toBe(400)
      expect(codeIn(answer.body)).toBe('BodyMalformed')
    }
  })

  it.each(['/docs/static/../../package.json', `/docs/static/${'a'.repeat(300)}`, '/docs/static/%2e%2e/x'])(
    'what the documentation may not show is not there: %s',
    async (path) => {
      const { raw } = await listening()
      const answer = parsedAnswer(await raw(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`))
      expect(answer.status).toBe(404)
      expect(codeIn(answer.body)).toBe('RouteNotFound')
    },
  )

  it('a method with a body that no route has is refused, and is no fault of ours', async () => {
    const { raw, logged } = await listening()
    const answer = parsedAnswer(
      await raw('QUERY /problems/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
    )
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(errors(logged)).toStrictEqual([])
  })

  it('a client that leaves in the middle of its body is no fault of ours: nothing cries for help in the log', async () => {
    const logged: string[] = []
    const log: FastifyBaseLogger = pino({}, { write: (line: string) => logged.push(line) })
    const app = Fastify({ loggerInstance: log })
    onTestFinished(() => app.close())
    handleErrors(app)
    app.post('/', () => 'never')
    const refused = new Promise<number>((resolve) => {
      app.addHook('onSend', async (_request, reply) => resolve(reply.statusCode))
    })
    const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
    )
    await once(app.server, 'request')
    socket.resetAndDestroy()
    expect(await refused).toBe(400)
    expect(errors(logged)).toStrictEqual([])
  })

  it('a client that has gone has no address to count for, and nothing is carried out for it', async () => {
    const app = Fastify()
    const limits = await rateLimits(app, defaultRates)
    const refused = new Promise((resolve, reject) => {
      app.get('/', async (request) => {
        await once(request.raw.socket, 'close')
        await limits.ofAddress(request).then(resolve, reject)
      })
    })
    const base = await app.listen({ port: 0, host: '127.0.0.1' })
    onTestFinished(() => app.close())
    const stop = new AbortController()
    const gone = fetch(base, { signal: stop.signal }).catch(() => null)
    await once(app.server, 'request')
    stop.abort()
    await gone
    expect(await refused).toStrictEqual({ code: 'RequestTimedOut' })
  })

  it('a read repeats itself: its Idempotency-Key means nothing, well formed or not', async () => {
    const { ask, signedIn, account } = await openedApp()
    await account()
    const headers = { ...(await signedIn()), 'idempotency-key': 'x'.repeat(300) }
    expect((await ask('GET', '/api/v1/session', { headers })).statusCode).toBe(200)
  })

  it.each([
    ['a malformed address', '/sm/client/%', ''],
    ['a command of 300 letters', `/sm/client/${'x'.repeat(300)}`, ''],
    ['a body that is too large', '/sm/client/routing', 'x'.repeat(70_000)],
  ])('/sm/client: a method that it does not have is a 405 in every case: %s', async (_, path, body) => {
    const { raw } = await listening()
    const length = `Content-Length: ${body.length}\r\n`
    const answer = parsedAnswer(
      await raw(`PATCH ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${length}\r\n${body}`),
    )
    expect(answer).toMatchObject({ status: 405, body: '', headers: { allow: 'GET, POST' } })
  })

  it('a body that nobody asked for is refused as documented: a DELETE with text', async () => {
    const { ask, signedIn, account } = await openedApp()
    await account()
    const headers = { ...(await signedIn()), 'content-type': 'text/plain' }
    const answer = await ask('DELETE', '/api/v1/session', { body: 'x', headers })
    expect(codeIn(answer.body)).toBe('MediaTypeUnsupported')
  })

  it('whoever sends no headers, or only some, holds a connection for seconds and not for minutes', async () => {
    const { app } = await listening()
    expect(app.server.headersTimeout).toBe(20_000)
  })
})
