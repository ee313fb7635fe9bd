import {
  type SessionRow,
  type SessionStore,
  type SessionsOf,
  sessionIdleLimit,
  sessionTouchInterval,
} from '../../application/ports/sessions.ts'
import type { Instant } from '../../domain/instant.ts'
import { sessionEvents } from '../../domain/session/session.ts'
import { integer, orNull, type Row, text } from '../sqlite/column.ts'
import type { StateConnection } from './state-connection.ts'

const { entry: entryOf, secondFactor: secondFactorOf } = sessionEvents.SessionOpened.open.shape

const textOrNull = orNull(text)

const sessionRow = (row: Row): SessionRow => ({
  sessionId: text(row['session_id']),
  tokenHash: text(row['token_hash']),
  entry: entryOf.parse(row['entry']),
  provenAccountId: textOrNull(row['proven_account_id']),
  profileId: textOrNull(row['profile_id']),
  secondFactor: secondFactorOf.parse(row['second_factor']),
  accountId: textOrNull(row['account_id']),
  registrationId: textOrNull(row['registration_id']),
  openedAt: integer(row['opened_at']),
  lastSeenAt: integer(row['last_seen_at']),
  confirmedAt: integer(row['confirmed_at']),
  expiresAt: integer(row['expires_at']),
})

/** How many sessions still let somebody in. */
export const liveSessions = ({ kysely, prepare }: StateConnection): ((now: Instant) => number) => {
  const count = prepare(
    kysely
      .selectFrom('sessions')
      .select((row) => row.fn.countAll().as('live'))
      .where('expiresAt', '>', 0)
      .where('lastSeenAt', '>', 0),
  )
  return (now) => integer(count.get(now, now - sessionIdleLimit)?.['live'])
}

/** Columns and what they must hold. */
const whose = (of: SessionsOf): Partial<SessionRow> => ({ ...of })

/** Sessions in `state.db`. */
export const sqliteSessions = ({ kysely, write, prepare }: StateConnection): SessionStore => {
  const byToken = prepare(kysely.selectFrom('sessions').selectAll().where('tokenHash', '=', ''))
  const isTouchDue = prepare(
    kysely
      .selectFrom('sessions')
      .select('sessionId')
      .where('sessionId', '=', '')
      .where('lastSeenAt', '<=', 0),
  )

  return {
    put: async (row) => {
      await write(kysely.insertInto('sessions').values(row))
    },

    find: async (tokenHash) => {
      const row = byToken.get(tokenHash)
      return row === undefined ? null : sessionRow(row)
    },

    touch: async (sessionId, at) => {
      // Asked on every request: a read costs microseconds, a transaction does not.
      if (isTouchDue.get(sessionId, at - sessionTouchInterval) === undefined) return
      await write(kysely.updateTable('sessions').set({ lastSeenAt: at }).where('sessionId', '=', sessionId))
    },

    rotate: async (oldTokenHash, newTokenHash, change) => {
      const [changed] = await write(
        kysely
          .updateTable('sessions')
          .set({ ...change, tokenHash: newTokenHash })
          .where('tokenHash', '=', oldTokenHash),
      )
      return changed === 1
    },

    note: async (sessionId, change) => {
      const [changed] = await write(
        kysely.updateTable('sessions').set(change).where('sessionId', '=', sessionId),
      )
      return changed === 1
    },

    end: async (sessionId) => {
      const [ended] = await write(kysely.deleteFrom('sessions').where('sessionId', '=', sessionId))
      return ended === 1
    },

    list: async (of) => {
      const rows = await kysely
        .selectFrom('sessions')
        .selectAll()
        .where((row) => row.and(whose(of)))
        .orderBy('openedAt', 'desc')
        .orderBy('sessionId')
        .execute()
      return rows.map((row) => ({ ...row }))
    },

    endAll: async (of, keep) => {
      const ended = await kysely
        .deleteFrom('sessions')
        .where((row) => row.and(whose(of)))
        .$if(keep !== null, (others) => others.where('sessionId', '!=', keep ?? ''))
        .returning('sessionId')
        .execute()
      return ended.map(({ sessionId }) => sessionId)
    },

    sweep: async (now) => {
      const [removed] = await write(
        kysely
          .deleteFrom('sessions')
          .where((row) =>
            row.or([row('expiresAt', '<=', now), row('lastSeenAt', '<=', now - sessionIdleLimit)]),
          ),
      )
      return removed ?? 0
    },
  }
}
