import * as E from 'fp-ts/lib/Either.js'
import { challenge } from '../../domain/challenge/challenge.ts'
import type { ChallengeEvent, ChallengePurpose } from '../../domain/challenge/events.ts'
import { type Proof, proofOf } from '../../domain/challenge/proof.ts'
import type { Instant } from '../../domain/instant.ts'
import { noon } from './given-when-then.ts'

interface Proven {
  readonly to: string | null
  readonly challengeId?: string
  readonly profileId?: string
  readonly flowId?: string
  readonly passedAt?: Instant
}

/** A proof as a challenge's own history gives it: there is no other way to one. */
export const proven = <Purpose extends ChallengePurpose>(
  purpose: Purpose,
  { to, challengeId = 'c1', profileId = 'p1', flowId = 'flow', passedAt = noon }: Proven,
): Proof<Purpose> => {
  const via = to === null ? 'authenticator' : 'sms'
  const history: readonly ChallengeEvent[] = [
    {
      type: 'ChallengeIssued',
      data: { purpose, via, flowId, profileId, issue: 1, until: passedAt + 1, decoy: false, to },
    },
    { type: 'ChallengePassed', data: { issue: 1 } },
  ]
  const passed = history.reduce(
    (sum, event) => challenge.evolve(sum, { ...event, at: passedAt }),
    challenge.initial,
  )
  const proof = proofOf({ challengeId, purpose, profileId })(passed)
  if (E.isLeft(proof)) throw new Error(proof.left.code)
  return proof.right
}
