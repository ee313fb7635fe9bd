import * as E from 'fp-ts/lib/Either.js'
import { type RevocationCause, revoke, session } from '../../domain/session/session.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { SessionStore } from '../ports/sessions.ts'
import { type EffectReaction, type EventOf, effect, type LogAway } from './reaction.ts'
import { circumstancesOf } from './work.ts'

type NewPassword = EventOf<'PasswordRecovered' | 'ProfilePasswordChanged'>

/**
 * After a Profile's password was recovered (M17) or changed, every session that the old one opened ends, but for the one
 * that made the change. The door does it at once; this heals what broke in between. Told first, ended second, so
 * that nothing that ends is left untold.
 */
export const sessionsOfOldProfilePassword = (
  sessions: SessionStore,
  handler: CommandHandler,
): readonly EffectReaction[] => {
  const endAll = async (
    event: NewPassword,
    keep: string | null,
    cause: RevocationCause,
  ): Promise<E.Either<LogAway, void>> => {
    const profileId = event.subjectId
    const present = await sessions.list({ profileId })
    for (const { sessionId, openedAt } of present.filter((row) => row.sessionId !== keep)) {
      const opened = await handler.load(session, sessionId)()
      if (E.isLeft(opened)) return E.left('logAway')
      // The log's order decides: a change takes its time before it is recorded, and a session may be opened meanwhile.
      const isBefore = opened.right.position !== null && opened.right.position < event.position
      if (!isBefore && openedAt >= event.at) continue
      const told = await handler.execute({
        aggregate: session,
        id: sessionId,
        owner: `profile-${profileId}`,
        decide: revoke(cause),
        circumstances: circumstancesOf({ eventId: event.id, correlationId: event.metadata.correlationId }),
      })()
      if (E.isLeft(told)) return E.left('logAway')
      await sessions.end(sessionId)
    }
    return E.right(undefined)
  }

  return [
    effect({
      name: 'endSessionsAfterPasswordRecovered',
      on: 'PasswordRecovered',
      perform: (event) => endAll(event, null, 'passwordRecovered'),
    }),
    effect({
      name: 'endSessionsAfterProfilePasswordChanged',
      on: 'ProfilePasswordChanged',
      perform: (event) => endAll(event, event.metadata.sessionId ?? null, 'passwordChanged'),
    }),
  ]
}
