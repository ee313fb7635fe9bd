import type { FastifyInstance } from 'fastify'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Cabinet } from '../application/cabinet.ts'
import type { Vitals } from '../application/operations/vitals.ts'
import type { ViewsProgress } from '../application/projections/views.ts'

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
    name: 'cabinet_http_request_duration_seconds',
    help: 'Seconds from a request to its answer, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: latencies,
    registers: [registry],
  })
  const replays = new Counter({
    name: 'cabinet_idempotency_replays_total',
    help: 'Repeated requests that were given their first answer.',
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
    if (request.method !== 'GET' && reply.hasHeader('idempotency-replayed')) replays.inc()
    done()
  })
}

interface Present {
  readonly vitals: Vitals
  readonly views: ViewsProgress
}

type Reading = (present: Present) => number | null

const bit = (is: boolean): number => (is ? 1 : 0)

/** A position is only ever compared; as a number it shows whether it moves. */
const place = (position: bigint | null | undefined): number | null =>
  position == null ? null : Number(position)

/** `null` is not known: such a gauge is left out rather than said to be nought. */
const gauges: readonly (readonly [name: string, help: string, read: Reading])[] = [
  ['store_up', '1 when the event store answers.', ({ vitals }) => bit(vitals.storeAnswers)],
  ['views_up', '1 while the views keep up with the log.', ({ vitals }) => bit(vitals.views.keepUp)],
  [
    'views_lag_seconds',
    'Age of the oldest event that the views lack.',
    ({ vitals }) => vitals.views.lagSeconds,
  ],
  ['views_position', 'Position in the log that the views have got to.', ({ views }) => place(views.position)],
  ['views_parked_streams', 'Streams that the views could not apply.', ({ vitals }) => vitals.views.parked],
  ['views_rebuilding', '1 while new views are built.', ({ views }) => bit(views.rebuilding !== null)],
  [
    'views_rebuild_position',
    'Position in the log that the new views have got to; absent when none are built.',
    ({ views }) => place(views.rebuilding?.position),
  ],
  [
    'reactions_up',
    '1 when the reactions follow the log.',
    ({ vitals }) => bit(vitals.reactions.state === 'running'),
  ],
  [
    'reactions_lag_seconds',
    'How far reactions are behind the log.',
    ({ vitals }) => vitals.reactions.lagSeconds,
  ],
  ['reactions_waiting', 'Effects that are due, or tried again.', ({ vitals }) => vitals.reactions.waiting],
  ['reactions_parked', 'Effects that wait for staff.', ({ vitals }) => vitals.reactions.parked],
]

/** Metrics of one door in a registry of its own, and what the cabinet itself counts. */
export const metrics = (
  app: FastifyInstance,
  { vitals, views, measured }: Pick<Cabinet, 'vitals' | 'views' | 'measured'>,
): Metrics => {
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
    const present = { vitals: await vitals(), views: views.progress() }
    appended.reset()
    appended.inc(present.vitals.appendedEvents)
    for (const [gauge, read] of readings) {
      const value = read(present)
      if (value === null) gauge.remove()
      else gauge.set(value)
    }
  }

  return {
    text: async () => {
      await refresh()
      return `${await registry.metrics()}${(await measured?.()) ?? ''}`
    },
    mediaType: registry.contentType,
  }
}
