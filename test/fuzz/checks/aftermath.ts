import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { call } from '../world/call.ts'
import type { Memory } from '../world/server.ts'
import type { World } from '../world/world.ts'
import { asJson } from './complaint.ts'

const parked = z.object({
  items: z.array(z.looseObject({ name: z.string(), kind: z.string(), why: z.string() })),
})
const dashboard = z.object({ revision: z.number() })

/** What of the victim can be seen from the outside; nobody was ever let near it. */
export const victimSeen = async ({ server, victim }: World): Promise<string> => {
  const headers = { cookie: victim.cookie, 'x-forwarded-for': '198.18.0.2' }
  const { body } = await call({ port: server.port }, 'GET', `/api/v1/accounts/${victim.id}/dashboard`, {
    headers,
  })
  return dashboard.safeParse(asJson(body)).success ? body : `unreadable: ${body}`
}

/** Milliseconds; views are given that long to take in the last of the run. */
const patience = 20_000

const isReady = async ({ server }: World): Promise<string | null> => {
  let last = ''
  for (const end = Date.now() + patience; Date.now() < end; await pause(200)) {
    const { status, body } = await call({ port: server.port }, 'GET', '/health/ready')
    if (status === 200) return null
    last = body
  }
  return `the server is not ready afterwards: ${last}`
}

/** An event that a view could not take in is a request that should have been refused. */
const parkedViews = async ({ server }: World): Promise<readonly string[]> => {
  const { body } = await call({ socketPath: server.socketPath }, 'GET', '/api/v1/operations/parked')
  return parked
    .parse(JSON.parse(body))
    .items.filter(({ kind }) => kind === 'view')
    .map(({ name, why }) => `a view has parked a stream: ${name}: ${why}`)
}

/** While the server still runs: the same process, ready, nothing parked, and the victim as it was. */
export const examineServer = async (world: World, victimBefore: string): Promise<readonly string[]> => {
  if (!world.server.isRunning()) return [`the server has ended: ${world.server.log().slice(-2000)}`]
  const ready = await isReady(world)
  return [
    ...(ready === null ? [] : [ready]),
    ...(await parkedViews(world)),
    ...((await victimSeen(world)) === victimBefore
      ? []
      : ['an account that nobody was let near has changed']),
  ]
}

const mib = (bytes: number): number => Math.round(bytes / 2 ** 20)

export const shownMemory = ({ rss, heapUsed, external }: Memory): string =>
  `rss ${mib(rss)} MiB, heap ${mib(heapUsed)} MiB, external ${mib(external)} MiB`

/** What the second half of a run may leave behind: a factor, and bytes. Resident memory also holds what is free. */
const allowed = { heapUsed: [1.1, 16 * 2 ** 20], rss: [1.5, 64 * 2 ** 20] } as const

/** Caches fill in the first half; what grows on in the second is a leak. */
export const examineMemory = (middle: Memory, end: Memory): readonly string[] =>
  (['heapUsed', 'rss'] as const)
    .filter((name) => end[name] > middle[name] * allowed[name][0] + allowed[name][1])
    .map(
      (name) => `memory grows: ${name} from ${mib(middle[name])} to ${mib(end[name])} MiB in the second half`,
    )
