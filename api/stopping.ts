import type { FastifyInstance } from 'fastify'
import { sendProblem } from './problems/problem.ts'

/**
 * A graceful stop: what is in flight is finished, what still arrives on open connections is refused with 503, and
 * idle connections are closed (`buildApp` asks Fastify for that). From then on Node watches over no time limits: whoever
 * still dribbles a request, or does not read an answer, after `patience` milliseconds is cut off, lest a stranger with
 * one open connection make every stop a kill.
 */
export const refuseWhenStopping = (app: FastifyInstance, patience: number): void => {
  let stopping = false
  let last: NodeJS.Timeout | undefined
  app.addHook('preClose', (done) => {
    stopping = true
    last = setTimeout(() => app.server.closeAllConnections(), patience).unref()
    done()
  })
  app.server.on('close', () => clearTimeout(last))
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
