import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sendProblem } from './problems/problem.ts'

/** Whether the client went away before its request was whole: nobody waits for an answer, and nothing is at fault. */
export const hasLeft = ({ raw }: FastifyRequest): boolean => raw.destroyed && !raw.complete

/**
 * What Node would answer by itself and without a word: HTTP/1.1 without Host is a problem here as everything else,
 * and an expectation that nobody knows may be ignored (RFC 9110, 10.1.1).
 */
export const answerOddRequests = (app: FastifyInstance): void => {
  app.addHook('onRequest', (request, reply, done) => {
    const { httpVersion, headers } = request.raw
    if (httpVersion === '1.1' && headers.host === undefined)
      // Whoever breaks the protocol here is not to be trusted with where the next request begins.
      sendProblem(request, reply.header('connection', 'close'), { code: 'RequestInvalid' })
    else done()
  })
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
}
