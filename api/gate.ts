import type { FastifyReply, FastifyRequest } from 'fastify'
import * as E from 'fp-ts/lib/Either.js'
import { refusedAccess } from './access.ts'
import type { Authenticate, Cookies } from './authenticate.ts'
import { isLocalRequest } from './local-request.ts'
import { isSafeMethod, type OriginCheck } from './origin-check.ts'
import { type CameInPlainHttp, wantsHttps } from './plain-http.ts'
import { nobody, type Principal } from './principal.ts'
import { type Problem, sendProblem } from './problems/problem.ts'
import type { RateLimits } from './rate-limits.ts'
import type { ReplacedTokens } from './replaced-tokens.ts'

interface Parts {
  readonly authenticate: Authenticate
  readonly cookies: Cookies
  readonly replaced: Pick<ReplacedTokens, 'has'>
  /** Absent at the CLI's socket, which no browser reaches. */
  readonly comesFromOwnPage: OriginCheck | null
  /** Absent at the CLI's socket. */
  readonly cameInPlainHttp: CameInPlainHttp | null
  readonly rateLimits: RateLimits
  /** Whether whoever is on this machine may look at what else wants a token. */
  readonly trustsMachine: boolean
}

/** What every request passes before its body is read: its page's origin, its rate, who asks, and whether they may. */
export const gate = (parts: Parts) => {
  const { authenticate, cookies, replaced, comesFromOwnPage, cameInPlainHttp, rateLimits, trustsMachine } =
    parts

  const isForeign = ({ method, headers }: FastifyRequest): boolean =>
    comesFromOwnPage !== null &&
    !isSafeMethod(method) &&
    !comesFromOwnPage({
      origin: headers.origin,
      secFetchSite: headers['sec-fetch-site']?.toString(),
      host: headers.host,
    })

  const principalOf = async (request: FastifyRequest): Promise<E.Either<Problem, Principal>> =>
    // Whoever may come unknown is not asked for: health and sign-in work while the store is away.
    request.routeOptions.config.access?.who === 'anyone' ? E.right(nobody) : authenticate(request)

  const isOverheard = (request: FastifyRequest): boolean => cameInPlainHttp?.(request) ?? false

  const refused = async (request: FastifyRequest): Promise<Problem | null> => {
    const { url = '', config } = request.routeOptions
    const { access } = config
    if (isOverheard(request) && wantsHttps(url, access)) return { code: 'HttpsRequired' }
    if (isForeign(request)) return { code: 'OriginForeign' }
    const tooMany = await rateLimits.ofAddress(request)
    if (tooMany !== null) return tooMany
    const found = await principalOf(request)
    if (E.isLeft(found)) return found.left
    const principal = found.right
    const problem = refusedAccess(access, principal, () => trustsMachine && isLocalRequest(request))
    if (problem !== null) return problem
    request.principal = principal
    return rateLimits.ofPrincipal(request, principal)
  }

  /** Such a route answers in its own words, so the refusal goes to its own error handler. */
  const refuseBeforeWords = async (request: FastifyRequest): Promise<undefined> => {
    if (isOverheard(request)) {
      request.refused = 'HttpsRequired'
      throw Object.assign(new Error('plain http'), { statusCode: 403 })
    }
    const tooMany = await rateLimits.ofAddress(request)
    if (tooMany !== null) throw Object.assign(new Error('too many requests'), { statusCode: 429 })
  }

  /** A cookie that opens nothing any more is taken back. */
  const forgetCookie = (request: FastifyRequest, reply: FastifyReply): void => {
    const { access } = request.routeOptions.config
    const mayBe = access?.who === 'session' ? [cookies.session] : [cookies.staff, cookies.session]
    const cookie = mayBe.find(({ read }) => read(request.headers.cookie) !== null)
    const token = cookie?.read(request.headers.cookie) ?? null
    if (cookie !== undefined && token !== null && !replaced.has(token)) reply.headers(cookie.forget())
  }

  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    // What is not found is refused by its own handler, whoever asks.
    if (request.is404) return undefined
    if (request.routeOptions.config.access?.who === 'provenWithin') return refuseBeforeWords(request)
    const problem = await refused(request)
    if (problem === null) return undefined
    if (problem.code === 'NotSignedIn') forgetCookie(request, reply)
    return sendProblem(request, reply, problem)
  }
}
