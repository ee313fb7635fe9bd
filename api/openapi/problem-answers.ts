import type { AnyOperation } from '../contract/operation.ts'
import { isSafeMethod } from '../origin-check.ts'
import { wantsHttps } from '../plain-http.ts'
import { problemBody, problemMediaType } from '../problems/problem.ts'
import { type ProblemCode, statusOf } from '../problems/problem-code.ts'
import { problemCodes } from '../problems/problem-words.ts'
import { problemSchema } from '../schemas/problem.ts'
import type { SchemaComponents } from './schema-components.ts'

const always: readonly ProblemCode[] = [
  'InternalError',
  'TooManyRequests',
  'Overloaded',
  'Stopping',
  'RequestInvalid',
  'UriTooLong',
  'HeadersTooLarge',
  'RequestTimedOut',
]

const ofAccess = ({ access }: AnyOperation): readonly ProblemCode[] => {
  if (access.who === 'anyone') return []
  // Whom a request is from is asked of the log or of a table beside it.
  const signedIn: readonly ProblemCode[] = ['NotSignedIn', 'TokenInvalid', 'Forbidden', 'StoreUnavailable']
  if (access.who === 'operator') return ['StoreUnavailable']
  if (access.who === 'staff') return signedIn
  return access.who === 'session' ? signedIn : [...signedIn, 'ScopeMissing', 'StageDue']
}

const ofChanges = (operation: AnyOperation): readonly ProblemCode[] => {
  if (isSafeMethod(operation.method)) return []
  return [
    'OriginForeign',
    'StoreUnavailable',
    'IdempotencyKeyMalformed',
    // A DELETE wants no body; one that comes all the same is read like any other.
    'BodyMalformed',
    'BodyTooLarge',
    'MediaTypeUnsupported',
    ...(operation.neverReplayed === true ? [] : (['IdempotencyKeyReused', 'RequestInFlight'] as const)),
  ]
}

/** Behind a proxy, where the public address is https. */
const ofTransport = ({ path, access }: AnyOperation): readonly ProblemCode[] =>
  access.who !== 'operator' && wantsHttps(path, access) ? ['HttpsRequired'] : []

const ofHeaders = ({ conditional, reads }: AnyOperation): readonly ProblemCode[] => [
  'IfMatchMalformed',
  'LogPositionMalformed',
  ...(conditional === true ? (['RevisionStale'] as const) : []),
  ...(reads === true ? (['StoreUnavailable'] as const) : []),
]

/** Every refusal that a route may answer with: its own, and those of its kind. */
export const refusalsOf = (operation: AnyOperation): readonly ProblemCode[] => [
  ...new Set([
    ...operation.refusals,
    ...ofAccess(operation),
    ...ofChanges(operation),
    ...ofHeaders(operation),
    ...ofTransport(operation),
    ...always,
  ]),
]

const exampleCorrelationId = '0d6a3a54-0f3e-4a58-9a0c-0b9f5e9d6f52'

/** One example of every problem, shown wherever it may be answered. */
export const problemExamples = (shown: readonly AnyOperation[]): Readonly<Record<string, object>> => {
  const used = new Set(shown.flatMap(refusalsOf))
  return Object.fromEntries(
    problemCodes
      .filter((code) => used.has(code))
      .map((code) => [code, { summary: code, value: problemBody({ code }, 'ru', exampleCorrelationId) }]),
  )
}

const describe = (codes: readonly ProblemCode[]): string =>
  codes.map((code) => `${code}: ${problemBody({ code }, 'en', '').title}.`).join(' ')

const retried: ReadonlySet<number> = new Set([429, 503])

export interface ProblemAnswer {
  readonly description: string
  readonly headers: object
  readonly content: object
}

/** Answers by status, each with its codes, a schema and an example of every code. */
export const problemAnswers = (
  operation: AnyOperation,
  components: SchemaComponents,
): Record<string, ProblemAnswer> => {
  const byStatus = Map.groupBy(refusalsOf(operation), statusOf)
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, codes]) => [
        String(status),
        {
          description: describe(codes),
          headers: {
            'X-Correlation-Id': { $ref: '#/components/headers/X-Correlation-Id' },
            ...(retried.has(status) ? { 'Retry-After': { $ref: '#/components/headers/Retry-After' } } : {}),
          },
          content: {
            [problemMediaType]: {
              schema: components.refer(problemSchema, 'output'),
              examples: Object.fromEntries(
                codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
              ),
            },
          },
        },
      ]),
  )
}
