import * as E from 'fp-ts/lib/Either.js'
import { type RevocationCause, revoke, session } from '../../domain/session/session.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { ProjectedEvent } from '../events/projected-event.ts'
import type { Subject } from '../ports/sealing.ts'
import type { SessionRow, SessionStore } from '../ports/sessions.ts'
import type { LogAway } from './reaction.ts'
import { circumstancesOf } from './work.ts'

/** Why sessions end, and whose key seals what is told of it. */
export interface Ending {
  readonly event: ProjectedEvent
  readonly owner: Subject
  readonly cause: RevocationCause
}

/** Ends sessions after an event that takes away what they rest on: told first, ended second, so that none ends untold. */
export interface EndedSessions {
  readonly end: (ending: Ending, sessionId: string) => Promise<E.Either<LogAway, void>>
  /** Those among `rows` that were opened before the event. */
  readonly endOlder: (ending: Ending, rows: readonly SessionRow[]) => Promise<E.Either<LogAway, void>>
  /** Whether the log had the session's last event before this one. */
  readonly isBefore: (event: ProjectedEvent, sessionId: string) => Promise<E.Either<LogAway, boolean>>
}

export const endedSessions = (sessions: SessionStore, handler: CommandHandler): EndedSessions => {
  const isBefore: EndedSessions['isBefore'] = async ({ position }, sessionId) => {
    const told = await handler.load(session, sessionId)()
    if (E.isLeft(told)) return E.left('logAway')
    return E.right(told.right.position !== null && told.right.position < position)
  }

  const end: EndedSessions['end'] = async ({ event, owner, cause }, sessionId) => {
    const told = await handler.execute({
      aggregate: session,
      id: sessionId,
      owner,
      decide: revoke(cause),
      circumstances: circumstancesOf({ eventId: event.id, correlationId: event.metadata.correlationId }),
    })()
    if (E.isLeft(told)) return E.left('logAway')
    await sessions.end(sessionId)
    return E.right(undefined)
  }

  return {
    end,
    isBefore,

    endOlder: async (ending, rows) => {
      for (const { sessionId, openedAt } of rows) {
        const before = await isBefore(ending.event, sessionId)
        if (E.isLeft(before)) return before
        // The log's order decides: a change takes its time before it is recorded, and a session may be opened meanwhile.
        if (!before.right && openedAt >= ending.event.at) continue
        const ended = await end(ending, sessionId)
        if (E.isLeft(ended)) return ended
      }
      return E.right(undefined)
    },
  }
}
