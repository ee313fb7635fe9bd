import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { RefusalOf } from '../../domain/decision.ts'
import type { CodeRefusal } from '../challenges/challenges.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { ChoiceRefusal, Entered, OpenSession, StepRefusal } from './sessions.ts'

/** A Profile's phone or e-mail, as the person wrote it, and its password. */
export interface ProfileCredentials {
  readonly login: string
  readonly password: string
}

/**
 * Why a Profile's sign-in may not go on. That of an entry tells nothing of whether anybody has the login
 * (`security.md`, enumeration); `AccountBarred` (M18), `TooManyMessages` and others come with the session as it goes on.
 */
export type ProfileSignInRefusal = StepRefusal<
  | ChoiceRefusal['code']
  | CodeRefusal['code']
  | 'CredentialsWrong'
  | 'TooManyAttempts'
  | 'HashingBusy'
  | 'ProfileAlreadyProven'
  | 'ProofMismatch'
>

/** The password of the Profile (or, before there is one, of the SIP account), or a code of its second factor. */
export type Confirmation = { readonly password: string } | { readonly code: string }

export type ConfirmationRefusal = RefusalOf<ProfileSignInRefusal['code'] | 'ConfirmationWrong'>

/** What a Profile's password and second factor open. */
export interface ProfileSignIn {
  /**
   * Entry with a Profile (M11). In a session that a SIP account opened it proves the Profile there, so that the account
   * can be linked (M14); any other session of this browser is for the caller to leave.
   */
  readonly enter: (
    credentials: ProfileCredentials,
    present: OpenSession | null,
    circumstances: Circumstances,
  ) => TaskEither<ProfileSignInRefusal, Entered>
  /**
   * Passes the second factor (M7): the code of the SMS, of the authenticator, or a recovery code. Refused: CodeWrong,
   * ChallengeBurned after five (sign in anew), TooManyAttempts, StageDue when none is due.
   */
  readonly passSecondFactor: (
    session: OpenSession,
    code: string,
    circumstances: Circumstances,
  ) => TaskEither<ProfileSignInRefusal, Entered>
  /** Sends the SMS of the second factor again. Refused: ResendTooSoon, TooManyMessages, StageDue when none is due. */
  readonly sendSecondFactor: (
    session: OpenSession,
    circumstances: Circumstances,
  ) => TaskEither<ProfileSignInRefusal, void>
  /** Step-up (`security.md`); the session goes on under a new token. Refused: ConfirmationWrong, throttled like entry. */
  readonly confirm: (
    session: OpenSession,
    given: Confirmation,
    circumstances: Circumstances,
  ) => TaskEither<ConfirmationRefusal, Entered>
  /** Sends the code of a step-up to the Profile's phone. Refused: TwoFactorOff, ResendTooSoon, TooManyMessages. */
  readonly sendConfirmation: (
    session: OpenSession,
    circumstances: Circumstances,
  ) => TaskEither<ConfirmationRefusal, void>
}
