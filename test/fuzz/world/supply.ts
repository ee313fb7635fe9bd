import { randomBytes, randomInt } from 'node:crypto'
import type { ProfileSignIn } from '../../registered-profiles.ts'
import type { Account } from './account.ts'
import type { Inbox } from './inbox.ts'

/** Where those who stand in the middle of something come from. */
export interface Supply {
  readonly port: number
  /** The operator's token. */
  readonly token: string
  /** A subscriber with a Profile of their own, signed in. */
  readonly subscriber: () => Promise<Account & { readonly profile: ProfileSignIn }>
  /** Somebody with a registration that has just begun. */
  readonly newcomer: () => Promise<Account>
  /** A Profile that nobody else of the run signs in with. */
  readonly profile: () => ProfileSignIn
  /** Version of the offer that is in force. */
  readonly offer: string
  /** `null`: what is sent cannot be read, in production. */
  readonly inbox: Inbox | null
}

/** The same where messages can be read: in development. */
export interface SupplyWithInbox extends Supply {
  readonly inbox: Inbox
}

/** Nobody else of the run has them. */
export const freshPhone = (): string => `+7902${randomInt(1e7).toString().padStart(7, '0')}`
export const freshEmail = (): string => `fz-${randomBytes(8).toString('hex')}@example.com`
export const freshPassword = (): string => `Fz${randomBytes(7).toString('hex')}Qa1`

export const twice = (password: string): object => ({ password, confirmation: password })
