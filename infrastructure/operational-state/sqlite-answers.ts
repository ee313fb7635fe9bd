import { z } from 'zod'
import {
  type Answers,
  answersLast,
  type StoredAnswer,
  type StoredMark,
} from '../../application/ports/answers.ts'
import { integer, type Row, text } from '../sqlite/column.ts'
import type { StateConnection } from './state-connection.ts'

const headersOf = z.record(z.string(), z.string())

/** No HTTP status: the row is a mark, without an answer. */
const noAnswer = { status: 0, headers: {}, body: '' } as const

const stored = (row: Row): StoredAnswer | StoredMark => {
  const mark = { bodyHmac: text(row['body_hmac']), storedAt: integer(row['stored_at']) }
  const status = integer(row['status'])
  if (status === noAnswer.status) return mark
  const headers = headersOf.parse(JSON.parse(text(row['headers'])))
  return { ...mark, status, headers, body: text(row['body']) }
}

/** Answers to requests with an Idempotency-Key, in `state.db`. */
export const sqliteAnswers = ({ kysely, write, prepare }: StateConnection): Answers => {
  const byKey = prepare(
    kysely.selectFrom('answers').selectAll().where('keyHmac', '=', '').where('storedAt', '>', 0),
  )

  const put = async (keyHmac: string, answer: StoredAnswer): Promise<void> => {
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
  }

  return {
    put,
    mark: (keyHmac, mark) => put(keyHmac, { ...mark, ...noAnswer }),

    find: async (keyHmac, now) => {
      const row = byKey.get(keyHmac, now - answersLast)
      return row === undefined ? null : stored(row)
    },

    sweep: async (now) => {
      const [removed] = await write(kysely.deleteFrom('answers').where('storedAt', '<=', now - answersLast))
      return removed ?? 0
    },
  }
}
