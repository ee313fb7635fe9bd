import type { FastifyReply, FastifyRequest } from 'fastify'
import { dueDetail } from './due-words.ts'
import { type FieldProblem, fieldDetail } from './field-problem.ts'
import { type Language, languageWanted } from './language.ts'
import { type ProblemCode, statusOf, typeOf } from './problem-code.ts'
import { wordsOf } from './problem-words.ts'

/** A refusal on its way out: any `Refusal` of a use case is one. */
export interface Problem {
  readonly code: ProblemCode
  /** Seconds until trying again makes sense. */
  readonly retryAfter?: number
  readonly errors?: readonly FieldProblem[]
  /** What has to be done first: a registration's step, a session's stage. */
  readonly due?: string
  /** The session goes on under another token all the same. */
  readonly setCookie?: string
  /** Methods that the address has, for MethodNotAllowed. */
  readonly allow?: readonly string[]
}

/** RFC 9457, with `code`, `correlationId` and `errors` as `rest.md` fixes them. */
export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ProblemCode
  readonly correlationId: string
  readonly due?: string
  readonly errors: readonly { readonly field: string; readonly code: string; readonly detail: string }[]
}

export const problemMediaType = 'application/problem+json'

/** Seconds to wait where the refusal itself does not say. */
const defaultRetryAfter: Readonly<Partial<Record<ProblemCode, number>>> = {
  StoreUnavailable: 2,
  TooManyConflicts: 1,
  ViewParked: 60,
  ViewBehind: 1,
  RequestInFlight: 1,
  TooManyAttempts: 10,
  TooManyReminders: 3600,
  TooManyMessages: 3600,
  ResendTooSoon: 60,
  HashingBusy: 2,
  TooManyRequests: 60,
  Overloaded: 5,
  Stopping: 5,
}

const retryAfterOf = ({ code, retryAfter }: Problem): number | undefined =>
  retryAfter ?? defaultRetryAfter[code]

/** What to do next: where a step comes first, that one, in words. */
const detailOf = ({ due }: Problem, language: Language, detail: string): string =>
  (due === undefined ? null : dueDetail(due, language)) ?? detail

/** A refusal as people and programs read it. */
export const problemBody = (problem: Problem, language: Language, correlationId: string): ProblemBody => {
  const { code, errors = [] } = problem
  const { title, detail } = wordsOf(code, language, retryAfterOf(problem))
  return {
    type: typeOf(code),
    title,
    status: statusOf(code),
    detail: detailOf(problem, language, detail),
    code,
    correlationId,
    ...(problem.due === undefined ? {} : { due: problem.due }),
    errors: errors.map((error) => ({
      field: error.field,
      code: error.code,
      detail: fieldDetail(error, language),
    })),
  }
}

const challengeOf = (code: ProblemCode): string | undefined => {
  if (code === 'NotSignedIn') return 'Session realm="cabinet", Bearer realm="cabinet"'
  return code === 'TokenInvalid' ? 'Bearer realm="cabinet", error="invalid_token"' : undefined
}

/** Headers that a refusal asks for beside its body. */
export const problemHeaders = (problem: Problem, language: Language): Record<string, string> => {
  const retryAfter = retryAfterOf(problem)
  const challenge = challengeOf(problem.code)
  return {
    'content-type': problemMediaType,
    'content-language': language,
    vary: 'Accept-Language',
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
    ...(problem.setCookie === undefined ? {} : { 'set-cookie': problem.setCookie }),
    ...(problem.allow === undefined ? {} : { allow: problem.allow.join(', ') }),
  }
}

/** Answers with a refusal; nothing else of the request is told. */
export const sendProblem = (request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply => {
  const language = languageWanted(request.headers['accept-language'])
  const body = JSON.stringify(problemBody(problem, language, request.id))
  request.refused = problem.code
  return reply.code(statusOf(problem.code)).headers(problemHeaders(problem, language)).send(body)
}
