import type { DatabaseSync } from 'node:sqlite'
import { integer, text } from '../sqlite/column.ts'

/** What tells one log, and one moment of it, from another. */
export interface LogFacts {
  /** `null` for a log that nobody has begun. */
  readonly logId: string | null
  readonly lastPosition: bigint | null
}

const idQuery = `
  SELECT data ->> 'logId' AS id FROM events JOIN streams ON streams.id = stream_id
    WHERE name = 'log' AND revision = 0`

/** Reads them from an open event log. */
export const logFacts = (database: DatabaseSync): LogFacts => {
  const id = database.prepare(idQuery).get()?.['id']
  const last = database.prepare('SELECT max(position) AS last FROM events').get()?.['last']
  return {
    logId: id === undefined || id === null ? null : text(id),
    lastPosition: last === undefined || last === null ? null : BigInt(integer(last)),
  }
}
