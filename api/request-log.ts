import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isSafeMethod } from './origin-check.ts'
import { nameOf } from './principal.ts'

const likeANumber = /\d{10}/
/** Ten to fifteen digits, as numbers of phones have; the digits of a uuid stay. */
const numberOrUuid = /([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})|(\+?\d{4})\d{4,9}(\d{2})(?!\d)/gi
const mail = /[^\s"'<>/@]+@[^\s"'<>/@]+/g
const query = /\?[^\s"'()]*=[^\s"']*/g

/** Text with every phone number and e-mail address in it masked (`7926•••••30`), and no query. */
export const maskPersonal = (text: string): string => {
  const bare = text.includes('?') ? text.replace(query, '?…') : text
  const named = bare.includes('@') ? bare.replace(mail, '…@…') : bare
  // Hardly any line has one, and every request has a line.
  if (!likeANumber.test(named)) return named
  return named.replace(
    numberOrUuid,
    (_, uuid?: string, head = '', tail = '') => uuid ?? `${head}•••••${tail}`,
  )
}

/** A path may hide its digits: `%37%39…`. */
const unescaped = (path: string): string => {
  if (!path.includes('%')) return path
  try {
    return decodeURIComponent(path)
  } catch {
    return path.replace(/%3(\d)/g, '$1').replaceAll('%40', '@')
  }
}

/** As long as a token of 256 bits: a recovery's id opens it to whoever has it. Ids of ours are shorter. */
const likeAToken = /(?<![\w-])[\w-]{40,}/g

/** The path alone, without its query (passwords of `/sm/client`, logins); numbers, addresses and tokens masked. */
export const loggedPath = (url: string): string =>
  maskPersonal(unescaped(url.split('?', 1)[0] ?? '').replace(likeAToken, '…'))

/** An error for the log: its kind and where it arose, no number and no address in it. */
export const loggedError = (error: Error): Record<string, string> => ({
  type: error.name,
  message: maskPersonal(error.message),
  stack: maskPersonal(error.stack ?? ''),
})

/** What a log line may hold, thing by thing: neither headers, nor bodies, nor queries, nor what stands in a cookie. */
export const logSerializers = {
  err: loggedError,
  req: ({ method, url }: { readonly method: string; readonly url: string }) => ({
    method,
    path: loggedPath(url),
  }),
  res: ({ statusCode }: { readonly statusCode: number }) => ({ status: statusCode }),
} as const

const line = (request: FastifyRequest, reply: FastifyReply) => ({
  method: request.method,
  path: loggedPath(request.url),
  route: request.routeOptions.url,
  status: reply.statusCode,
  ms: Math.round(reply.elapsedTime * 10) / 10,
  ...(request.refused === undefined ? {} : { code: request.refused }),
  ...(request.principal === undefined || request.principal.kind === 'nobody'
    ? {}
    : { by: nameOf(request.principal) }),
})

/** Of a request that only read something, and got it; the real service's programs change things by GET. */
const isPlainRead = ({ method, routeOptions }: FastifyRequest, { statusCode }: FastifyReply): boolean =>
  statusCode < 400 && isSafeMethod(method) && routeOptions.config.access?.who !== 'provenWithin'

const levelOf = (request: FastifyRequest, reply: FastifyReply): 'warn' | 'info' | 'debug' => {
  if (reply.statusCode >= 500) return 'warn'
  return isPlainRead(request, reply) ? 'debug' : 'info'
}

const levels: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']

/** Levels that are written where this one is the least; none of them when it is `silent`. */
const levelsFrom = (least: string): ReadonlySet<string> => {
  const at = levels.indexOf(least)
  return new Set(at < 0 ? [] : levels.slice(at))
}

/**
 * One line a request, once it is answered; each carries the correlation id. Reads that went well, probes among them,
 * are for debugging only: metrics count them, and who read whose history is in the log of events.
 */
export const logRequests = (app: FastifyInstance): void => {
  const told = levelsFrom(app.log.level)
  app.addHook('onResponse', (request, reply, done) => {
    const level = levelOf(request, reply)
    if (told.has(level)) request.log[level](line(request, reply), 'answered')
    done()
  })
}
