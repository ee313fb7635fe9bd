import * as E from 'fp-ts/lib/Either.js'
import { isLinked } from '../../domain/profile/accounts.ts'
import { profile } from '../../domain/profile/profile.ts'
import { revoke, session } from '../../domain/session/session.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { SessionStore } from '../ports/sessions.ts'
import { type EffectReaction, type EventOf, effect, type LogAway } from './reaction.ts'
import { circumstancesOf } from './work.ts'

type Unlinked = EventOf<'AccountUnlinked'>

/**
 * After an account was let go (M13) or withdrawn (M18), the Profile's sessions that work in it end. The door does it at
 * once; this heals what broke in between. Told first, ended second, so that nothing that ends is left untold.
 */
export const sessionsOfUnlinkedAccount = (
  sessions: SessionStore,
  handler: CommandHandler,
): EffectReaction => {
  const end = async (event: Unlinked, sessionId: string): Promise<E.Either<LogAway, void>> => {
    const cause = event.metadata.actor.type === 'profile' ? 'accountUnlinked' : 'accessWithdrawn'
    const told = await handler.execute({
      aggregate: session,
      id: sessionId,
      owner: `profile-${event.subjectId}`,
      decide: revoke(cause),
      circumstances: circumstancesOf({ eventId: event.id, correlationId: event.metadata.correlationId }),
    })()
    if (E.isLeft(told)) return E.left('logAway')
    await sessions.end(sessionId)
    return E.right(undefined)
  }

  /** Whether it works in the account on the strength of that link, and not of one that was made since. */
  const restsOn = async (
    { position }: Unlinked,
    isLinkedAgain: boolean,
    sessionId: string,
  ): Promise<E.Either<LogAway, boolean>> => {
    if (!isLinkedAgain) return E.right(true)
    const told = await handler.load(session, sessionId)()
    if (E.isLeft(told)) return E.left('logAway')
    return E.right(told.right.position !== null && told.right.position < position)
  }

  return effect({
    name: 'endSessionsOfUnlinkedAccount',
    on: 'AccountUnlinked',
    perform: async (event) => {
      const { accountId } = event.data
      const present = await handler.load(profile, event.subjectId)()
      if (E.isLeft(present)) return E.left('logAway')
      const isLinkedAgain = isLinked(present.right.state, accountId)
      for (const { sessionId } of await sessions.list({ profileId: event.subjectId, accountId })) {
        const rests = await restsOn(event, isLinkedAgain, sessionId)
        if (E.isLeft(rests)) return rests
        const ended = rests.right ? await end(event, sessionId) : E.right(undefined)
        if (E.isLeft(ended)) return ended
      }
      return E.right(undefined)
    },
  })
}
