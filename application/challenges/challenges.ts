import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { ChallengeRefusal, ChallengeToIssue, IssuedChallenge } from '../../domain/challenge/challenge.ts'
import type { ChallengePurpose } from '../../domain/challenge/events.ts'
import type { Proof } from '../../domain/challenge/proof.ts'
import type { RefusalOf } from '../../domain/decision.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { WriteRefusal } from '../refusal.ts'

/** All that a code or a link can be refused for. */
export type CodeRefusal = RefusalOf<
  ChallengeRefusal | WriteRefusal | 'CodeWrong' | 'LinkInvalid' | 'TooManyMessages'
>

export interface Issued {
  readonly challengeId: string
  readonly challenge: IssuedChallenge
}

/** What a person gives back. */
export interface CodeGiven<Purpose extends ChallengePurpose> {
  readonly purpose: Purpose
  /** The registration, session or recovery that asked for it. */
  readonly flowId: string
  /** Whose code it has to be. */
  readonly profileId: string
  readonly code: string
}

/** A link that was followed: which challenge it passes, and for what. */
export interface LinkFollowed {
  readonly challengeId: string
  readonly purpose: ChallengePurpose
  readonly flowId: string
  readonly profileId: string
}

/** Who follows a link, told once it is known whose it is: the browser may be somebody else's. */
export type LinkFollower = (profileId: string) => Circumstances

/**
 * One-time codes and links: one challenge for each flow and purpose. The SMS or letter leaves by a reaction to
 * `ChallengeIssued`. Wrong codes are recorded, five burn the challenge (`security.md`, one-time code).
 */
export interface Challenges {
  readonly idOf: (purpose: ChallengePurpose, flowId: string) => string
  /**
   * Issues a code or link, or the next one. Counted against the limits of messages unless an authenticator shows it. A
   * repeated request (Idempotency-Key) is answered what it issued the first time; nothing leaves again.
   * Refused: ResendTooSoon, ChallengeBurned, ChallengeAlreadyPassed, TooManyMessages.
   */
  readonly issue: (asked: ChallengeToIssue, circumstances: Circumstances) => TaskEither<CodeRefusal, Issued>
  /**
   * Takes a code of an SMS. One passed before, in the same flow, is passed: a crash may have come between the pass and its
   * use. Refused: CodeWrong, ChallengeBurned, ChallengeExpired, ChallengeSuperseded, ChallengeNotFound.
   */
  readonly pass: <Purpose extends ChallengePurpose>(
    given: CodeGiven<Purpose>,
    circumstances: Circumstances,
  ) => TaskEither<CodeRefusal, Proof<Purpose>>
  /** As `pass`, for an answer that was compared elsewhere: an authenticator's code, a recovery code. */
  readonly passAs: <Purpose extends ChallengePurpose>(
    given: Omit<CodeGiven<Purpose>, 'code'> & { readonly isRight: boolean },
    circumstances: Circumstances,
  ) => TaskEither<CodeRefusal, Proof<Purpose>>
  /** Takes a link's token; it may come from any browser. Refused: LinkInvalid, ChallengeExpired, ChallengeSuperseded. */
  readonly follow: (token: string, follower: LinkFollower) => TaskEither<CodeRefusal, LinkFollowed>
  /** The proof of a challenge that was passed; ChallengeNotPassed otherwise. */
  readonly proof: <Purpose extends ChallengePurpose>(
    purpose: Purpose,
    flowId: string,
    profileId: string,
  ) => TaskEither<RefusalOf<'ChallengeNotPassed' | 'StoreUnavailable'>, Proof<Purpose>>
}
