import type { FastifyInstance } from 'fastify'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Vitals } from '../application/operations/vitals.ts'

export interface Metrics {
  /** Text exposition format. */
  readonly text: () => Promise<string>
  readonly mediaType: string
}

/** Seconds; a dashboard is at the lower end, an import at the upper. */
const latencies = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60]

/** Times every request of an app. Labels hold methods, route patterns and statuses, never ids. */
const timeRequests = (app: FastifyInstance, registry: Registry): void => {
  const requests = new Histogram({
    name: 'cabinet_http_request_seconds',
    help: 'Seconds from a request to its answer, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: latencies,
    registers: [registry],
  })
  // Finding a label's own histogram costs more than observing: they are as few as routes times statuses.
  const found = new Map<string, { readonly observe: (seconds: number) => void }>()
  const of = (method: string, route: string, status: string) => {
    const key = `${method} ${route} ${status}`
    const known = found.get(key) ?? requests.labels(method, route, status)
    found.set(key, known)
    return known
  }
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    of(request.method, route, String(reply.statusCode)).observe(reply.elapsedTime / 1000)
    done()
  })
}

type Reading = (vitals: Vitals, app: FastifyInstance) => number | null

/** `null` is not known: such a gauge is left out rather than said to be nought. */
const gauges: readonly (readonly [name: string, help: string, read: Reading])[] = [
  ['store_answers', '1 when the event store answers.', ({ storeAnswers }) => (storeAnswers ? 1 : 0)],
  ['views_lag_seconds', 'Age of the oldest event that the views lack.', ({ views }) => views.lagSeconds],
  ['views_parked_streams', 'Streams that the views could not apply.', ({ views }) => views.parked],
  ['reactions_lag_seconds', 'How far reactions are behind the log.', ({ reactions }) => reactions.lagSeconds],
  ['reactions_waiting', 'Effects still to be done.', ({ reactions }) => reactions.waiting],
  ['reactions_parked', 'Effects that wait for staff.', ({ reactions }) => reactions.parked],
  ['memory_bytes', 'Resident memory.', (_, app) => app.memoryUsage().rssBytes],
  ['event_loop_delay_ms', 'Mean delay of the event loop.', (_, app) => app.memoryUsage().eventLoopDelay],
]

/** Metrics of one app in a registry of its own. Wants under-pressure to be there. */
export const metrics = (app: FastifyInstance, vitals: () => Promise<Vitals>): Metrics => {
  const registry = new Registry()
  timeRequests(app, registry)
  const appended = new Counter({
    name: 'cabinet_appended_events_total',
    help: 'Events recorded by this process.',
    registers: [registry],
  })
  const readings = gauges.map(
    ([name, help, read]) =>
      [new Gauge({ name: `cabinet_${name}`, help, registers: [registry] }), read] as const,
  )

  const refresh = async (): Promise<void> => {
    const present = await vitals()
    appended.reset()
    appended.inc(present.appendedEvents)
    for (const [gauge, read] of readings) {
      const value = read(present, app)
      if (value === null) gauge.remove()
      else gauge.set(value)
    }
  }

  return {
    text: async () => {
      await refresh()
      return registry.metrics()
    },
    mediaType: registry.contentType,
  }
}
