import autocannon from 'autocannon'
import type { ProcessUnderLoad } from './process-under-load.ts'

/** A request of a bench; `requestsOf` gives each connection its own, which it repeats in order. */
export interface LoadRequest {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Of a session whose token each answer may replace. */
  readonly cookie?: { readonly present: () => string; readonly keep: (cookie: string) => void }
}

export interface Load {
  readonly seconds: number
  readonly connections: number
  readonly requestsOf: (connection: number) => readonly LoadRequest[]
  /** Statuses that are what was asked for. */
  readonly expected: number
}

export interface Measured {
  readonly requestsPerSecond: number
  /** Microseconds of the server's processor time for each request. */
  readonly cpuMicroseconds: number
  readonly p50Milliseconds: number
  readonly p99Milliseconds: number
}

const requestOf = ({ cookie, ...request }: LoadRequest): autocannon.Request => {
  const plain = { ...request, headers: { ...request.headers } }
  if (cookie === undefined) return plain
  return {
    ...plain,
    setupRequest: (present) => ({ ...present, headers: { ...plain.headers, cookie: cookie.present() } }),
    onResponse: (_status, _body, _context, headers) => {
      const given = new Headers(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]))
      const newest = given.get('set-cookie')?.split(';', 1)[0]
      if (newest !== undefined) cookie.keep(newest)
    },
  }
}

/** Puts load on a server for some seconds. Throws when any answer is not the expected one: such a figure is none. */
export const measureLoad = async (server: ProcessUnderLoad, load: Load): Promise<Measured> => {
  let next = 0
  const before = server.cpuSeconds()
  const running = autocannon({
    url: server.url,
    connections: load.connections,
    duration: load.seconds,
    setupClient: (client) => {
      const requests = load.requestsOf(next)
      next += 1
      client.setRequests(requests.map(requestOf))
    },
  })
  const result = await running
  const cpu = server.cpuSeconds() - before
  const statuses = Object.entries(result.statusCodeStats ?? {})
  const wrong = statuses.filter(([status]) => Number(status) !== load.expected)
  if (wrong.length > 0 || result.errors > 0)
    throw new Error(`answers were ${JSON.stringify(result.statusCodeStats)}, errors ${result.errors}`)
  return {
    requestsPerSecond: Math.round(result.requests.total / result.duration),
    cpuMicroseconds: Math.round((cpu / result.requests.total) * 1e7) / 10,
    p50Milliseconds: result.latency.p50,
    p99Milliseconds: result.latency.p99,
  }
}

/** Once without counting, so that compilers and caches are warm, then for the figure. */
export const measureWarm = async (server: ProcessUnderLoad, load: Load): Promise<Measured> => {
  await measureLoad(server, { ...load, seconds: Math.min(3, load.seconds) })
  return measureLoad(server, load)
}
