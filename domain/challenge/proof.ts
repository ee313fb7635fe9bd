import * as E from 'fp-ts/lib/Either.js'
import { type RefusalOf, refuse } from '../decision.ts'
import type { Instant } from '../instant.ts'
import type { Sealed } from '../sealed.ts'
import type { Challenge } from './challenge.ts'
import type { ChallengePurpose } from './events.ts'

const proven = Symbol('proven')

/**
 * That a challenge was passed. Decisions that rest on a code or a link take one of these instead of a boolean, and
 * only `proofOf` makes one, out of a challenge's folded events: it cannot be claimed, mixed up with another
 * purpose's, nor made before the pass is recorded.
 */
export interface Proof<Purpose extends ChallengePurpose> {
  readonly [proven]: true
  readonly purpose: Purpose
  readonly challengeId: string
  readonly flowId: string
  readonly profileId: string
  /** The phone or address that the code or link went to; `null` for an authenticator. */
  readonly to: Sealed<string | null>
  /** When the code or link that passed was asked for. */
  readonly askedAt: Instant
  readonly passedAt: Instant
}

export interface ProofWanted<Purpose extends ChallengePurpose> {
  readonly challengeId: string
  readonly purpose: Purpose
  /** Whose code or link it has to have been. */
  readonly profileId: string
}

/**
 * What a passed challenge proves. After a crash between the pass and what it was for, the same flow makes its proof
 * again out of the stream, and needs no new code.
 */
export const proofOf =
  <Purpose extends ChallengePurpose>({ challengeId, purpose, profileId }: ProofWanted<Purpose>) =>
  (challenge: Challenge): E.Either<RefusalOf<'ChallengeNotPassed'>, Proof<Purpose>> => {
    if (challenge.status !== 'passed' || challenge.decoy) return refuse('ChallengeNotPassed')
    if (challenge.purpose !== purpose || challenge.profileId !== profileId)
      return refuse('ChallengeNotPassed')
    const { flowId, to, issuedAt: askedAt, passedAt } = challenge
    return E.right({ [proven]: true, purpose, challengeId, flowId, profileId, to, askedAt, passedAt })
  }
