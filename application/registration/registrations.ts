import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { RefusalOf } from '../../domain/decision.ts'
import type { Instant } from '../../domain/instant.ts'
import type { ProfileRefusal } from '../../domain/profile/profile.ts'
import type { RegistrationRefusal, RegistrationStep } from '../../domain/registration/registration.ts'
import type { Details } from '../../domain/registration/steps.ts'
import type { Sealed } from '../../domain/sealed.ts'
import type { CodeRefusal, LinkFollowed } from '../challenges/challenges.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Position } from '../ports/event-store.ts'
import type { HashingBusy } from '../ports/passwords.ts'
import type { WeakPassword } from '../profiles/new-password.ts'
import type { WriteRefusal } from '../refusal.ts'

/** A registration and the request behind the step. Whose it is was settled by the session that names it. */
export interface RegistrationOrder {
  readonly registrationId: string
  readonly circumstances: Circumstances
}

/** Where a registration stands, as its owner is shown it. */
export interface ShownRegistration {
  readonly id: string
  readonly due: RegistrationStep
  readonly phone: Sealed<string> | null
  readonly email: Sealed<string> | null
  /** Version that was accepted; `null` before. */
  readonly offerVersion: string | null
  readonly expiresAt: Instant
}

export interface StepDone {
  readonly registration: ShownRegistration
  readonly position: Position | null
}

export type StepRefusal = RefusalOf<RegistrationRefusal | WriteRefusal>
export type CodeStepRefusal = RefusalOf<StepRefusal['code'] | CodeRefusal['code'] | 'ValueTaken'>

/** The Profile that came of a registration. */
export interface Registered {
  readonly profileId: string
  readonly position: Position | null
}

export type CompletionRefusal = RefusalOf<
  RegistrationRefusal | WriteRefusal | 'ValueTaken' | 'ChallengeNotPassed' | ProfileRefusal
>

/**
 * The manual's steps from a SIP account to a Profile (M3–M10), forward only, 48 hours (ADR 10). Every step answers the
 * registration with the step that is due next. Whether a phone or an e-mail is another Profile's is told to nobody but
 * whoever holds it (`security.md`, enumeration).
 */
export interface Registrations {
  /**
   * Begins one for whoever came in with a SIP account (M2); nothing comes of it once the account's password is another
   * one (M18). The same request again finds the same registration. Refused: AccountNotFound.
   */
  readonly begin: (
    accountId: string,
    circumstances: Circumstances,
  ) => TaskEither<RefusalOf<StepRefusal['code'] | 'AccountNotFound'>, StepDone>
  readonly find: (registrationId: string) => TaskEither<StepRefusal, ShownRegistration>
  /** M3; the code leaves at once. The same phone again sends nothing. Refused: PhoneInvalid, TooManyMessages. */
  readonly givePhone: (order: RegistrationOrder, phone: string) => TaskEither<CodeStepRefusal, StepDone>
  /** The code of the phone once more. Refused: ResendTooSoon, ChallengeBurned, TooManyMessages. */
  readonly sendCode: (order: RegistrationOrder) => TaskEither<CodeStepRefusal, StepDone>
  /** M4. Refused: CodeWrong, ChallengeBurned, ChallengeExpired; ValueTaken when a Profile came to have it meanwhile. */
  readonly confirmPhone: (order: RegistrationOrder, code: string) => TaskEither<CodeStepRefusal, StepDone>
  /** M5. Refused: LastNameInvalid, FirstNameInvalid, EmailInvalid, OfferNotAccepted. */
  readonly giveDetails: (order: RegistrationOrder, details: Details) => TaskEither<StepRefusal, StepDone>
  /** M6. Refused: ProfilePasswordWeak, HashingBusy. */
  readonly setPassword: (
    order: RegistrationOrder,
    password: string,
  ) => TaskEither<StepRefusal | WeakPassword | HashingBusy, StepDone>
  /** M8: the letter, or once more, or to another address. Refused: EmailInvalid, ResendTooSoon, TooManyMessages. */
  readonly sendLetter: (
    order: RegistrationOrder,
    email: string | null,
  ) => TaskEither<CodeStepRefusal, StepDone>
  /** The person gives it up, or begins anew. */
  readonly giveUp: (order: RegistrationOrder) => TaskEither<StepRefusal, Position | null>
  /**
   * M9, M10: the letter's link was followed (`Challenges.follow`), in whatever browser: the e-mail is confirmed and the
   * Profile made. Asked again it answers the same Profile. Refused: ValueTaken when phone or e-mail came to be another's,
   * RegistrationAbandoned when the SIP password is another one by now (M18).
   */
  readonly confirmEmail: (
    link: Pick<LinkFollowed, 'flowId' | 'profileId'>,
    circumstances: Circumstances,
  ) => TaskEither<CompletionRefusal, Registered>
  /** Makes the Profile of one whose e-mail is confirmed, from wherever a crash has left it. */
  readonly complete: (order: RegistrationOrder) => TaskEither<CompletionRefusal, Registered>
  /** Ends one whose time is over. */
  readonly expire: (order: RegistrationOrder) => TaskEither<StepRefusal, void>
  /** After the end without a Profile: lets its phone and e-mail go, destroys its secret, and its key last. */
  readonly letGo: (order: RegistrationOrder) => TaskEither<StepRefusal, void>
}
