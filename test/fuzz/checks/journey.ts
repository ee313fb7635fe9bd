import { z } from 'zod'
import { type Called, call } from '../world/call.ts'
import type { World } from '../world/world.ts'
import { asJson } from './complaint.ts'

const page = z.object({ items: z.array(z.looseObject({ type: z.string(), changes: z.array(z.unknown()) })) })

interface Step {
  readonly what: string
  readonly answer: Called
  readonly holds: (body: string) => boolean
}

const typesIn = (body: string): readonly string[] =>
  page.safeParse(asJson(body)).data?.items.map(({ type }) => type) ?? []

/** After everything: a new account is opened, entered, changed, read through every door, and left. */
export const canonicalJourney = async (world: World): Promise<readonly string[]> => {
  const { port } = world.server
  const [, authorization = ''] = world.operator.headers()[0] ?? []
  const account = await world.newSubscriber()
  const headers = { cookie: account.cookie, 'x-forwarded-for': '198.18.0.1' }
  const path = `/api/v1/accounts/${account.id}`
  const sm = `login=${account.login}&password=${account.password}`
  const ask = (method: string, where: string, body?: object) =>
    call({ port }, method, where, body === undefined ? { headers } : { headers, body })
  const steps: readonly Step[] = [
    {
      what: 'routing',
      answer: await ask('PUT', `${path}/routing`, { mode: 'SIP+GSM' }),
      holds: (body) => body.includes('SIP+GSM'),
    },
    {
      what: 'trunk limit',
      answer: await ask('PUT', `${path}/trunk-limit`, { lines: 7 }),
      holds: (body) => body.includes('"lines":7'),
    },
    {
      what: 'dashboard',
      answer: await ask('GET', `${path}/dashboard`),
      holds: (body) => body.includes('SIP+GSM') && body.includes('"lines":7'),
    },
    {
      what: 'history',
      answer: await ask('GET', `${path}/history`),
      holds: (body) => typesIn(body).includes('TrunkLimitSet'),
    },
    {
      what: '/sm/client',
      answer: await ask('GET', `/sm/client/lines?${sm}`),
      holds: (body) => body.includes('<ParallelCallsSipOut>7<'),
    },
    {
      what: 'audit',
      answer: await call({ port }, 'GET', `/api/v1/audit/events?account=${account.id}`, {
        headers: { authorization },
      }),
      holds: (body) => typesIn(body).includes('TrunkLimitSet'),
    },
    { what: 'leaving', answer: await ask('DELETE', '/api/v1/session'), holds: (body) => body === '' },
  ]
  return steps
    .filter(({ answer, holds }) => answer.status >= 300 || !holds(answer.body))
    .map(({ what, answer }) => `the journey afterwards breaks at ${what}: ${answer.status} ${answer.body}`)
}
