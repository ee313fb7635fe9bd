import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { RefusalOf } from '../../domain/decision.ts'
import type { Instant } from '../../domain/instant.ts'
import type { RecoveryStep } from '../../domain/profile/password.ts'
import type { ProfileRefusal } from '../../domain/profile/profile.ts'
import type { ProfilePasswordFault } from '../../domain/profile/profile-password.ts'
import type { CodeRefusal } from '../challenges/challenges.ts'
import type { Circumstances } from '../events/metadata.ts'

/** A recovery as the browser that began it sees it. */
export interface RecoveryShown {
  /** 256 random bits, known to this browser only; the log names the recovery by their fingerprint. */
  readonly id: string
  /** What has to be done next; `null` once the password is replaced. */
  readonly due: RecoveryStep | null
  /** Until when it can be done; `null` once nothing is due. */
  readonly expiresAt: Instant | null
}

/** Nothing in it tells whether the phone has a Profile, until its code was right. */
export interface RecoveryRefusal
  extends RefusalOf<
    | CodeRefusal['code']
    | ProfileRefusal
    | 'PhoneInvalid'
    | 'StepNotDue'
    | 'HashingBusy'
    | 'ProfilePasswordWeak'
  > {
  readonly faults?: readonly ProfilePasswordFault[]
}

type Step<A = RecoveryShown> = TaskEither<RecoveryRefusal, A>

/**
 * A forgotten Profile password is replaced (M17): the phone is confirmed by a code, with two-factor on the e-mail by a
 * link too, then a new password is given. It signs nobody in, and ends all of the Profile's sessions.
 */
export interface Recovery {
  /** Sends the code; a phone that nobody has gets a decoy, and the same answer. Refused: PhoneInvalid, TooManyMessages. */
  readonly begin: (phone: string, circumstances: Circumstances) => Step
  /** Refused: ChallengeNotFound. */
  readonly look: (id: string) => Step
  /** Sends the SMS again, while its code is due. Refused: ResendTooSoon, ChallengeBurned, StepNotDue. */
  readonly sendCode: (id: string, circumstances: Circumstances) => Step
  /** Refused: CodeWrong, ChallengeBurned after five. With two-factor on the letter leaves. */
  readonly confirmPhone: (id: string, code: string, circumstances: Circumstances) => Step
  /** Sends the letter again, while its link is due. Refused: ResendTooSoon, StepNotDue. */
  readonly sendLetter: (id: string, circumstances: Circumstances) => Step
  /** Refused: ProfilePasswordWeak, StepNotDue, ProofTooOld after 30 minutes, ProofUsed. */
  readonly setPassword: (id: string, password: string, circumstances: Circumstances) => Step
}
