import type { FastifyInstance } from 'fastify'
import type { Cabinet } from '../../application/cabinet.ts'
import { notReadyBecause } from '../../application/operations/vitals.ts'
import { metrics as metricsOperation, ready } from '../contract/machine-operations.ts'
import { metrics } from '../metrics.ts'
import { openRoute } from '../open-route.ts'

/** Readiness and metrics: how the cabinet is right now. */
export const healthRoutes = (app: FastifyInstance, cabinet: Cabinet): void => {
  const { vitals } = cabinet
  const measured = metrics(app, cabinet)

  openRoute(app, ready, async (_request, reply) => {
    const reasons = notReadyBecause(await vitals())
    return reasons.length === 0
      ? reply.send({ status: 'ready', reasons })
      : reply.code(503).send({ status: 'notReady', reasons })
  })
  openRoute(app, metricsOperation, async (_request, reply) =>
    reply.header('content-type', measured.mediaType).send(await measured.text()),
  )
}
