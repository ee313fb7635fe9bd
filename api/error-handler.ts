import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasLeft } from './odd-requests.ts'
import { type Problem, sendProblem } from './problems/problem.ts'
import type { ProblemCode } from './problems/problem-code.ts'

/** What Fastify and its plugins refuse by themselves, as a code of ours. */
const ofFastify: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BodyMalformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'BodyMalformed',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BodyMalformed',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BodyTooLarge',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MediaTypeUnsupported',
  FST_ERR_CTP_EMPTY_TYPE: 'MediaTypeUnsupported',
  FST_ERR_MAX_PARAM_LENGTH: 'UriTooLong',
  FST_ERR_BAD_URL: 'RouteNotFound',
  FST_UNDER_PRESSURE: 'Overloaded',
}

/** What a plugin refuses in a way that is not known above is the request's fault all the same. */
const ofStatus = (status: number): ProblemCode =>
  // The documentation's files: what may not be had is not told from what is not there.
  status === 403 || status === 404 ? 'RouteNotFound' : 'RequestInvalid'

const codeOf = ({ code, name, statusCode }: Partial<FastifyError>): ProblemCode => {
  const known = code === undefined ? undefined : ofFastify[code]
  if (known !== undefined) return known
  // The JSON parser's own refusals, of forbidden names among others, carry a status and no code.
  if (name === 'SyntaxError' && statusCode === 400) return 'BodyMalformed'
  return statusCode === undefined || statusCode >= 500 ? 'InternalError' : ofStatus(statusCode)
}

/**
 * Answers what was thrown or refused outside of any handler. A fault of ours is told to the log in full and to the
 * caller by its correlation id only: never a stack, never a message.
 */
export const answerError = (
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply => {
  const code = hasLeft(request) ? 'BodyMalformed' : codeOf(error)
  if (code === 'InternalError') request.log.error({ err: error }, 'a request failed through a fault of ours')
  const problem: Problem = { code }
  return sendProblem(request, reply, problem)
}

/** `isStorageTrouble`: vault, sessions or answers cannot be read or written, which is no fault of ours and passes. */
export const handleErrors = (
  app: FastifyInstance,
  isStorageTrouble: (thrown: unknown) => boolean = () => false,
): void => {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (!isStorageTrouble(error)) return answerError(error, request, reply)
    request.log.error({ err: error }, 'a store beside the log cannot be read or written')
    return sendProblem(request, reply, { code: 'StoreUnavailable' })
  })
}
