import type { Request } from './asking.ts'
import type { AccountState } from './log-book.ts'
import type { ProfileState } from './profile-states.ts'

/** Who sends it: a session of the account, the operator's token, a device that proves itself each time, or anybody. */
export type Sender = 'session' | 'token' | 'device' | 'anyone'

export type Outcome = 'unknown' | 'acknowledged' | 'refused'

/** A change that a client has asked for, and what came of it. */
export interface Wish {
  readonly kind: string
  readonly sender: Sender
  /** In whose session it is sent. */
  readonly accountId: string | null
  /** Or in the session of a Profile, in no account. */
  readonly personId: string | null
  /** Without the headers that differ from try to try. */
  readonly request: Request
  /** Correlation ids, one a try: the log tells by them what was recorded. */
  readonly tries: string[]
  readonly idempotencyKey: string | null
  /** The stream's kind and the events that record the wish. */
  readonly category: string
  readonly types: readonly string[]
  /** Of the account, or of whatever else the stream belongs to; `null` until an answer tells. */
  subject: string | null
  /** Whether an account is as the wish wants it: then nothing needs to be recorded. `null`: it always is recorded. */
  readonly isMet: ((account: AccountState) => boolean) | null
  /** Likewise of the Profile that it changes. */
  readonly isMetByProfile: ((profile: ProfileState) => boolean) | null
  /** The account's newest revision that anybody had been told of before the first try. */
  readonly seenBefore: number
  outcome: Outcome
  /** What the latest try was answered. */
  answered: string
  /** The revision that was told; `null` where the door tells none. */
  revision: number | null
  readonly login: string | null
  readonly password: string | null
  readonly callerId: string | null
  /** Whether it has been held against the log for good. */
  settled: boolean
}

/** An account as its users know it. */
export interface KnownAccount {
  readonly id: string
  readonly login: string
  /** The newest that was acknowledged, which somebody may just be changing. */
  password: string
  /** The newest revision that anybody was told. */
  revision: number
  /** The newest that its own sessions were told: they, and only they, must not be shown anything older. */
  ownRevision: number
}

/** A Profile as its owner knows it. */
export interface KnownProfile {
  readonly id: string
  /** Its phone. */
  readonly login: string
  readonly password: string
}

/** Somebody whose Profile changes its password and more; nobody else enters with it. */
export interface KnownPerson extends KnownProfile {
  readonly email: string
  /** The newest that was acknowledged, which somebody may just be changing, */
  password: string
  /** and the Profile's revision that it came with. */
  passwordRevision: number
  /** Of the registration. */
  readonly firstPassword: string
  /** Whether somebody was told that it is erased (M19), or the log says so. */
  isErased: boolean
}

/** A forgotten password that is being replaced (M17). */
export interface KnownRecovery {
  readonly id: string
  readonly personId: string
  readonly began: number
  /** What was confirmed, by acknowledged steps. */
  confirmed: 'nothing' | 'phone' | 'email'
  /** Whether every step got an answer. */
  isSure: boolean
  /** The new password, once it was given. */
  wish: Wish | null
}

/** A registration whose steps were acknowledged, in the session of a SIP entry. */
export interface KnownRegistration {
  readonly id: string
  readonly session: KnownSession
  /** `null` where the answer to it never came. */
  readonly phone: string | null
}

/** A session that somebody was let into; in no account yet, where there is none. */
export interface KnownEntry {
  readonly cookie: string
  readonly accountId: string | null
  readonly correlationId: string
  /** Whether the sign-in wanted a code beside the password (M7), and got it. */
  readonly secondFactor: 'none' | 'due' | 'passed'
  left: boolean
}

/** Why somebody was not let in. `limited`: the password was right, and no more codes may be sent for now. */
export type NotIn = 'refused' | 'unknown' | 'limited'

/** One that works in an account. */
export interface KnownSession extends KnownEntry {
  readonly accountId: string
}
