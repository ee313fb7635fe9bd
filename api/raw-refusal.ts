import type { Socket } from 'node:net'
import type { ConnectionError } from 'fastify'
import { type Problem, problemBody, problemHeaders } from './problems/problem.ts'
import { type ProblemCode, statusOf } from './problems/problem-code.ts'
import { securityHeaders } from './security-headers.ts'

const codeOf = ({ code }: ConnectionError): ProblemCode => {
  if (code === 'HPE_HEADER_OVERFLOW') return 'HeadersTooLarge'
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'RequestTimedOut' : 'RequestInvalid'
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
}

/**
 * What cannot be read as HTTP at all, or came too slowly, never becomes a request: it is refused on the bare socket,
 * in Russian, with a problem all the same.
 */
export const refuseOnSocket =
  (newCorrelationId: () => string) =>
  (error: ConnectionError, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return
    const problem: Problem = { code: codeOf(error) }
    const status = statusOf(problem.code)
    const correlationId = newCorrelationId()
    const body = JSON.stringify(problemBody(problem, 'ru', correlationId))
    const headers = {
      ...securityHeaders,
      ...problemHeaders(problem, 'ru'),
      'x-correlation-id': correlationId,
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    }
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.end(`HTTP/1.1 ${status} ${reasons[status] ?? ''}\r\n${lines.join('')}\r\n${body}`)
  }
