import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { nameOf } from './principal.ts'

const number = /(\+?7\d{3})\d{5}(\d{2})/g

/** Text with every phone number in it masked: `7926•••••30`. */
export const maskNumbers = (text: string): string => text.replace(number, '$1•••••$2')

/** The path alone, without its query (passwords of `/sm/client`, logins), numbers masked. */
export const loggedPath = (url: string): string => maskNumbers(url.split('?', 1)[0] ?? '')

/** An error for the log: its kind and where it arose, no number in it. */
export const loggedError = (error: Error): Record<string, string> => ({
  type: error.name,
  message: maskNumbers(error.message),
  stack: maskNumbers(error.stack ?? ''),
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
