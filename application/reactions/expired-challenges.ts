import * as E from 'fp-ts/lib/Either.js'
import { challenge, expire } from '../../domain/challenge/challenge.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Clock } from '../ports/clock.ts'
import { type EffectReaction, effect } from './reaction.ts'
import { circumstancesOf } from './work.ts'

/**
 * Records that a code or a link was not answered in time (`events.md`, streams), once, so that whoever reads the history
 * need not work it out from a deadline. A job that falls due at the end of each issue: of one that was passed, or that a
 * newer one has taken the place of, it finds nothing to record.
 */
export const expiredChallenges = (
  handler: Pick<CommandHandler, 'execute'>,
  clock: Pick<Clock, 'now'>,
): EffectReaction =>
  effect({
    name: 'expireChallenge',
    on: 'ChallengeIssued',
    dueAt: ({ data }) => data.until,
    perform: async ({ id, subjectId, data: { profileId }, metadata: { correlationId } }) => {
      const told = await handler.execute({
        aggregate: challenge,
        id: subjectId,
        // Nothing of it is personal, so nothing is sealed: of whoever is erased meanwhile no key is made anew.
        owner: `profile-${profileId}`,
        decide: expire(clock.now()),
        circumstances: circumstancesOf({ eventId: id, correlationId }),
      })()
      return E.isLeft(told) ? E.left('logAway') : E.right(undefined)
    },
  })
