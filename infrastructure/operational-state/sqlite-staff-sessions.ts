import { sessionTouchInterval } from '../../application/ports/sessions.ts'
import {
  type StaffSessionRow,
  type StaffSessionStore,
  staffIdleLimit,
} from '../../application/ports/staff-sessions.ts'
import { integer, orNull, type Row, text } from '../sqlite/column.ts'
import type { StateConnection } from './state-connection.ts'

const textOrNull = orNull(text)
const integerOrNull = orNull(integer)

const sessionRow = (row: Row): StaffSessionRow => ({
  sessionId: text(row['session_id']),
  tokenHash: text(row['token_hash']),
  staffId: text(row['staff_id']),
  passwordNumber: integer(row['password_number']),
  factorShownAt: integerOrNull(row['factor_shown_at']),
  setupRef: textOrNull(row['setup_ref']),
  openedAt: integer(row['opened_at']),
  lastSeenAt: integer(row['last_seen_at']),
  expiresAt: integer(row['expires_at']),
})

/** Staff's sessions in `state.db`: so few that each request reads its own anew. */
export const sqliteStaffSessions = ({ kysely, write, prepare }: StateConnection): StaffSessionStore => {
  const byToken = prepare(kysely.selectFrom('staffSessions').selectAll().where('tokenHash', '=', ''))

  return {
    put: async (row) => {
      await write(kysely.insertInto('staffSessions').values(row))
    },

    find: async (tokenHash) => {
      const row = byToken.get(tokenHash)
      return row === undefined ? null : sessionRow(row)
    },

    touch: async (sessionId, at) => {
      await write(
        kysely
          .updateTable('staffSessions')
          .set({ lastSeenAt: at })
          .where('sessionId', '=', sessionId)
          .where('lastSeenAt', '<=', at - sessionTouchInterval),
      )
    },

    rotate: async (oldTokenHash, newTokenHash, change) => {
      const [changed] = await write(
        kysely
          .updateTable('staffSessions')
          .set({ ...change, tokenHash: newTokenHash })
          .where('tokenHash', '=', oldTokenHash),
      )
      return changed === 1
    },

    note: async (sessionId, change) => {
      const [changed] = await write(
        kysely.updateTable('staffSessions').set(change).where('sessionId', '=', sessionId),
      )
      return changed === 1
    },

    end: async (sessionId) => {
      const [ended] = await write(kysely.deleteFrom('staffSessions').where('sessionId', '=', sessionId))
      return ended === 1
    },

    endAll: async (staffId) => {
      const [ended] = await write(kysely.deleteFrom('staffSessions').where('staffId', '=', staffId))
      return ended ?? 0
    },

    sweep: async (now) => {
      const [removed] = await write(
        kysely
          .deleteFrom('staffSessions')
          .where((row) =>
            row.or([row('expiresAt', '<=', now), row('lastSeenAt', '<=', now - staffIdleLimit)]),
          ),
      )
      return removed ?? 0
    },
  }
}
