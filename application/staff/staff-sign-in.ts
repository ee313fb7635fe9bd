import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { StaffRole } from '../../domain/staff/events.ts'
import type { KnownStaff, StaffStage } from '../../domain/staff/staff.ts'
import type { Actor, Circumstances } from '../events/metadata.ts'
import type { Position } from '../ports/event-store.ts'
import type { NewAuthenticatorSecret } from '../ports/second-factors.ts'
import type { StaffSessionRow } from '../ports/staff-sessions.ts'
import type { Refusal } from '../refusal.ts'

/** A staff session in use. `expiresAt`: the earlier of the idle and the absolute limit. */
export interface OpenStaffSession
  extends Omit<StaffSessionRow, 'lastSeenAt'>,
    Pick<KnownStaff, 'login' | 'name'> {
  readonly role: StaffRole
  /** What is due before the desk opens. */
  readonly stage: StaffStage
}

/** As the log names somebody of the staff. */
export const actorOfStaff = ({ role, staffId }: Pick<OpenStaffSession, 'role' | 'staffId'>): Actor => ({
  type: role,
  id: staffId,
})

export interface StaffEntered {
  /** Goes into the cookie and nowhere else; only its hash is kept. Another one after every step. */
  readonly token: string
  readonly session: OpenStaffSession
  readonly position: Position | null
}

export interface StaffCredentials {
  readonly login: string
  readonly password: string
}

/** Managers and auditors enter (`security.md`, staff): a password, then always an authenticator's code. */
export interface StaffSignIn {
  /** Known and unknown logins are answered alike. Refused: CredentialsWrong, TooManyAttempts, HashingBusy. */
  readonly enter: (
    credentials: StaffCredentials,
    circumstances: Circumstances,
  ) => TaskEither<Refusal, StaffEntered>
  /**
   * Takes the authenticator's code: the second factor of a sign-in, or the proof that a new authenticator works. Refused:
   * CodeWrong, TooManyAttempts, StageDue, SessionEnded when the operator reset it meanwhile.
   */
  readonly passFactor: (
    session: OpenStaffSession,
    code: string,
    circumstances: Circumstances,
  ) => TaskEither<Refusal, StaffEntered>
  /**
   * Replaces the one-time password. Refused: ProfilePasswordWeak, StaffPasswordUnchanged, StageDue, SessionEnded when the
   * operator gave another one meanwhile.
   */
  readonly changePassword: (
    session: OpenStaffSession,
    password: string,
    circumstances: Circumstances,
  ) => TaskEither<Refusal, StaffEntered>
  /** Makes the secret of a new authenticator, shown this once; its code then completes the sign-in. Refused: StageDue. */
  readonly setUpAuthenticator: (session: OpenStaffSession) => TaskEither<Refusal, NewAuthenticatorSecret>
  /** The session that a cookie's token opens; the log is asked each time, so that whoever is shut out is out at once. */
  readonly find: (token: string) => TaskEither<Refusal, OpenStaffSession | null>
  readonly leave: (
    session: OpenStaffSession,
    circumstances: Circumstances,
  ) => TaskEither<Refusal, Position | null>
}
