import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { RefusalOf } from '../../domain/decision.ts'
import type { Instant } from '../../domain/instant.ts'
import type { ProfileRefusal } from '../../domain/profile/profile.ts'
import type { RevocationCause } from '../../domain/session/session.ts'
import type { Actor, Circumstances } from '../events/metadata.ts'
import type { Position } from '../ports/event-store.ts'
import type { SessionRow, SessionsOf } from '../ports/sessions.ts'
import type { Refusal, WriteRefusal } from '../refusal.ts'
import type { CredentialsRefusal, SipCredentials } from './sip-credentials.ts'

/** A session in use, without the token that opens it. `expiresAt`: the earlier of the idle and the absolute limit. */
export type OpenSession = Omit<SessionRow, 'lastSeenAt'>

/** As the log names whoever is in: the Profile once its password was given, else the SIP account of the entry. */
export const actorOfSession = ({ profileId, provenAccountId }: OpenSession): Actor =>
  profileId === null ? { type: 'sip', id: provenAccountId ?? 'unknown' } : { type: 'profile', id: profileId }

export interface Entered {
  /** Goes into the cookie and nowhere else; only its hash is kept. */
  readonly token: string
  readonly session: OpenSession
  readonly position: Position | null
}

/** `entered`: the session went on with a new token all the same, which has to reach the browser with the refusal. */
export interface StepRefusal<Code extends string> extends RefusalOf<Code> {
  readonly entered?: Entered
}

/** Why a session may not go on. */
export type SessionRefusal = RefusalOf<WriteRefusal | 'SessionEnded'>

/** `AccountBarred` (M18) and whatever else may keep a session from going on to its account. */
export type ChoiceRefusal = StepRefusal<
  WriteRefusal | ProfileRefusal | 'SessionEnded' | 'StageDue' | 'OfferDue' | 'AccountNotFound'
>

export type RegisteredRefusal = StepRefusal<
  ChoiceRefusal['code'] | 'ProfileAlreadyProven' | 'RegistrationNotFound'
>

/** One of a Profile's sessions, as its owner is shown it. */
export interface ListedSession {
  readonly sessionId: string
  readonly entry: SessionRow['entry']
  readonly accountId: string | null
  /** What its sign-in still waits for: somebody has given the password. */
  readonly secondFactor: SessionRow['secondFactor']
  readonly openedAt: Instant
  readonly lastSeenAt: Instant
}

export interface EndedSessions {
  readonly count: number
  /** Of the last one's end. */
  readonly position: Position | null
}

/** The life of sessions. A change of privilege gives a new token; order: event, row, cookie (`architecture.md`). */
export interface Sessions {
  /** Entry with a SIP account (M2): session event, session row, cookie, in this order. */
  readonly enterBySip: (
    credentials: SipCredentials,
    circumstances: Circumstances,
  ) => TaskEither<CredentialsRefusal, Entered>
  /** The session that a cookie's token opens, its idle time renewed; `null` when there is none or it has ended. */
  readonly find: (token: string) => Promise<OpenSession | null>
  /**
   * Chooses the account to work in among those linked to the Profile (M15, M16), and links first the one whose SIP
   * password opened this session (M14). Refused: StageDue, OfferDue, AccountNotFound, AccountBarred, SessionEnded.
   */
  readonly chooseAccount: (
    session: OpenSession,
    accountId: string,
    circumstances: Circumstances,
  ) => TaskEither<ChoiceRefusal, Entered>
  /**
   * This session's registration is completed in this browser (M9, M10): the Profile is proven in it, and the account
   * of the entry chosen. The Profile exists already and has the account. It confirms no sensitive change. Refused:
   * RegistrationNotFound for a registration that is not this session's, or whose password is another one by now.
   */
  readonly proveRegistered: (
    session: OpenSession,
    profileId: string,
    circumstances: Circumstances,
  ) => TaskEither<RegisteredRefusal, Entered>
  /** Notes which registration goes on in the session, `null` for none. Refused: SessionEnded. */
  readonly noteRegistration: (
    session: OpenSession,
    registrationId: string | null,
  ) => TaskEither<SessionRefusal, OpenSession>
  /** Leaves (M29). */
  readonly leave: (session: OpenSession, circumstances: Circumstances) => TaskEither<Refusal, Position | null>
  /** A Profile's sessions that still let somebody in, newest first. */
  readonly list: (profileId: string) => Promise<readonly ListedSession[]>
  /** The owner ends one of the Profile's sessions, at once. Refused: SessionNotFound. */
  readonly revoke: (
    profileId: string,
    sessionId: string,
    circumstances: Circumstances,
  ) => TaskEither<RefusalOf<WriteRefusal | 'SessionNotFound'>, void>
  /**
   * The operator's manager ends all that a Profile has open; the next request of each is refused. None ends untold:
   * where the log cannot be told that one stays open, and asked again this goes on from there.
   */
  readonly endOfProfile: (
    profileId: string,
    circumstances: Circumstances,
  ) => TaskEither<Refusal, EndedSessions>
  /** Ends all of these sessions but one; the next request of each is refused. */
  readonly endOthers: (
    of: SessionsOf,
    keep: string | null,
    cause: RevocationCause,
    circumstances: Circumstances,
  ) => TaskEither<Refusal, void>
}
