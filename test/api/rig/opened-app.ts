import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { buildApp } from '../../../api/app.ts'
import type { AppOptions } from '../../../api/app-options.ts'
import type { Entered } from '../../../application/sign-in/sessions.ts'
import type { TokenScope } from '../../../domain/api-token/api-token.ts'
import { days } from '../../../domain/instant.ts'
import { circumstances } from '../../application/circumstances.ts'
import { fromBrowser, profilePassword } from '../../application/sign-in/profile-doubles.ts'
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
  const subscribers = new Map<string, string>()

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

  /** Enters with a SIP account, without the door: headers of a session that still waits for a Profile (M2, M14). */
  const bySip = async (as = login, secret = password): Promise<Entered> =>
    rightOf(await small.cabinet.sessions.enterBySip({ login: as, password: secret }, fromBrowser)())

  /**
   * A subscriber in the account, without the door, for tests that are not about entering: a SIP entry, and in it the
   * Profile of that account's subscriber (M14). Headers of the session.
   */
  const signedIn = async (as = login, secret = password): Promise<Headers> => {
    const entered = await bySip(as, secret)
    const phone = `+7900${as.slice(-7)}`
    if (!subscribers.has(as)) {
      const profileId = `subscriber-${subscribers.size + 1}`
      subscribers.set(as, profileId)
      await small.people.registered({ profileId, phone, email: `${profileId}@example.com` })
    }
    const credentials = { login: phone, password: profilePassword }
    const open = await small.cabinet.profileSignIn.enter(credentials, entered.session, fromBrowser)()
    return { cookie: `session=${rightOf(open).token}` }
  }

  /** Headers of a program with these scopes. */
  const program = async (...scopes: readonly TokenScope[]): Promise<Headers> => {
    const wanted = { label: 'test', scopes, expiresAt: small.clock.now() + days(1) }
    const issued = rightOf(await small.cabinet.apiTokens.issue(wanted, circumstances())())
    return { authorization: `Bearer ${issued.token}` }
  }

  return { ...small, app, ask, bySip, signedIn, program, logged }
}

export type OpenedApp = Awaited<ReturnType<typeof openedApp>>
