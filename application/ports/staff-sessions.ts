import { hours, type Instant, minutes } from '../../domain/instant.ts'

/** A session of somebody of the staff, as requests find it. Its role and stage are the log's to tell. */
export interface StaffSessionRow {
  /** Id of the session's stream; says nothing of the token. */
  readonly sessionId: string
  /** Fingerprint of the cookie's token; the token itself is kept nowhere. */
  readonly tokenHash: string
  readonly staffId: string
  /** Which of the person's passwords opened it: with another one in force it opens nothing. */
  readonly passwordNumber: number
  /** When the authenticator's code was given; `null` before that. */
  readonly factorShownAt: Instant | null
  /** The authenticator that is being set up in this session. */
  readonly setupRef: string | null
  readonly openedAt: Instant
  /** Of the last request, exact to a minute. */
  readonly lastSeenAt: Instant
  readonly expiresAt: Instant
}

/** What changes of where a session stands. */
export type StaffSessionChange = Partial<
  Pick<StaffSessionRow, 'passwordNumber' | 'factorShownAt' | 'setupRef'>
>

/** Staff's session rows, durable; never mixed with customers'. What a method has done holds for the next `find`. */
export interface StaffSessionStore {
  /** Lets a new session in, durably. Rejects when its id or its token is there already. */
  readonly put: (row: StaffSessionRow) => Promise<void>
  /** The session of a token, expired or not: `isLiveStaff` tells. */
  readonly find: (tokenHash: string) => Promise<StaffSessionRow | null>
  /** Notes a request; written at most once a minute. A session that has ended meanwhile stays ended. */
  readonly touch: (sessionId: string, at: Instant) => Promise<void>
  /** Gives the session a new token, and notes the change with it; `false` when the old one opens nothing (any more). */
  readonly rotate: (
    oldTokenHash: string,
    newTokenHash: string,
    change: StaffSessionChange,
  ) => Promise<boolean>
  /** Notes a change that gives no new privilege. `false` when the session has ended. */
  readonly note: (sessionId: string, change: StaffSessionChange) => Promise<boolean>
  /** Shuts a session out at once; `false` when it was out already. */
  readonly end: (sessionId: string) => Promise<boolean>
  /** Shuts out all of somebody's sessions, at once; answers how many. */
  readonly endAll: (staffId: string) => Promise<number>
  /** Removes rows that nothing can open any more at `now`; answers how many. */
  readonly sweep: (now: Instant) => Promise<number>
}

/** Shorter than customers': a desk that is left alone shows other people's data. */
export const staffIdleLimit = minutes(15)
/** A working day. */
export const staffAbsoluteLimit = hours(8)

/** When a session ends unless it is used again: the earlier of the idle and the absolute limit. */
export const staffSessionEnd = ({
  lastSeenAt,
  expiresAt,
}: Pick<StaffSessionRow, 'lastSeenAt' | 'expiresAt'>): Instant =>
  Math.min(lastSeenAt + staffIdleLimit, expiresAt)

/** Whether a session's token still opens anything at `now`. */
export const isLiveStaff = (row: StaffSessionRow, now: Instant): boolean => now < staffSessionEnd(row)
