import { hours, type Instant, minutes } from '../../domain/instant.ts'
import type { SecondFactorMethod } from '../../domain/profile/events.ts'
import type { SessionEvent } from '../../domain/session/session.ts'

/** With what the person came in. */
export type SessionEntry = (SessionEvent & { type: 'SessionOpened' })['data']['entry']

/** An open session as requests find it. Who was in, and until when, is the log's; this row only lets them in. */
export interface SessionRow {
  /** Id of the session's stream; says nothing of the token. */
  readonly sessionId: string
  /** Fingerprint of the cookie's token; the token itself is kept nowhere. */
  readonly tokenHash: string
  readonly entry: SessionEntry
  /** The account whose SIP password was given at entry: what may be linked to a Profile (M14). */
  readonly provenAccountId: string | null
  readonly profileId: string | null
  /** What the Profile's sign-in still waits for (M7). */
  readonly secondFactor: SecondFactorMethod | null
  /** The one account that the session works in (M16), once its stage is `open`. */
  readonly accountId: string | null
  /** The registration that goes on in this session (M2). */
  readonly registrationId: string | null
  readonly openedAt: Instant
  /** Of the last request, exact to a minute. */
  readonly lastSeenAt: Instant
  /** When the password was last given: at entry, or in a step-up (`security.md`, step-up). */
  readonly confirmedAt: Instant
  /** The absolute limit, whatever the person does. */
  readonly expiresAt: Instant
}

/** What changes of where a session stands, and when its password was last given. */
export type SessionChange = Partial<
  Pick<SessionRow, 'profileId' | 'secondFactor' | 'accountId' | 'registrationId' | 'confirmedAt'>
>

/** Which sessions: those that an account's SIP password opened, all of a Profile, a Profile's in one account, or those where it gave its password beside that account's. */
export type SessionsOf =
  | { readonly provenAccountId: string }
  | { readonly profileId: string; readonly accountId?: string; readonly provenAccountId?: string }

/** Session rows, durable, behind one owner process: what a method has done holds for the very next `find`. */
export interface SessionStore {
  /** Lets a new session in, durably. Rejects when its id or its token is there already. */
  readonly put: (row: SessionRow) => Promise<void>
  /** The session of a token, expired or not: `isLive` tells. Asked on every request. */
  readonly find: (tokenHash: string) => Promise<SessionRow | null>
  /** Notes a request; written at most once a minute. A session that has ended meanwhile stays ended. */
  readonly touch: (sessionId: string, at: Instant) => Promise<void>
  /**
   * Gives the session a new token, at a change of privilege, and notes the change with it; the old one opens nothing any
   * more. `false` when the old token does not open the session (any more): then nothing has changed.
   */
  readonly rotate: (oldTokenHash: string, newTokenHash: string, change: SessionChange) => Promise<boolean>
  /** Notes a change that gives no new privilege. `false` when the session has ended. */
  readonly note: (sessionId: string, change: SessionChange) => Promise<boolean>
  /** Shuts a session out at once; `false` when it was out already. */
  readonly end: (sessionId: string) => Promise<boolean>
  /** Newest first, expired ones included. */
  readonly list: (of: SessionsOf) => Promise<readonly SessionRow[]>
  /** Shuts out all of them but one, at once; answers the ids of those that were in. */
  readonly endAll: (of: SessionsOf, keep: string | null) => Promise<readonly string[]>
  /** Removes rows that nothing can open any more at `now`; answers how many. */
  readonly sweep: (now: Instant) => Promise<number>
}

/** `security.md`, session. */
export const sessionIdleLimit = minutes(30)
export const sessionAbsoluteLimit = hours(12)
/** How exact `lastSeenAt` is: a request sooner than this after the last one noted is not noted. */
export const sessionTouchInterval = minutes(1)

/** When a session ends unless it is used again: the earlier of the idle and the absolute limit. */
export const sessionEnd = ({ lastSeenAt, expiresAt }: SessionRow): Instant =>
  Math.min(lastSeenAt + sessionIdleLimit, expiresAt)

/** Whether a session's token still opens anything at `now`. */
export const isLive = (row: SessionRow, now: Instant): boolean => now < sessionEnd(row)
