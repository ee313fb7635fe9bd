import { describe, expect, it } from 'vitest'
import { problemSchema } from '../../api/schemas/problem.ts'
import { listening, parsedAnswer } from './rig/listening.ts'

describe('what cannot be read as HTTP (security.md, bad input)', () => {
  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'RequestInvalid'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
      'RequestInvalid',
    ],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
      'RequestInvalid',
    ],
    [
      'headers too large',
      `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'HeadersTooLarge',
    ],
    ['an address too long', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431, 'HeadersTooLarge'],
  ])('%s is refused with a problem, and the connection is closed', async (_, bytes, status, code) => {
    const { raw } = await listening()
    const answer = parsedAnswer(await raw(bytes))
    expect(answer.status).toBe(status)
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'x-content-type-options': 'nosniff',
      connection: 'close',
    })
    const problem = problemSchema.parse(JSON.parse(answer.body))
    expect(problem).toMatchObject({ code, status, correlationId: answer.headers['x-correlation-id'] })
  })

  it('a request that never ends is given up (408)', async () => {
    const { raw } = await listening({ bounds: { requestTimeout: 1 } })
    const answer = parsedAnswer(
      await raw(
        'POST /api/v1/session/sip HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
      ),
    )
    expect(answer.status).toBe(408)
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'RequestTimedOut' })
  })
})
