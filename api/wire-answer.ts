import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Position } from '../application/ports/event-store.ts'
import type { WireAnswer } from './idempotency.ts'
import { languageWanted } from './problems/language.ts'
import { type Problem, problemBody, problemHeaders } from './problems/problem.ts'
import { statusOf } from './problems/problem-code.ts'

/** What a handler answers: the body, and what belongs into headers. */
export interface Answer<Body> {
  readonly body: Body
  /** Of the account's stream: becomes the ETag, for If-Match only. */
  readonly revision?: number
  /** Of the last event that the answer knows of: becomes Log-Position. */
  readonly position?: Position | null
  readonly headers?: Readonly<Record<string, string>>
}

const json = { 'content-type': 'application/json; charset=utf-8' }

export const headersOf = ({ revision, position, headers }: Answer<unknown>): Record<string, string> => ({
  ...headers,
  ...(revision === undefined ? {} : { etag: `"${revision}"` }),
  ...(position == null ? {} : { 'log-position': position.toString() }),
})

export const wireAnswer = (answer: Answer<unknown>, status: number, body: string): WireAnswer => ({
  status,
  headers: status === 204 ? headersOf(answer) : { ...headersOf(answer), ...json },
  body,
})

export const wireProblem = (problem: Problem, request: FastifyRequest): WireAnswer => {
  const language = languageWanted(request.headers['accept-language'])
  request.refused = problem.code
  return {
    status: statusOf(problem.code),
    headers: problemHeaders(problem, language),
    body: JSON.stringify(problemBody(problem, language, request.id)),
  }
}

export const send = (reply: FastifyReply, { status, headers, body }: WireAnswer): FastifyReply => {
  reply.code(status).headers(headers)
  return status === 204 ? reply.send() : reply.send(body)
}
