import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
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

/** The path alone, without its query (passwords of `/sm/client`, logins), numbers and addresses masked. */
export const loggedPath = (url: string): string => maskPersonal(unescaped(url.split('?', 1)[0] ?? ''))

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
  ...(request.principal === undefined || request.principal.kind === 'nobody'
    ? {}
    : { by: nameOf(request.principal) }),
})

const levelsThatTellAll: ReadonlySet<string> = new Set(['trace', 'debug', 'info'])

/** One line a request, once it is answered; each carries the correlation id. */
export const logRequests = (app: FastifyInstance): void => {
  const tellsAll = levelsThatTellAll.has(app.log.level)
  app.addHook('onResponse', (request, reply, done) => {
    if (reply.statusCode >= 500) request.log.warn(line(request, reply), 'answered')
    else if (tellsAll) request.log.info(line(request, reply), 'answered')
    done()
  })
}
