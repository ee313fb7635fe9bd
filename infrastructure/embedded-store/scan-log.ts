import { DatabaseSync } from 'node:sqlite'
import type { StoredEvent } from '../../application/ports/event-store.ts'
import { integer, text } from '../sqlite/column.ts'
import { columns, storedEvent } from './stored-events.ts'

const busyTimeoutMilliseconds = 2000
/** Few enough to be gone again before the collector would call them old. */
const eventsOfPage = 64

/**
 * Every event of a log's file from the first one on, page by page, with its metadata's text, up to where the log ends
 * then. Reads through a connection of its own: from another thread, too, while the owner writes. Throws what SQLite
 * throws, and `DamagedEvent`.
 */
export function* scanLog(
  path: string,
): Generator<readonly { readonly event: StoredEvent; readonly metadata: string }[], void> {
  const database = new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMilliseconds })
  try {
    const after = database.prepare(
      `SELECT ${columns} WHERE position > ? ORDER BY position LIMIT ${eventsOfPage}`,
    )
    after.setReturnArrays(true)
    for (let last = 0; ; ) {
      const rows = after.all(last)
      const newest = rows.at(-1)
      if (newest === undefined) return
      last = integer(newest[0])
      yield rows.map((row) => ({ event: storedEvent(row), metadata: text(row[6]) }))
    }
  } finally {
    database.close()
  }
}
