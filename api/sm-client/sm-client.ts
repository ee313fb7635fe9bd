import { isIP } from 'node:net'
import type {} from '@fastify/swagger'
import type { FastifyError, FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import * as E from 'fp-ts/lib/Either.js'
import type { Cabinet } from '../../application/cabinet.ts'
import type { Actor, Circumstances } from '../../application/events/metadata.ts'
import { numberOfLogin } from '../../domain/sip-account/number.ts'
import { hasLeft } from '../odd-requests.ts'
import { type Command, commands, type Settings } from './commands.ts'
import { queryParameters } from './query-parameters.ts'
import { refusalAnswer } from './refusal-answer.ts'
import { unknownLogins } from './unknown-logins.ts'
import {
  type Answer,
  failed,
  parametersIncorrect,
  statusOf,
  subscriptionNotFound,
  unavailable,
  xmlOf,
} from './xml-answer.ts'

type Behind = Settings & Pick<Cabinet, 'clock' | 'proveSipCredentials'>

interface SmClientParts {
  readonly cabinet: Behind
  /** As in `AppOptions`. */
  readonly isStorageTrouble?: (thrown: unknown) => boolean
}

/** Request property that holds the raw query once it is off the URL. */
const queryProperty = 'smClientQuery'

const largestBody = 64 * 1024
const longestUserAgent = 256
/** Seconds. */
const floodWait = 2

const prefix = '/sm/client'

/** The command's path below the prefix, one trailing slash dropped; '' for none. Paths are case-sensitive. */
const pathOf = ({ params }: FastifyRequest): string => {
  const path =
    typeof params === 'object' && params !== null && '*' in params && typeof params['*'] === 'string'
      ? params['*']
      : ''
  return path.endsWith('/') ? path.slice(0, -1) : path
}

const circumstancesOf = (request: FastifyRequest, actor: Actor): Circumstances => ({
  actor,
  channel: 'multifon-http',
  sessionId: null,
  ip: isIP(request.ip) === 0 ? null : request.ip,
  userAgent: request.headers['user-agent']?.slice(0, longestUserAgent) ?? null,
  correlationId: String(request.id),
  causationId: null,
  idempotency: null,
  reason: null,
})

const send = (reply: FastifyReply, answer: Answer): FastifyReply => {
  if (answer.retryAfter !== null && !reply.hasHeader('retry-after'))
    reply.header('retry-after', answer.retryAfter)
  return reply
    .code(statusOf(answer))
    .header('content-type', 'text/xml;charset=UTF-8')
    .header('cache-control', 'no-store')
    .send(xmlOf(answer))
}

/** GET and POST only: HEAD cannot show a result and must not set anything, and no client knows another. */
const refuseMethod = (reply: FastifyReply): FastifyReply =>
  reply.code(405).header('allow', 'GET, POST').send()

/** What is refused before a handler is reached must not look like a result to a method that has none. */
const sendToClient = (request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply =>
  request.method === 'GET' || request.method === 'POST' ? send(reply, answer) : refuseMethod(reply)

/** Whether a request's URL, malformed as it may be, was meant for this door. */
const isOurs = (url: string): boolean => /^(?:https?:\/\/[^/?#]*)?\/\/?sm\/client(?:[/?#]|$)/.test(url)

/**
 * For the app's `frameworkErrors`: a URL whose path is malformed reaches no route and so not this door. Answers it
 * here (102) and says so, or leaves it to the app. Such an error's message holds the whole URL: not to be logged.
 */
export const answersMalformedUrl = (request: FastifyRequest, reply: FastifyReply): boolean => {
  if (!isOurs(request.raw.url ?? '')) return false
  sendToClient(request, reply, parametersIncorrect)
  return true
}

/** What was refused before this door was asked: by its own bounds, or by the app's against floods (429, 503). */
const errorAnswer = ({ statusCode = 500 }: FastifyError): Answer => {
  if (statusCode === 429 || statusCode === 503) return unavailable(floodWait)
  return statusCode < 500 ? parametersIncorrect : failed
}

const asked = (cabinet: Behind, known: ReadonlyMap<string, Command>) => {
  const mayTell = unknownLogins(cabinet.clock)

  return async (request: FastifyRequest): Promise<Answer> => {
    const command = known.get(pathOf(request))
    const parameters = queryParameters(request.getDecorator<string>(queryProperty))
    if (command === undefined || parameters === null) return parametersIncorrect
    const login = parameters.get('login') ?? ''
    const number = numberOfLogin(login)
    if (number === null) return subscriptionNotFound
    const before = circumstancesOf(request, { type: 'sip', id: 'unknown' })
    const credentials = { login, password: parameters.get('password') ?? '' }
    const proven = await cabinet.proveSipCredentials(credentials, before)()
    if (E.isLeft(proven))
      return proven.left.unknownLogin === true && mayTell(before.ip, number)
        ? subscriptionNotFound
        : refusalAnswer(proven.left)
    const { account, accountId } = proven.right
    const circumstances = circumstancesOf(request, { type: 'sip', id: accountId })
    return command({ parameters, account, order: { accountId, circumstances } })
  }
}

/** Takes the query off the request before anything else can see, log or report it. */
const takeQueryOff = (app: FastifyInstance, urlToLog: (request: FastifyRequest) => string) => {
  app.decorateRequest(queryProperty, '')
  app.addHook('onRequest', async (request) => {
    const [, query = ''] = /\?([^#]*)/.exec(request.raw.url ?? '') ?? []
    request.setDecorator(queryProperty, query)
    request.raw.url = urlToLog(request)
    request.query = {}
    // A body is ignored whatever it is said to be, and Fastify refuses a malformed Content-Type (415) by itself.
    delete request.headers['content-type']
  })
}

/** Bodies are read, within a bound, so that the connection can go on, and dropped. */
const dropBodies = (app: FastifyInstance) => {
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestBody }, (_request, _body, done) =>
    done(null),
  )
}

/**
 * The real service's HTTP API under `/sm/client/`, so that programs written for it work unchanged: the same use
 * cases as REST, with channel `multifon-http`, each request proving itself by SIP login and password, throttled as a
 * sign-in. Register it where no browser rule (Origin, Fetch metadata, cookies, CORS) applies.
 *
 * What the reference leaves open, decided here:
 * - An unknown command and a query over 4096 characters are 102, unlooked at: only that word blames neither
 *   password nor account. So is a body over 64 KiB, the most that is read and dropped.
 * - A login that is none (missing, garbage, another domain) is 404; a missing password is a wrong one. Credentials
 *   come before values: without them every value looks alike.
 * - GET and POST only; every other method is a 405.
 */
export const smClient =
  ({ cabinet, isStorageTrouble = () => false }: SmClientParts): FastifyPluginAsync =>
  async (app) => {
    const known = commands(cabinet)
    const answer = asked(cabinet, known)
    const urlToLog = (request: FastifyRequest) =>
      `${prefix}/${known.has(pathOf(request)) ? pathOf(request) : '*'}`
    const options = {
      schema: { hide: true },
      exposeHeadRoute: false,
      // Fastify logs a request before any hook of ours runs: what it may say of it is said here.
      logSerializers: {
        req: (request: FastifyRequest) => ({ method: request.method, url: urlToLog(request) }),
      },
    }

    takeQueryOff(app, urlToLog)
    dropBodies(app)
    app.setErrorHandler<FastifyError>((error, request, reply) => {
      if (hasLeft(request)) return sendToClient(request, reply, parametersIncorrect)
      const inItsPlace = isStorageTrouble(error) ? unavailable(floodWait) : errorAnswer(error)
      if (inItsPlace === failed || isStorageTrouble(error))
        request.log.error({ err: error }, 'a request of the MultiFon HTTP API failed')
      return sendToClient(request, reply, inItsPlace)
    })

    // A client whose configured address ends in a slash asks for `//sm/client/…`.
    for (const url of [prefix, `${prefix}/*`, `/${prefix}`, `/${prefix}/*`]) {
      app.route({
        ...options,
        method: ['GET', 'POST'],
        url,
        handler: async (request, reply) => send(reply, await answer(request)),
      })
      app.route({
        ...options,
        method: ['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'],
        url,
        handler: async (_request, reply) => refuseMethod(reply),
      })
    }
  }
