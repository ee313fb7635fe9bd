import { randomBytes, randomInt } from 'node:crypto'
import { z } from 'zod'
import type { ProfileSignIn } from '../../registered-profiles.ts'
import { call } from './call.ts'
import { must, ownAddress, patiently, post } from './meant-well.ts'

/** A subscriber of the run. `mark` stands in the account's data, and nobody else may ever see it. */
export interface Account {
  readonly login: string
  readonly password: string
  readonly id: string
  readonly mark: string
  /**
   * Its subscriber's Profile, which nobody else of the run signs in with at the time; `null`: a newcomer's, whom a SIP
   * entry alone has brought in (M2).
   */
  readonly profile: ProfileSignIn | null
  profileId: string | null
  /** The registration that a newcomer has begun. */
  registrationId: string | null
  /** `__Host-session=…` of a session that is open, as far as is known. */
  cookie: string
}

const opened = z.object({ id: z.string() })
const session = z.object({ stage: z.string(), profile: z.object({ id: z.string() }).nullable() })

/** Begins the registration of a newcomer; one that goes on in the session is answered again. */
const register = async (port: number, account: Account): Promise<boolean> => {
  const begun = await post(port, 'registrations', undefined, account.cookie)
  if (begun.status !== 201) return false
  account.registrationId = opened.parse(JSON.parse(begun.body)).id
  return true
}

/**
 * Signs in with the SIP account and its subscriber's Profile (M14), or begins a registration where there is none;
 * answers whether that went well. A password that a fuzzed request has changed is not known any more.
 */
export const signIn = async (port: number, account: Account): Promise<boolean> => {
  const { login, password, profile } = account
  const entered = await post(port, 'session/sip', { login, password })
  if (entered.status !== 200 || entered.cookie === null) return false
  account.cookie = entered.cookie
  if (profile === null) return register(port, account)
  const opened = await post(port, 'session/profile', profile, entered.cookie)
  if (opened.status !== 200 || opened.cookie === null) return false
  account.cookie = opened.cookie
  const { stage, profile: shown } = session.parse(JSON.parse(opened.body))
  account.profileId = shown?.id ?? null
  return stage === 'open'
}

/** Opens an account with a password, a caller id and a mark of its own, and signs its subscriber in. */
export const openAccount = async (
  port: number,
  token: string,
  profile: ProfileSignIn | null,
): Promise<Account> => {
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
  const account: Account = {
    login,
    password,
    mark,
    profile,
    id,
    profileId: null,
    registrationId: null,
    cookie: '',
  }
  if (!(await signIn(port, account))) throw new Error('an account of the run could not sign in')
  return account
}

/** Begins the recovery of a password; a phone that no Profile has is answered alike. */
export const beginRecovery = async (port: number, phone: string): Promise<string> =>
  opened.parse(JSON.parse(must(await post(port, 'recoveries', { phone }), 'no recovery could be begun'))).id
