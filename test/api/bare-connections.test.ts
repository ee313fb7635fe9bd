import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { refuseOnSocket } from '../../api/raw-refusal.ts'
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

  it('a request that came too slowly is given up (408); a connection that is gone is not written to', async () => {
    const refuse = refuseOnSocket(() => 'c-1')
    const written: string[] = []
    const socket = new Socket()
    Object.defineProperty(socket, 'writable', { value: true })
    Object.assign(socket, { end: (text: string) => written.push(text) })
    refuse(
      Object.assign(new Error('slow'), {
        code: 'ERR_HTTP_REQUEST_TIMEOUT',
        bytesParsed: 0,
        rawPacket: { type: 'Buffer', data: [] },
      }),
      socket,
    )
    expect(parsedAnswer(written[0] ?? '').status).toBe(408)
    refuse(
      Object.assign(new Error('gone'), {
        code: 'ECONNRESET',
        bytesParsed: 0,
        rawPacket: { type: 'Buffer', data: [] },
      }),
      socket,
    )
    expect(written).toHaveLength(1)
  })
})
