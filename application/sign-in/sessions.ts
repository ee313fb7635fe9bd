import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Instant } from '../../domain/instant.ts'
import type { RevocationCause } from '../../domain/session/session.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Position } from '../ports/event-store.ts'
import type { Refusal } from '../refusal.ts'
import type { CredentialsRefusal, SipCredentials } from './sip-credentials.ts'

/** A session in use. Until Profiles exist a SIP entry opens its one account. */
export interface OpenSession {
  readonly sessionId: string
  readonly accountId: string
  readonly openedAt: Instant
  /** When the password was last given: sensitive changes want it within 5 minutes (step-up). */
  readonly confirmedAt: Instant
  /** The earlier of the idle and the absolute limit. */
  readonly expiresAt: Instant
}

export interface Entered {
  /** Goes into the cookie and nowhere else; only its hash is kept. */
  readonly token: string
  readonly session: OpenSession
  readonly position: Position | null
}

export interface Sessions {
  /** Entry with a SIP account (M2): session event, session row, cookie, in this order. */
  readonly enterBySip: (
    credentials: SipCredentials,
    circumstances: Circumstances,
  ) => TaskEither<CredentialsRefusal, Entered>
  /** The session that a cookie's token opens, its idle time renewed; `null` when there is none or it has ended. */
  readonly find: (token: string) => Promise<OpenSession | null>
  /** Step-up: the SIP password given again in an open session; throttled like sign-in. */
  readonly confirm: (
    session: OpenSession,
    password: string,
    circumstances: Circumstances,
  ) => TaskEither<CredentialsRefusal, OpenSession>
  /** Leaves (M29). */
  readonly leave: (session: OpenSession, circumstances: Circumstances) => TaskEither<Refusal, Position | null>
  /** Ends every session of an account but one; the next request of each is refused. */
  readonly endOthers: (
    accountId: string,
    keep: string | null,
    cause: RevocationCause,
    circumstances: Circumstances,
  ) => TaskEither<Refusal, void>
}
