import * as E from 'fp-ts/lib/Either.js'
import {
  type Challenge,
  type ChallengeDecision,
  type ChallengeToIssue,
  challenge,
  check,
  isPassed,
  issue,
} from '../../domain/challenge/challenge.ts'
import type { ChallengePurpose } from '../../domain/challenge/events.ts'
import { proofOf } from '../../domain/challenge/proof.ts'
import { nothingToDo } from '../../domain/decision.ts'
import type { CommandHandler, Outcome } from '../commands/command-handler.ts'
import { subjectOfActor } from '../events/event-codec.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import type { MessageLimits } from '../ports/message-limits.ts'
import type { OneTimeCodes } from '../ports/one-time-codes.ts'
import type { Subject } from '../ports/sealing.ts'
import type { Challenges, CodeGiven, CodeRefusal, Issued, LinkFollowed, LinkFollower } from './challenges.ts'
import { askerFor } from './message-limits.ts'

interface Parts {
  readonly handler: CommandHandler
  readonly codes: OneTimeCodes
  readonly limits: MessageLimits
  readonly ids: Pick<Ids, 'named'>
  readonly clock: Clock
}

type Checked = E.Either<CodeRefusal, Challenge>

/** Whether it is passed by a letter's link alone, in whatever browser: no code given in a flow may pass it. */
const isLetter = (present: Challenge): boolean => present.status !== 'absent' && present.via === 'mail'

const lookOnly: ChallengeDecision = () => nothingToDo

export const derivedChallenges = ({ handler, codes, limits, ids, clock }: Parts): Challenges => {
  const idOf = (purpose: ChallengePurpose, flowId: string) => ids.named('challenge', purpose, flowId)

  const ownerOf = (profileId: string | null, { actor }: Circumstances): Subject =>
    profileId === null ? subjectOfActor(actor, clock.now()) : `profile-${profileId}`

  const decideOn = async (
    challengeId: string,
    profileId: string | null,
    decide: ChallengeDecision,
    circumstances: Circumstances,
  ): Promise<E.Either<CodeRefusal, Pick<Outcome<Challenge, never>, 'state' | 'replayed'>>> =>
    handler.execute({
      aggregate: challenge,
      id: challengeId,
      owner: ownerOf(profileId, circumstances),
      decide,
      circumstances,
    })()

  /** What an earlier try of the same request has issued; `null` when there was none. */
  const issuedEarlier = async (
    challengeId: string,
    { profileId }: ChallengeToIssue,
    circumstances: Circumstances,
  ): Promise<E.Either<CodeRefusal, Challenge | null>> => {
    if (circumstances.idempotency === null) return E.right(null)
    const looked = await decideOn(challengeId, profileId, lookOnly, circumstances)
    return E.isLeft(looked) ? looked : E.right(looked.right.replayed ? looked.right.state : null)
  }

  const tell = async (
    challengeId: string,
    given: Omit<CodeGiven<ChallengePurpose>, 'code'>,
    matches: number | null,
    circumstances: Circumstances,
  ): Promise<Checked> => {
    const { purpose, flowId, profileId } = given
    const answer = { purpose, flowId, matches }
    // One request may ask the same challenge twice; what protects it from repetition is the challenge itself.
    const told = { ...circumstances, idempotency: null }
    const checked = await decideOn(challengeId, profileId, check(answer, clock.now()), told)
    if (E.isLeft(checked)) return checked
    const { state } = checked.right
    return isPassed(state) ? E.right(state) : E.left({ code: 'CodeWrong' })
  }

  const load = async (challengeId: string): Promise<Checked> =>
    E.map(({ state }: { readonly state: Challenge }) => state)(await handler.load(challenge, challengeId)())

  const passWith =
    <Purpose extends ChallengePurpose>(
      given: Omit<CodeGiven<Purpose>, 'code'>,
      matchesOf: (challengeId: string, present: Challenge) => number | null,
      circumstances: Circumstances,
    ) =>
    async () => {
      const { purpose, flowId, profileId } = given
      const challengeId = idOf(purpose, flowId)
      const present = await load(challengeId)
      if (E.isLeft(present)) return present
      if (isLetter(present.right)) return E.left({ code: 'ChallengeNotFound' } as const)
      const checked = isPassed(present.right)
        ? present
        : await tell(challengeId, given, matchesOf(challengeId, present.right), circumstances)
      if (E.isLeft(checked)) return checked
      const proven = proofOf({ challengeId, purpose, profileId })(checked.right)
      return E.isLeft(proven) ? E.left({ code: 'ChallengeNotFound' } as const) : proven
    }

  /** Counts a message only for an issue that will be made. */
  const admit = async (
    asked: ChallengeToIssue,
    present: Challenge,
    { ip }: Circumstances,
  ): Promise<E.Either<CodeRefusal, unknown>> => {
    const now = clock.now()
    const wouldBe = issue(asked, now)(present)
    if (E.isLeft(wouldBe) || asked.to === null) return wouldBe
    return limits.take({ asker: askerFor(asked.purpose), to: asked.to, ip }, now)
  }

  const issueNext = async (
    challengeId: string,
    asked: ChallengeToIssue,
    circumstances: Circumstances,
  ): Promise<Checked> => {
    const present = await load(challengeId)
    if (E.isLeft(present)) return present
    const admitted = await admit(asked, present.right, circumstances)
    if (E.isLeft(admitted)) return admitted
    const issued = await decideOn(challengeId, asked.profileId, issue(asked, clock.now()), circumstances)
    return E.isLeft(issued) ? issued : E.right(issued.right.state)
  }

  const issueOnce = async (
    asked: ChallengeToIssue,
    circumstances: Circumstances,
  ): Promise<E.Either<CodeRefusal, Issued>> => {
    const challengeId = idOf(asked.purpose, asked.flowId)
    const earlier = await issuedEarlier(challengeId, asked, circumstances)
    if (E.isLeft(earlier)) return earlier
    const issued =
      earlier.right === null ? await issueNext(challengeId, asked, circumstances) : E.right(earlier.right)
    if (E.isLeft(issued)) return issued
    return issued.right.status === 'absent'
      ? E.left({ code: 'ChallengeNotFound' })
      : E.right({ challengeId, challenge: issued.right })
  }

  const followLink = async (
    token: string,
    follower: LinkFollower,
  ): Promise<E.Either<CodeRefusal, LinkFollowed>> => {
    const read = codes.readToken(token)
    if (read === null) return E.left({ code: 'LinkInvalid' })
    const present = await load(read.challengeId)
    if (E.isLeft(present)) return present
    const { right: state } = present
    if (state.status === 'absent' || state.profileId === null || !isLetter(state))
      return E.left({ code: 'LinkInvalid' })
    const { purpose, flowId, profileId } = state
    const followed = { challengeId: read.challengeId, purpose, flowId, profileId }
    const passed = isPassed(state)
      ? present
      : await tell(read.challengeId, followed, read.issue, follower(profileId))
    return E.map(() => followed)(passed)
  }

  return {
    idOf,

    issue: (asked, circumstances) => () => issueOnce(asked, circumstances),

    pass: ({ code, ...given }, circumstances) =>
      passWith(
        given,
        (id, present) => (present.status === 'absent' ? null : codes.issueOf(id, code, present.issue)),
        circumstances,
      ),

    passAs: ({ isRight, ...given }, circumstances) =>
      passWith(
        given,
        (_, present) => (isRight && present.status !== 'absent' ? present.issue : null),
        circumstances,
      ),

    follow: (token, follower) => () => followLink(token, follower),

    proof: (purpose, flowId, profileId) => async () => {
      const challengeId = idOf(purpose, flowId)
      const present = await handler.load(challenge, challengeId)()
      return E.isLeft(present) ? present : proofOf({ challengeId, purpose, profileId })(present.right.state)
    },
  }
}
