import { hours, type Instant, minutes } from '../../domain/instant.ts'
import type { SessionEvent } from '../../domain/session/session.ts'

/** With what the person came in. */
export type SessionEntry = (SessionEvent & { type: 'SessionOpened' })['data']['entry']

/** An open session as requests find it. Who was in, and until when, is the log's; this row only lets them in. */
export interface SessionRow {
  /** Id of the session's stream; says nothing of the token. */
  readonly sessionId: string
  /** Fingerprint of the cookie's token; the token itself is kept nowhere. */
  readonly tokenHash: string
  readonly accountId: string
  readonly entry: SessionEntry
  readonly openedAt: Instant
  /** Of the last request, exact to a minute. */
  readonly lastSeenAt: Instant
  /** When the password was last given: at entry, or in a step-up (`security.md`, step-up). */
  readonly confirmedAt: Instant
  /** The absolute limit, whatever the person does. */
  readonly expiresAt: Instant
}

/** Session rows, durable, behind one owner process: what a method has done holds for the very next `find`. */
export interface SessionStore {
  /** Lets a new session in, durably. Rejects when its id or its token is there already. */
  readonly put: (row: SessionRow) => Promise<void>
  /** The session of a token, expired or not: `isLive` tells. Asked on every request. */
  readonly find: (tokenHash: string) => Promise<SessionRow | null>
  /** Notes a request; written at most once a minute. A session that has ended meanwhile stays ended. */
  readonly touch: (sessionId: string, at: Instant) => Promise<void>
  /**
   * Gives the session a new token, at a change of privilege; the old one opens nothing any more. `false` when
   * the old token does not open the session (any more): then nothing has changed.
   */
  readonly rotate: (oldTokenHash: string, newTokenHash: string) => Promise<boolean>
  /** Notes that the password was given again, durably and at once. A session that has ended stays ended. */
  readonly confirm: (sessionId: string, at: Instant) => Promise<void>
  /** Shuts a session out at once; `false` when it was out already. */
  readonly end: (sessionId: string) => Promise<boolean>
  /** An account's sessions, newest first, expired ones included. */
  readonly list: (accountId: string) => Promise<readonly SessionRow[]>
  /** Shuts out every session of an account but one, at once; answers the ids of those that were in. */
  readonly endAll: (accountId: string, keep: string | null) => Promise<readonly string[]>
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
