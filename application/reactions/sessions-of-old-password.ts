import * as E from 'fp-ts/lib/Either.js'
import { revoke, session } from '../../domain/session/session.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { SessionStore } from '../ports/sessions.ts'
import { type EffectReaction, effect } from './reaction.ts'
import { circumstancesOf } from './work.ts'

/**
 * After a change of the SIP password (M27) every session that the old one opened ends, but for the one that made the
 * change. The door does it at once; this heals what broke in between. Told first, ended second, so that nothing that
 * ends is left untold.
 */
export const sessionsOfOldPassword = (sessions: SessionStore, handler: CommandHandler): EffectReaction =>
  effect({
    name: 'endSessionsOfOldPassword',
    on: 'PasswordChanged',
    perform: async (event) => {
      const accountId = event.subjectId
      const present = await sessions.list({ provenAccountId: accountId })
      const others = present.filter(({ sessionId }) => sessionId !== event.metadata.sessionId)
      for (const { sessionId, openedAt } of others) {
        const opened = await handler.load(session, sessionId)()
        if (E.isLeft(opened)) return E.left('logAway')
        // The log's order decides: a change takes its time before it is recorded, and a session may be opened meanwhile.
        const isBefore = opened.right.position !== null && opened.right.position < event.position
        if (!isBefore && openedAt >= event.at) continue
        const told = await handler.execute({
          aggregate: session,
          id: sessionId,
          owner: `account-${accountId}`,
          decide: revoke('passwordChanged'),
          circumstances: circumstancesOf({ eventId: event.id, correlationId: event.metadata.correlationId }),
        })()
        if (E.isLeft(told)) return E.left('logAway')
        await sessions.end(sessionId)
      }
      return E.right(undefined)
    },
  })
