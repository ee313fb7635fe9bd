import * as E from 'fp-ts/lib/Either.js'
import { challenge } from '../../domain/challenge/challenge.ts'
import type { ChallengeEvent, ChallengePurpose } from '../../domain/challenge/events.ts'
import { type Proof, proofOf } from '../../domain/challenge/proof.ts'
import type { Recorded } from '../../domain/event.ts'
import type { Instant } from '../../domain/instant.ts'
import { noon } from './given-when-then.ts'

interface Proven {
  readonly to: string | null
  readonly challengeId?: string
  readonly profileId?: string
  readonly flowId?: string
  readonly passedAt?: Instant
  /** When its code or link went out; unless said, when it passed. */
  readonly askedAt?: Instant
}

/** A proof as a challenge's own history gives it: there is no other way to one. */
export const proven = <Purpose extends ChallengePurpose>(
  purpose: Purpose,
  { to, challengeId = 'c1', profileId = 'p1', flowId = 'flow', passedAt = noon, askedAt = passedAt }: Proven,
): Proof<Purpose> => {
  const via = to === null ? 'authenticator' : 'sms'
  const history: readonly Recorded<ChallengeEvent>[] = [
    {
      at: askedAt,
      type: 'ChallengeIssued',
      data: { purpose, via, flowId, profileId, issue: 1, until: passedAt + 1, decoy: false, to },
    },
    { at: passedAt, type: 'ChallengePassed', data: { issue: 1 } },
  ]
  const passed = history.reduce(challenge.evolve, challenge.initial)
  const proof = proofOf({ challengeId, purpose, profileId })(passed)
  if (E.isLeft(proof)) throw new Error(proof.left.code)
  return proof.right
}
