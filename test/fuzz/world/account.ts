import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { ProfileSignIn } from '../../registered-profiles.ts'
import { type Called, call } from './call.ts'

/** A subscriber of the run. `mark` stands in the account's data, and nobody else may ever see it. */
export interface Account {
  readonly login: string
  readonly password: string
  readonly id: string
  readonly mark: string
  /** Its subscriber's Profile, which nobody else of the run signs in with at the time. */
  readonly profile: ProfileSignIn
  /** `__Host-session=…` of a session that is open, as far as is known. */
  cookie: string
}

const opened = z.object({ id: z.string() })
const stage = z.object({ stage: z.string() })

/** Addresses of the run's own good requests, apart from those that attack: nobody's mistakes delay them. */
const ownAddress = (): string => `198.18.${randomInt(256)}.${randomInt(256)}`

const tries = 20

/** A busy machine's server sheds load (503) and says when to come again; the run's own requests do. */
const patiently = async (ask: () => Promise<Called>): Promise<Called> => {
  let answer = await ask()
  for (let left = tries; answer.status === 503 && left > 0; left -= 1) {
    await pause(500)
    answer = await ask()
  }
  return answer
}

const must = ({ status, body }: Called, what: string): string => {
  if (status >= 300) throw new Error(`${what}: ${status} ${body}`)
  return body
}

/**
 * Signs in with the SIP account and its subscriber's Profile (M14); answers whether that went well. A password that a
 * fuzzed request has changed is not known any more.
 */
export const signIn = async (port: number, account: Account): Promise<boolean> => {
  const { login, password, profile } = account
  const step = (path: string, body: object, cookie = '') =>
    patiently(() =>
      call({ port }, 'POST', `/api/v1/session/${path}`, {
        headers: { 'x-forwarded-for': ownAddress(), ...(cookie === '' ? {} : { cookie }) },
        body,
      }),
    )
  const entered = await step('sip', { login, password })
  if (entered.status !== 200 || entered.cookie === null) return false
  const opened = await step('profile', profile, entered.cookie)
  if (opened.status !== 200 || opened.cookie === null) return false
  account.cookie = opened.cookie
  return stage.parse(JSON.parse(opened.body)).stage === 'open'
}

/** Opens an account with a password, a caller id and a mark of its own, and signs its subscriber in. */
export const openAccount = async (port: number, token: string, profile: ProfileSignIn): Promise<Account> => {
  const login = `79${randomInt(1e9).toString().padStart(9, '0')}`
  const password = `Fz${randomBytes(7).toString('hex')}A1`
  const mark = `Mark-${randomBytes(9).toString('hex')}`
  const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': ownAddress() }
  const body = { login, password, tariffOption: mark, balance: { kopecks: randomInt(1e7) } }
  const created = must(
    await patiently(() => call({ port }, 'POST', '/api/v1/operator/accounts', { headers, body })),
    'an account of the run could not be opened',
  )
  const { id } = opened.parse(JSON.parse(created))
  const account: Account = { login, password, mark, profile, id, cookie: '' }
  if (!(await signIn(port, account))) throw new Error('an account of the run could not sign in')
  return account
}
