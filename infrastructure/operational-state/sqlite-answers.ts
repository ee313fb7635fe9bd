import { z } from 'zod'
import { type Answers, answersLast, type StoredAnswer } from '../../application/ports/answers.ts'
import { integer, type Row, text } from '../sqlite/column.ts'
import type { StateConnection } from './state-connection.ts'

const headersOf = z.record(z.string(), z.string())

const storedAnswer = (row: Row): StoredAnswer => ({
  bodyHmac: text(row['body_hmac']),
  status: integer(row['status']),
  headers: headersOf.parse(JSON.parse(text(row['headers']))),
  body: text(row['body']),
  storedAt: integer(row['stored_at']),
})

/** Answers to requests with an Idempotency-Key, in `state.db`. */
export const sqliteAnswers = ({ kysely, write, prepare }: StateConnection): Answers => {
  const byKey = prepare(
    kysely.selectFrom('answers').selectAll().where('keyHmac', '=', '').where('storedAt', '>', 0),
  )

  return {
    put: async (keyHmac, answer) => {
      const row = { ...answer, headers: JSON.stringify(answer.headers) }
      await write(
        kysely
          .insertInto('answers')
          .values({ keyHmac, ...row })
          .onConflict((conflict) =>
            conflict
              .column('keyHmac')
              .doUpdateSet(row)
              .where('answers.storedAt', '<=', answer.storedAt - answersLast),
          ),
      )
    },

    find: async (keyHmac, now) => {
      const row = byKey.get(keyHmac, now - answersLast)
      return row === undefined ? null : storedAnswer(row)
    },

    sweep: async (now) => {
      const [removed] = await write(kysely.deleteFrom('answers').where('storedAt', '<=', now - answersLast))
      return removed ?? 0
    },
  }
}
