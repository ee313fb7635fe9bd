import * as E from 'fp-ts/lib/Either.js'
import { isLinked } from '../../domain/profile/accounts.ts'
import { profile } from '../../domain/profile/profile.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { SessionStore } from '../ports/sessions.ts'
import { type FormerLink, sessionsOfLink } from '../sign-in/sessions-of-link.ts'
import { type Ending, endedSessions } from './ended-sessions.ts'
import { type EffectReaction, type EventOf, effect, type LogAway } from './reaction.ts'

type Unlinked = EventOf<'AccountUnlinked'>

/**
 * After an account was let go (M13) or withdrawn (M18), the Profile's sessions that rest on the link end. The door does it at
 * once; this heals what broke in between.
 */
export const sessionsOfUnlinkedAccount = (
  sessions: SessionStore,
  handler: CommandHandler,
): EffectReaction => {
  const { end, isBefore } = endedSessions(sessions, handler)

  const endingOf = (event: Unlinked): Ending => {
    const cause = event.metadata.actor.type === 'profile' ? 'accountUnlinked' : 'accessWithdrawn'
    return { event, owner: `profile-${event.subjectId}`, cause }
  }

  const restingOn = async (link: FormerLink): Promise<ReadonlySet<string>> => {
    const rows = await Promise.all(sessionsOfLink(link).map((of) => sessions.list(of)))
    return new Set(rows.flat().map(({ sessionId }) => sessionId))
  }

  /** Whether it is in on the strength of that link, and not of one that was made since. */
  const restsOn = async (
    event: Unlinked,
    isLinkedAgain: boolean,
    sessionId: string,
  ): Promise<E.Either<LogAway, boolean>> => (isLinkedAgain ? isBefore(event, sessionId) : E.right(true))

  return effect({
    name: 'endSessionsOfUnlinkedAccount',
    on: 'AccountUnlinked',
    perform: async (event) => {
      const { accountId } = event.data
      const present = await handler.load(profile, event.subjectId)()
      if (E.isLeft(present)) return E.left('logAway')
      const isLinkedAgain = isLinked(present.right.state, accountId)
      for (const sessionId of await restingOn({ profileId: event.subjectId, accountId })) {
        const rests = await restsOn(event, isLinkedAgain, sessionId)
        if (E.isLeft(rests)) return rests
        const ended = rests.right ? await end(endingOf(event), sessionId) : E.right(undefined)
        if (E.isLeft(ended)) return ended
      }
      return E.right(undefined)
    },
  })
}
