import * as E from 'fp-ts/lib/Either.js'
import { challenge, isPassed, markSent, triesLeft } from '../../domain/challenge/challenge.ts'
import { isErased } from '../../domain/sealed.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import { type EventOf, type LogAway, type NotSent, type Place, pointless } from './reaction.ts'
import { circumstancesOf } from './work.ts'

export type ChallengeIssued = EventOf<'ChallengeIssued'>

/**
 * Every issue is a subject of its own: the newest one waits neither for an older one, which would not be sent any more,
 * nor for anything else that the person is told.
 */
export const laneOfIssue = ({ stream, revision }: Place): string => `${stream}/${revision}`

/**
 * Where an issue's code or link goes, as long as it can still be of use. `pointless`: a newer issue has taken its place,
 * it was passed or burned, or the person is forgotten.
 */
export const receiverOfIssue = async (
  handler: CommandHandler,
  { subjectId, data: { issue } }: ChallengeIssued,
): Promise<E.Either<LogAway | NotSent, string>> => {
  const loaded = await handler.load(challenge, subjectId)()
  if (E.isLeft(loaded)) return E.left('logAway')
  const { state } = loaded.right
  if (state.status === 'absent' || state.issue !== issue) return pointless('superseded')
  if (isPassed(state)) return pointless('alreadyPassed')
  if (triesLeft(state) === 0) return pointless('burned')
  const { to } = state
  return to === null || isErased(to) ? pointless('receiverErased') : E.right(to)
}

/** Notes in the challenge's own stream that an issue was handed over. */
export const tellSent = async (
  handler: CommandHandler,
  { id, subjectId, data: { issue, profileId }, metadata: { correlationId } }: ChallengeIssued,
): Promise<E.Either<LogAway, void>> => {
  const told = await handler.execute({
    aggregate: challenge,
    id: subjectId,
    // Nothing of it is personal, so nothing is sealed.
    owner: `profile-${profileId}`,
    decide: markSent(issue),
    circumstances: circumstancesOf({ eventId: id, correlationId }),
  })()
  return E.isLeft(told) ? E.left('logAway') : E.right(undefined)
}
