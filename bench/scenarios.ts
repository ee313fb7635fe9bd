import { routingModes } from '../domain/sip-account/routing.ts'
import type { Load, LoadRequest } from './load.ts'
import { addressOf, type Subscriber } from './subscribers.ts'

/** What is asked of the cabinet, and what bare Fastify is asked beside it. */
export interface Scenario {
  readonly name: string
  readonly connections: number
  readonly cabinet: (subscribers: readonly Subscriber[]) => Load['requestsOf']
  readonly bare: readonly LoadRequest[]
}

/** Entries of a page of the history, asked of both. */
export const historyEntries = 50

const json = { 'content-type': 'application/json' }
const account = (id: string, rest: string): string => `/api/v1/accounts/${id}/${rest}`

const asSession = ({ cookie }: Subscriber, client: number): Record<string, string> => ({
  cookie,
  'x-forwarded-for': addressOf(client),
})

/** The connection's share of the subscribers: no two connections change the same account. */
const shareOf = (
  subscribers: readonly Subscriber[],
  connections: number,
  connection: number,
): readonly (readonly [Subscriber, number])[] =>
  subscribers.flatMap((subscriber, index) =>
    index % connections === connection % connections ? [[subscriber, index] as const] : [],
  )

const eachOf =
  (connections: number, requestsOf: (subscriber: Subscriber, client: number) => readonly LoadRequest[]) =>
  (subscribers: readonly Subscriber[]): Load['requestsOf'] =>
  (connection) =>
    shareOf(subscribers, connections, connection).flatMap(([subscriber, client]) =>
      requestsOf(subscriber, client),
    )

const readers = 32
const writers = 64

export const dashboard: Scenario = {
  name: 'dashboard',
  connections: readers,
  cabinet: eachOf(readers, (subscriber, client) => [
    {
      method: 'GET',
      path: account(subscriber.accountId, 'dashboard'),
      headers: asSession(subscriber, client),
    },
  ]),
  bare: [{ method: 'GET', path: '/dashboard' }],
}

const routing: Scenario = {
  name: 'change of routing',
  connections: writers,
  // Each mode in turn, so that every request changes something.
  cabinet: eachOf(writers, (subscriber, client) =>
    routingModes.map((mode) => ({
      method: 'PUT',
      path: account(subscriber.accountId, 'routing'),
      headers: { ...asSession(subscriber, client), ...json },
      body: JSON.stringify({ mode }),
    })),
  ),
  bare: [{ method: 'PUT', path: '/routing', headers: json, body: JSON.stringify({ mode: 'SIP' }) }],
}

/**
 * Each connection is a browser: every choice gives it another token, and the one before is worth nothing (M15). A run
 * that ends loses the newest token with its last answer, so each run takes the next subscriber of the connection's share.
 */
const choice: Scenario = {
  name: 'choice of account',
  connections: writers,
  cabinet: (subscribers) => {
    const used = new Set<Subscriber>()
    return (connection) => {
      const free = shareOf(subscribers, writers, connection).find(([subscriber]) => !used.has(subscriber))
      if (free === undefined) throw new Error('a choice of account wants two subscribers a connection')
      const [subscriber, client] = free
      used.add(subscriber)
      let newest = subscriber.cookie
      return [
        {
          method: 'PUT',
          path: '/api/v1/session/account',
          headers: { ...json, 'x-forwarded-for': addressOf(client) },
          body: JSON.stringify({ accountId: subscriber.accountId }),
          cookie: {
            present: () => newest,
            keep: (cookie) => {
              newest = cookie
            },
          },
        },
      ]
    }
  },
  bare: [{ method: 'PUT', path: '/routing', headers: json, body: JSON.stringify({ mode: 'SIP' }) }],
}

/** As many at once as may wait for a place at the hashing; more would be told to come again. */
const hashers = 8

const profileSignIn: Scenario = {
  name: 'sign-in with a Profile',
  connections: hashers,
  cabinet: eachOf(hashers, ({ profile }, client) =>
    Array.from({ length: 50 }, (_, at) => ({
      method: 'POST' as const,
      path: '/api/v1/session/profile',
      headers: { ...json, 'x-forwarded-for': addressOf(client * 50 + at + 100_000) },
      body: JSON.stringify(profile),
    })),
  ),
  bare: [
    {
      method: 'POST',
      path: '/session',
      headers: json,
      body: JSON.stringify({ login: '+79010000001', password: 'Harbour1Lantern' }),
    },
  ],
}

const signIn: Scenario = {
  name: 'sign-in with a SIP account',
  connections: readers,
  cabinet: eachOf(readers, ({ login, password }, client) =>
    // Each from many addresses: an address may sign in 600 times a minute.
    Array.from({ length: 50 }, (_, at) => ({
      method: 'POST' as const,
      path: '/api/v1/session/sip',
      headers: { ...json, 'x-forwarded-for': addressOf(client * 50 + at + 1000) },
      body: JSON.stringify({ login, password }),
    })),
  ),
  bare: [
    {
      method: 'POST',
      path: '/session',
      headers: json,
      body: JSON.stringify({ login: '79100000000', password: 'Bench2026Line1' }),
    },
  ],
}

const multifonSet: Scenario = {
  name: '/sm/client set',
  connections: writers,
  cabinet: eachOf(writers, ({ login, password }, client) =>
    [0, 1, 2].map((mode) => ({
      method: 'GET' as const,
      path: `/sm/client/routing?login=${login}&password=${password}&routing=${mode}`,
      headers: { 'x-forwarded-for': addressOf(client) },
    })),
  ),
  bare: [{ method: 'GET', path: '/xml?login=79100000000&password=Bench2026Line1&routing=1' }],
}

const history: Scenario = {
  name: 'history page',
  connections: readers,
  cabinet: eachOf(readers, (subscriber, client) => [
    {
      method: 'GET',
      path: account(subscriber.accountId, `history?limit=${historyEntries}`),
      headers: asSession(subscriber, client),
    },
  ]),
  bare: [{ method: 'GET', path: '/history' }],
}

/** In this order: the history is read once the changes have filled it; a choice leaves the sessions' first tokens. */
export const scenarios: readonly Scenario[] = [
  dashboard,
  routing,
  signIn,
  profileSignIn,
  multifonSet,
  history,
  choice,
]
