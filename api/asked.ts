import type { FastifyRequest } from 'fastify'
import * as E from 'fp-ts/lib/Either.js'
import type { z } from 'zod'
import type { Operation } from './contract/operation.ts'
import { fieldProblems } from './problems/field-problem.ts'
import type { Problem } from './problems/problem.ts'

/** What a request asks for, as its operation's schemas know it. */
export interface Asked<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
}

/** Reads parameters, query and body; unknown fields are refused. Refused: RequestInvalid, field by field. */
export const readAsked = <Params, Query, Body>(
  operation: Operation<Params, Query, Body, unknown>,
  { params, query, body }: Pick<FastifyRequest, 'params' | 'query' | 'body'>,
): E.Either<Problem, Asked<Params, Query, Body>> => {
  const found: { readonly error: z.ZodError; readonly sent: unknown }[] = []
  const read = <Part>(schema: z.ZodType<Part>, sent: unknown): z.ZodSafeParseResult<Part> => {
    const result = schema.safeParse(sent)
    if (!result.success) found.push({ error: result.error, sent })
    return result
  }
  const path = read(operation.params, params)
  const search = read(operation.query, query)
  const content = read(operation.body.schema, operation.stream === undefined ? body : undefined)
  if (path.success && search.success && content.success)
    return E.right({ params: path.data, query: search.data, body: content.data })
  return E.left({
    code: 'RequestInvalid',
    errors: found.flatMap(({ error, sent }) => fieldProblems(error, sent)),
  })
}
