import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Circumstances } from '../application/events/metadata.ts'
import type { Position } from '../application/ports/event-store.ts'
import { answerWriter } from './answer-writer.ts'
import { type Asked, readAsked } from './asked.ts'
import { circumstancesOf } from './circumstances.ts'
import type { Operation } from './contract/operation.ts'
import {
  type CarryOut,
  type Idempotency,
  isIdempotencyKey,
  type Keep,
  type RequestMark,
  type WireAnswer,
} from './idempotency.ts'
import { type IfMatch, readIfMatch } from './if-match.ts'
import { type LastWrites, readPosition } from './last-writes.ts'
import { isSafeMethod } from './origin-check.ts'
import { nameOf, nobody, type Principal, repeaterOf } from './principal.ts'
import type { Problem } from './problems/problem.ts'
import { isLasting } from './problems/problem-code.ts'
import { type Answer, send, wireAnswer, wireProblem } from './wire-answer.ts'

/** A request as its handler sees it: read, admitted, and with what it says of itself. */
export interface Ask<Params, Query, Body> extends Asked<Params, Query, Body> {
  readonly principal: Principal
  /** What is written beside every event; `reason` as staff gave it. */
  readonly circumstances: (reason?: string) => Circumstances
  /** The revision that If-Match names. */
  readonly ifMatch: IfMatch
  /** A read must have got at least this far: the client's word, else the principal's own last write. */
  readonly since: Position | null
  readonly request: FastifyRequest
}

export type Handle<Params, Query, Body, Shown> = (
  ask: Ask<Params, Query, Body>,
) => TaskEither<Problem, Answer<Shown>>

/** Opens a route for an operation. Order: replay, If-Match, decide (`architecture.md`); the gate came before. */
export type Serve = <Params, Query, Body, Shown>(
  operation: Operation<Params, Query, Body, Shown>,
  handle: Handle<Params, Query, Body, Shown>,
) => void

/** What a request's headers say of how it is to be carried out. */
interface Conditions {
  readonly idempotencyKey: string | undefined
  readonly ifMatch: IfMatch
  readonly logPosition: Position | null
}

const headerOf = (request: FastifyRequest, name: string): string | undefined =>
  request.headers[name]?.toString()

const readConditions = (request: FastifyRequest): E.Either<Problem, Conditions> => {
  // A read repeats itself: there the header means nothing, well formed or not.
  const idempotencyKey = isSafeMethod(request.method) ? undefined : headerOf(request, 'idempotency-key')
  if (idempotencyKey !== undefined && !isIdempotencyKey(idempotencyKey))
    return E.left({ code: 'IdempotencyKeyMalformed' })
  const ifMatch = readIfMatch(headerOf(request, 'if-match'))
  if (ifMatch === null) return E.left({ code: 'IfMatchMalformed' })
  const given = headerOf(request, 'log-position')
  const logPosition = given === undefined ? null : readPosition(given)
  if (given !== undefined && logPosition === null) return E.left({ code: 'LogPositionMalformed' })
  return E.right({ idempotencyKey, ifMatch, logPosition })
}

/** Names the field of the body that a use case's refusal is about. */
const withField = (
  problem: Problem,
  operation: Pick<Operation<never, never, never, never>, 'fields'>,
): Problem => {
  const field = operation.fields?.[problem.code]
  return field === undefined || problem.errors !== undefined
    ? problem
    : { ...problem, errors: [{ field, code: problem.code }] }
}

export interface Doorstep {
  readonly idempotency: Idempotency
  readonly lastWrites: LastWrites
}

export const serving =
  (app: FastifyInstance, { idempotency, lastWrites }: Doorstep): Serve =>
  (operation, handle) => {
    const write = answerWriter(operation.success)
    const { status } = operation.success
    const keptAs: Keep = operation.personal === true ? 'mark' : 'answer'
    const keepOf = ({ code }: Problem): Keep => (isLasting(code) ? keptAs : 'nothing')

    const markOf = (
      request: FastifyRequest,
      principal: Principal,
      idempotencyKey: string | undefined,
    ): RequestMark | null =>
      idempotencyKey === undefined || operation.neverReplayed === true || isSafeMethod(request.method)
        ? null
        : idempotency.markOf({
            principal: repeaterOf(principal),
            method: request.method,
            path: request.url.split('?', 1)[0] ?? '',
            idempotencyKey,
            body: request.body,
          })

    const carryOut =
      (
        request: FastifyRequest,
        principal: Principal,
        conditions: Conditions,
        mark: RequestMark | null,
      ): CarryOut =>
      async () => {
        const asked = readAsked(operation, request)
        const handled = E.isLeft(asked)
          ? asked
          : await handle({
              ...asked.right,
              principal,
              circumstances: (reason) => circumstancesOf(request, principal, mark, reason ?? null),
              ifMatch: conditions.ifMatch,
              since: conditions.logPosition ?? lastWrites.of(nameOf(principal)),
              request,
            })()
        if (E.isLeft(handled)) {
          const problem = withField(handled.left, operation)
          return { answer: wireProblem(problem, request), keep: keepOf(problem) }
        }
        const answer = handled.right
        if (answer.position != null) lastWrites.note(nameOf(principal), answer.position)
        return { answer: wireAnswer(answer, status, write(answer.body)), keep: keptAs }
      }

    const replayOrCarryOut = async (
      request: FastifyRequest,
      mark: RequestMark | null,
      work: CarryOut,
    ): Promise<WireAnswer> => {
      if (mark === null) return (await work()).answer
      const once = await idempotency.once(mark, work)
      if (E.isLeft(once)) return wireProblem(once.left, request)
      const { answer, replayed } = once.right
      return replayed ? { ...answer, headers: { ...answer.headers, 'idempotency-replayed': 'true' } } : answer
    }

    app.route({
      method: operation.method,
      url: operation.path,
      config: { access: operation.access, operation },
      handler: async (request, reply) => {
        const principal = request.principal ?? nobody
        const conditions = readConditions(request)
        if (E.isLeft(conditions)) return send(reply, wireProblem(conditions.left, request))
        const mark = markOf(request, principal, conditions.right.idempotencyKey)
        const work = carryOut(request, principal, conditions.right, mark)
        return send(reply, await replayOrCarryOut(request, mark, work))
      },
    })
  }
