import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { RevocationCause } from '../../domain/session/session.ts'
import type { Actor, Circumstances } from '../events/metadata.ts'
import type { Position } from '../ports/event-store.ts'
import type { SessionRow, SessionsOf } from '../ports/sessions.ts'
import type { Refusal } from '../refusal.ts'
import type { CredentialsRefusal, SipCredentials } from './sip-credentials.ts'

/** A session in use, without what opens it. `expiresAt`: the earlier of the idle and the absolute limit. */
export type OpenSession = Omit<SessionRow, 'tokenHash' | 'lastSeenAt'>

/** As the log names whoever is in: the Profile once its password was given, else the SIP account of the entry. */
export const actorOfSession = ({ profileId, provenAccountId }: OpenSession): Actor =>
  profileId === null ? { type: 'sip', id: provenAccountId ?? 'unknown' } : { type: 'profile', id: profileId }

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
  /** Ends all of these sessions but one; the next request of each is refused. */
  readonly endOthers: (
    of: SessionsOf,
    keep: string | null,
    cause: RevocationCause,
    circumstances: Circumstances,
  ) => TaskEither<Refusal, void>
}
