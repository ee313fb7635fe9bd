import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { buildApp } from '../../../api/app.ts'
import type { AppOptions } from '../../../api/app-options.ts'
import type { TokenScope } from '../../../domain/api-token/api-token.ts'
import { days } from '../../../domain/instant.ts'
import { circumstances } from '../../application/circumstances.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { observe } from './observed.ts'
import { login, password, type SmallCabinet, smallCabinet } from './small-cabinet.ts'

export type Headers = Readonly<Record<string, string>>

export interface Asking {
  readonly body?: unknown
  readonly headers?: Headers
}

/** A client that remembers nothing: every request says all that it is. */
export type Ask = (method: string, url: string, asking?: Asking) => Promise<LightMyRequestResponse>

const methods = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const

const methodOf = (word: string): (typeof methods)[number] => {
  const method = methods.find((known) => known === word)
  if (method === undefined) throw new Error(`no method ${word}`)
  return method
}

const payloadOf = (body: unknown): Pick<InjectOptions, 'payload'> => {
  if (body === undefined) return {}
  if (typeof body === 'string') return { payload: body }
  return { payload: JSON.stringify(body) }
}

/** An app over a cabinet, every answer of which is held against the document; `faulty` may answer 500. */
export const openedApp = async (
  { faulty = false, ...options }: Partial<AppOptions> & { readonly faulty?: boolean } = {},
  given?: SmallCabinet,
) => {
  const small = given ?? (await smallCabinet())
  const logged: string[] = []
  const app = await buildApp({
    cabinet: small.cabinet,
    door: 'network',
    mode: 'development',
    publicUrl: new URL('http://127.0.0.1:3000'),
    trustedProxies: [],
    log: pino({ level: 'trace' }, { write: (line: string) => logged.push(line) }),
    inbox: small.inbox.items,
    ...options,
    // A busy machine that runs the tests is no overload.
    bounds: { longestDelay: 0, ...options.bounds },
  })
  await app.ready()
  onTestFinished(() => app.close())

  const ask: Ask = async (method, url, { body, headers = {} } = {}) => {
    const json: Headers =
      body === undefined || typeof body === 'string' ? {} : { 'content-type': 'application/json' }
    const response = await app.inject({
      method: methodOf(method),
      url,
      headers: { ...json, ...headers },
      ...payloadOf(body),
    })
    if (response.statusCode === 500 && !faulty) throw new Error(`answered 500: ${logged.join('')}`)
    observe(method, url, response)
    return response
  }

  /** Enters without the door, for tests that are not about entering: headers of the session. */
  const signedIn = async (as = login, secret = password): Promise<Headers> => {
    const entered = rightOf(
      await small.cabinet.sessions.enterBySip(
        { login: as, password: secret },
        circumstances({ ip: '127.0.0.1', actor: { type: 'sip', id: 'unknown' } }),
      )(),
    )
    return { cookie: `session=${entered.token}` }
  }

  /** Headers of a program with these scopes. */
  const program = async (...scopes: readonly TokenScope[]): Promise<Headers> => {
    const wanted = { label: 'test', scopes, expiresAt: small.clock.now() + days(1) }
    const issued = rightOf(await small.cabinet.apiTokens.issue(wanted, circumstances())())
    return { authorization: `Bearer ${issued.token}` }
  }

  return { ...small, app, ask, signedIn, program, logged }
}

export type OpenedApp = Awaited<ReturnType<typeof openedApp>>
