import type { CommandHandler } from '../commands/command-handler.ts'
import type { SessionStore } from '../ports/sessions.ts'
import { endedSessions } from './ended-sessions.ts'
import { type EffectReaction, effect } from './reaction.ts'

/**
 * After a change of the SIP password (M27) every session that the old one opened ends, but for the one that made the
 * change. The door does it at once; this heals what broke in between.
 */
export const sessionsOfOldPassword = (sessions: SessionStore, handler: CommandHandler): EffectReaction => {
  const { endOlder } = endedSessions(sessions, handler)
  return effect({
    name: 'endSessionsOfOldPassword',
    on: 'PasswordChanged',
    perform: async (event) => {
      const accountId = event.subjectId
      const present = await sessions.list({ provenAccountId: accountId })
      const others = present.filter(({ sessionId }) => sessionId !== event.metadata.sessionId)
      return endOlder({ event, owner: `account-${accountId}`, cause: 'passwordChanged' }, others)
    },
  })
}
