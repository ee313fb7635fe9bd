import type { RevocationCause } from '../../domain/session/session.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { SessionStore } from '../ports/sessions.ts'
import { endedSessions } from './ended-sessions.ts'
import { type EffectReaction, type EventOf, effect } from './reaction.ts'

type NewPassword = EventOf<'PasswordRecovered' | 'ProfilePasswordChanged'>

/**
 * After a Profile's password was recovered (M17) or changed, every session that the old one opened ends, but for the one
 * that made the change. The door does it at once; this heals what broke in between.
 */
export const sessionsOfOldProfilePassword = (
  sessions: SessionStore,
  handler: CommandHandler,
): readonly EffectReaction[] => {
  const { endOlder } = endedSessions(sessions, handler)

  const endAll = async (event: NewPassword, keep: string | null, cause: RevocationCause) => {
    const profileId = event.subjectId
    const present = await sessions.list({ profileId })
    const others = present.filter(({ sessionId }) => sessionId !== keep)
    return endOlder({ event, owner: `profile-${profileId}`, cause }, others)
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
