import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AnyOperation } from './contract/operation.ts'

const letThrough = { pressureHandler: () => undefined }

/** Opens a route that answers in its own media type. */
export const openRoute = (
  app: FastifyInstance,
  operation: AnyOperation,
  handler: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | Promise<FastifyReply>,
): void => {
  const { method, path: url, access, neverShed } = operation
  app.route({
    method,
    url,
    config: { access, operation, ...(neverShed === true ? letThrough : {}) },
    handler,
  })
}
