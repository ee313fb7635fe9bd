import { fastifyUnderPressure } from '@fastify/under-pressure'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import type { AppOptions, Bounds } from './app-options.ts'
import { authenticate, type Cookies, type Door } from './authenticate.ts'
import { sessionCookie } from './cookie.ts'
import { correlationId } from './correlation.ts'
import { docs } from './docs.ts'
import { answerError, handleErrors } from './error-handler.ts'
import { gate } from './gate.ts'
import { idempotency } from './idempotency.ts'
import { readJsonBodies } from './json-bodies.ts'
import { lastWrites } from './last-writes.ts'
import { handleNotFound } from './not-found.ts'
import { answerOddRequests } from './odd-requests.ts'
import { openApiDocument } from './openapi/document.ts'
import { isLoopbackName, originCheck } from './origin-check.ts'
import { plainHttpCheck } from './plain-http.ts'
import { defaultRates, noRateLimits, rateLimits } from './rate-limits.ts'
import { refuseOnSocket } from './raw-refusal.ts'
import { type ReplacedTokens, replacedTokens } from './replaced-tokens.ts'
import { logRequests, logSerializers } from './request-log.ts'
import { accountRoutes } from './routes/account-routes.ts'
import { backupRoutes } from './routes/backup-routes.ts'
import { deskRoutes } from './routes/desk-routes.ts'
import { emailConfirmationRoutes } from './routes/email-confirmation-routes.ts'
import { erasureRoutes } from './routes/erasure-routes.ts'
import { healthRoutes } from './routes/health-routes.ts'
import { historyRoutes } from './routes/history-routes.ts'
import { inboxRoutes } from './routes/inbox-routes.ts'
import { machineRoutes } from './routes/machine-routes.ts'
import { operatorReadingRoutes } from './routes/operator-reading-routes.ts'
import { operatorRoutes } from './routes/operator-routes.ts'
import { profileAccessRoutes } from './routes/profile-access-routes.ts'
import { profileRoutes } from './routes/profile-routes.ts'
import { profileSecretRoutes } from './routes/profile-secret-routes.ts'
import { profileServiceRoutes } from './routes/profile-service-routes.ts'
import { recoveryRoutes } from './routes/recovery-routes.ts'
import { registrationRoutes } from './routes/registration-routes.ts'
import { sessionRoutes } from './routes/session-routes.ts'
import { staffRegisterRoutes } from './routes/staff-register-routes.ts'
import { staffRoutes } from './routes/staff-routes.ts'
import { staffSessionRoutes } from './routes/staff-session-routes.ts'
import { streamRoutes } from './routes/stream-routes.ts'
import { tokenRoutes } from './routes/token-routes.ts'
import { securityHeaders } from './security-headers.ts'
import { serving } from './serve.ts'
import { answersMalformedUrl, smClient } from './sm-client/sm-client.ts'
import { refuseWhenStopping } from './stopping.ts'
import { traceRequests } from './trace-requests.ts'

const bounded = (door: Door, given: NonNullable<AppOptions['bounds']>): Bounds => ({
  largestBody: 64 * 1024,
  largestHeaders: 16 * 1024,
  // The CLI's import takes as long as it takes.
  requestTimeout: door === 'socket' ? 0 : 300_000,
  longestDelay: 1_000,
  // Less than the process takes for its whole stop (`cli/serve.ts`).
  stopPatience: 10_000,
  ...given,
  rates: { ...defaultRates, ...given.rates },
})

/** `__Host-` cookies and HSTS want https; plain http is for loopback only (`security.md`, cookie). */
const checkPublicUrl = ({ door, publicUrl }: AppOptions): void => {
  const isPlain = publicUrl.protocol !== 'https:'
  if (door === 'network' && isPlain && !isLoopbackName(publicUrl.hostname))
    throw new Error(`the public address ${publicUrl.origin} must be https: plain http is for loopback only`)
}

const addHeaders = (request: FastifyRequest, reply: FastifyReply): void => {
  reply.headers(securityHeaders).header('x-correlation-id', request.id)
}

const bareApp = (options: AppOptions, bounds: Bounds): FastifyInstance => {
  const { cabinet, log, trustedProxies } = options
  const app = Fastify({
    loggerInstance: log.child({}, { serializers: logSerializers }),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'correlationId' }),
    genReqId: correlationId(cabinet.ids),
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    bodyLimit: bounds.largestBody,
    requestTimeout: bounds.requestTimeout,
    http: {
      maxHeaderSize: bounds.largestHeaders,
      connectionsCheckingInterval: 5_000,
      // Whoever dribbles them, or sends nothing, holds a connection that long.
      headersTimeout: 20_000,
      // Node's own word for it, an empty 400, is no problem document.
      requireHostHeader: false,
    },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: refuseOnSocket(cabinet.ids.uuid),
    frameworkErrors: (error, request, reply) => {
      addHeaders(request, reply)
      if (!answersMalformedUrl(request, reply)) answerError(error, request, reply)
    },
  })
  app.removeContentTypeParser('text/plain')
  readJsonBodies(app)
  app.decorateRequest('principal')
  app.decorateRequest('refused')
  return app
}

/** The operator at the socket is never turned away: who else could help? */
const shedLoad = async (app: FastifyInstance, door: Door, { longestDelay }: Bounds): Promise<void> => {
  const maxEventLoopDelay = door === 'socket' ? 0 : longestDelay
  await app.register(fastifyUnderPressure, { maxEventLoopDelay, retryAfter: 5 })
}

/** Devices and programs of the real service; no cookie and no browser rule applies there. */
const addSmClient = async (
  app: FastifyInstance,
  { cabinet, isStorageTrouble }: AppOptions,
): Promise<void> => {
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: { who: 'provenWithin' } }
    })
    await scope.register(
      smClient({ cabinet, ...(isStorageTrouble === undefined ? {} : { isStorageTrouble }) }),
    )
  })
}

const addRoutes = (
  app: FastifyInstance,
  { cabinet, door }: AppOptions,
  cookies: Cookies,
  replaced: ReplacedTokens,
): void => {
  const writes = lastWrites()
  const { answers, fingerprints, clock } = cabinet
  const notKept = (error: unknown) => app.log.warn({ err: error }, 'an answer could not be kept for a replay')
  const replay = idempotency({ answers, fingerprints, clock, notKept })
  const serve = serving(app, { idempotency: replay, lastWrites: writes })

  sessionRoutes(serve, { cabinet, cookie: cookies.session, replaced, lastWrites: writes })
  staffSessionRoutes(serve, { cabinet, cookie: cookies.staff, lastWrites: writes })
  registrationRoutes(serve, cabinet)
  emailConfirmationRoutes(serve, { cabinet, cookie: cookies.session, replaced, lastWrites: writes })
  recoveryRoutes(serve, cabinet)
  profileRoutes(serve, cabinet)
  profileSecretRoutes(serve, cabinet)
  profileAccessRoutes(serve, cabinet)
  profileServiceRoutes(serve, cabinet)
  accountRoutes(serve, cabinet)
  historyRoutes(serve, cabinet)
  operatorReadingRoutes(serve, cabinet)
  operatorRoutes(serve, cabinet)
  erasureRoutes(serve, cabinet)
  deskRoutes(serve, cabinet)
  streamRoutes(app, cabinet, writes)
  if (door === 'socket') {
    tokenRoutes(serve, cabinet)
    staffRoutes(serve, cabinet)
    staffRegisterRoutes(serve, cabinet)
    backupRoutes(serve, cabinet)
  }
}

/**
 * The HTTP door: every route, its limits and its refusals, over a cabinet. It does not listen yet. The CLI's socket
 * is a door of its own (`docs/adr/0004`): every request there is the operator's.
 */
export const buildApp = async (options: AppOptions): Promise<FastifyInstance> => {
  checkPublicUrl(options)
  const { cabinet, door, publicUrl, mode } = options
  const bounds = bounded(door, options.bounds ?? {})
  const cookies = { session: sessionCookie(publicUrl), staff: sessionCookie(publicUrl, 'staff') }
  const replaced = replacedTokens(cabinet.clock, cabinet.fingerprints)
  const app = bareApp(options, bounds)
  const openApi = openApiDocument({ publicUrl, mode })

  handleErrors(app, options.isStorageTrouble)
  handleNotFound(app)
  app.addHook('onRequest', (request, reply, done) => {
    addHeaders(request, reply)
    done()
  })
  logRequests(app)
  if (cabinet.tracing !== undefined) traceRequests(app, cabinet.tracing)
  answerOddRequests(app)
  refuseWhenStopping(app, bounds.stopPatience)
  await shedLoad(app, door, bounds)
  app.addHook(
    'onRequest',
    gate({
      authenticate: authenticate(cabinet, door, cookies),
      cookies,
      replaced,
      comesFromOwnPage: door === 'socket' ? null : originCheck(publicUrl, mode),
      cameInPlainHttp: door === 'socket' ? null : plainHttpCheck(publicUrl),
      rateLimits: door === 'socket' ? noRateLimits : await rateLimits(app, bounds.rates),
      // In production a proxy on this machine that names nobody would open the door to everybody.
      trustsMachine: mode === 'development',
    }),
  )

  machineRoutes(app, openApi)
  healthRoutes(app, cabinet)
  // Asked of both: production that is handed an inbox by mistake shows none.
  if (mode === 'development' && options.inbox !== undefined) inboxRoutes(app, options.inbox)
  addRoutes(app, options, cookies, replaced)
  if (door === 'network') {
    await docs(app, openApi)
    await addSmClient(app, options)
  }
  return app
}
