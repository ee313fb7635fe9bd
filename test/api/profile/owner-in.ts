import { expect } from 'vitest'
import type { ProfileEvent } from '../../../domain/profile/events.ts'
import { phone, profilePassword } from '../../application/sign-in/profile-doubles.ts'
import { storedIn } from '../rig/events-of.ts'
import { type Headers, openedApp } from '../rig/opened-app.ts'

export interface Stepped {
  readonly status: number
  // What the API answers is what the test is about to find out.
  // biome-ignore lint/suspicious/noExplicitAny: a test reads answers of every shape
  readonly body: any
  readonly etag: string | undefined
  /** Of the session as it goes on. */
  readonly headers: Headers
}

export const bySms: ProfileEvent = { type: 'TwoFactorEnabled', data: { method: 'sms', totpRef: null } }

/** A cabinet with the Profile `p1` on one account, whose owner can sign in. */
export const ownersHouse = async () => {
  const app = await openedApp()
  const accountId = await app.account()
  await app.people.registered({ profileId: 'p1', accounts: [accountId] })

  const step = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Headers = {},
  ): Promise<Stepped> => {
    const answered = await app.ask(method, `/api/v1/${path}`, { body, headers })
    const setCookie = answered.headers['set-cookie']
    const cookie = String(setCookie).split(';', 1)[0] ?? ''
    return {
      status: answered.statusCode,
      body: answered.payload === '' ? null : answered.json(),
      etag: answered.headers.etag,
      headers: setCookie === undefined ? headers : { ...headers, cookie },
    }
  }

  /** Signs in with the Profile's phone or e-mail; headers of the session. */
  const signIn = async (as: string = phone, password: string = profilePassword): Promise<Headers> => {
    const entered = await step('POST', 'session/profile', { login: as, password })
    expect(entered.status, JSON.stringify(entered.body)).toBe(200)
    return entered.headers
  }

  /** Asks as somebody who is in, and keeps the cookie as a browser does. */
  const as = (headers: Headers) => {
    let { cookie } = headers
    return async (method: string, path: string, body?: unknown, more: Headers = {}): Promise<Stepped> => {
      const kept = cookie === undefined ? headers : { ...headers, cookie }
      const stepped = await step(method, path, body, { ...kept, ...more })
      if (more['cookie'] === undefined) cookie = stepped.headers['cookie']
      return stepped
    }
  }

  const newestIssue = async () => {
    const { stream } = app.store.steps.findLast((each) => each.stream.startsWith('challenge-')) ?? {}
    if (stream === undefined) throw new Error('nothing was issued')
    const issued = (await storedIn(app.store, stream)).findLast(({ type }) => type === 'ChallengeIssued')
    return { challengeId: stream.slice('challenge-'.length), issue: Number(issued?.data['issue']) }
  }

  /** The code that was sent last. */
  const newestCode = async (): Promise<string> => {
    const { challengeId, issue } = await newestIssue()
    return app.people.codes.codeOf(challengeId, issue)
  }

  /** The token of the link in the letter that was sent last. */
  const newestToken = async (): Promise<string> => {
    const { challengeId, issue } = await newestIssue()
    return `${challengeId}/${issue}`
  }

  const headers = await signIn()
  return { ...app, accountId, step, signIn, as, newestCode, newestToken, headers, own: as(headers) }
}
