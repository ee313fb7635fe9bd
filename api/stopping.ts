import type { FastifyInstance } from 'fastify'
import { sendProblem } from './problems/problem.ts'

/**
 * A graceful stop: what is in flight is finished, what still arrives on open connections is refused with 503, and
 * idle connections are closed (`buildApp` asks Fastify for that).
 */
export const refuseWhenStopping = (app: FastifyInstance): void => {
  let stopping = false
  app.addHook('preClose', (done) => {
    stopping = true
    done()
  })
  app.addHook('onRequest', (request, reply, done) => {
    if (stopping) sendProblem(request, reply.header('connection', 'close'), { code: 'Stopping' })
    else done()
  })
  // A connection that was busy when the stop began is kept alive by its client; nothing else would end it soon.
  app.addHook('onResponse', (_request, _reply, done) => {
    if (stopping) setImmediate(() => app.server.closeIdleConnections())
    done()
  })
}
