import type { MessageCounts } from '../../application/ports/message-limits.ts'
import { integer } from '../sqlite/column.ts'
import type { StateConnection } from './state-connection.ts'

/** What was asked for, in `state.db`. */
export const sqliteMessageCounts = ({ kysely, write, prepare }: StateConnection): MessageCounts => {
  const nth = prepare(
    kysely
      .selectFrom('messageCounts')
      .select('at')
      .where('counter', '=', '')
      .orderBy('at', 'desc')
      .limit(1)
      .offset(0),
  )
  const since = prepare(
    kysely
      .selectFrom('messageCounts')
      .select((row) => row.fn.countAll().as('counted'))
      .where('counter', '=', '')
      .where('at', '>', 0),
  )

  return {
    newest: (counter, place) => {
      const row = nth.get(counter, 1, place - 1)
      return row === undefined ? null : integer(row['at'])
    },
    add: async (counters, at) => {
      await write(kysely.insertInto('messageCounts').values(counters.map((counter) => ({ counter, at }))))
    },
    countedSince: (counter, at) => integer(since.get(counter, at)?.['counted']),
    sweep: async (until) => {
      const [removed] = await write(kysely.deleteFrom('messageCounts').where('at', '<=', until))
      return removed ?? 0
    },
  }
}
