import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Answers } from '../../application/ports/answers.ts'
import type { MessageCounts } from '../../application/ports/message-limits.ts'
import type { ReactionProgress } from '../../application/ports/reaction-progress.ts'
import type { SessionStore } from '../../application/ports/sessions.ts'
import type { StaffSessionStore } from '../../application/ports/staff-sessions.ts'
import type { TokenHashes } from '../../application/ports/token-hashes.ts'
import type { Instant } from '../../domain/instant.ts'
import { type DatabaseUnusable, openDatabase } from '../sqlite/open-database.ts'
import { rememberedSessions } from './remembered-sessions.ts'
import { sqliteAnswers } from './sqlite-answers.ts'
import { sqliteMessageCounts } from './sqlite-message-counts.ts'
import { sqliteReactionProgress } from './sqlite-reaction-progress.ts'
import { liveSessions, sqliteSessions } from './sqlite-sessions.ts'
import { sqliteStaffSessions } from './sqlite-staff-sessions.ts'
import { sqliteTokenHashes } from './sqlite-token-hashes.ts'
import { stateConnection } from './state-connection.ts'
import { stateDatabase } from './state-tables.ts'

export interface OperationalState {
  readonly sessions: SessionStore
  readonly staffSessions: StaffSessionStore
  readonly answers: Answers
  readonly tokenHashes: TokenHashes
  readonly reactionProgress: ReactionProgress
  readonly messageCounts: MessageCounts
  /** Sessions that still let somebody in at `now`; for metrics. */
  readonly liveSessions: (now: Instant) => number
  /** Commits what was handed over, then lets go of the file. */
  readonly close: () => void
}

/**
 * Opens `state.db`, making it when it is missing: what must outlast a restart and is no history. Every acknowledged
 * write is on disk. One process at a time, by the lock on the data directory.
 */
export const openOperationalState = (path: string): E.Either<DatabaseUnusable, OperationalState> =>
  pipe(
    openDatabase(path, stateDatabase),
    E.map(stateConnection),
    E.map((connection) => ({
      sessions: rememberedSessions(sqliteSessions(connection)),
      staffSessions: sqliteStaffSessions(connection),
      answers: sqliteAnswers(connection),
      tokenHashes: sqliteTokenHashes(connection),
      reactionProgress: sqliteReactionProgress(connection),
      messageCounts: sqliteMessageCounts(connection),
      liveSessions: liveSessions(connection),
      close: connection.close,
    })),
  )
