import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { OpenSpan, Tracing } from '../application/ports/tracing.ts'
import { callersSpan } from './trace-context.ts'

/**
 * A span for every request, named after its route: neither path nor query, neither address nor user agent (semantic
 * conventions for HTTP). What the handler begins belongs to it.
 */
export const traceRequests = (app: FastifyInstance, tracing: Tracing): void => {
  const open = new WeakMap<FastifyRequest, OpenSpan>()

  app.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url
    const facts = { 'http.request.method': request.method, 'url.scheme': request.protocol }
    const span = tracing.open(
      {
        name: route === undefined ? request.method : `${request.method} ${route}`,
        kind: 'server',
        facts: route === undefined ? facts : { ...facts, 'http.route': route },
        correlationId: request.id,
      },
      callersSpan(request.headers['traceparent']),
    )
    open.set(request, span)
    done()
  })
  // Not sooner: reading the body loses what is under way.
  app.addHook('preHandler', (request, _reply, done) => {
    const span = open.get(request)
    if (span === undefined) done()
    else span.within(() => done())
  })
  app.addHook('onResponse', (request, reply, done) => {
    const span = open.get(request)
    span?.tell({ 'http.response.status_code': reply.statusCode })
    if (reply.statusCode >= 500) span?.fail(String(reply.statusCode))
    span?.end()
    done()
  })
}
