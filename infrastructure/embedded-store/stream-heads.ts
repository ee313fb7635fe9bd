import type { DatabaseSync } from 'node:sqlite'
import { LRUCache } from 'lru-cache'
import type { StreamName } from '../../application/ports/event-store.ts'
import { integer } from '../sqlite/column.ts'

/** Where a stream ends. */
export interface StreamHead {
  readonly id: number
  /** Of its last event. */
  readonly revision: number
}

/**
 * Where the streams end that were looked at last. The file has one owner, so nothing moves them but its own appends;
 * after a transaction that was not confirmed nothing of it is believed.
 */
export interface StreamHeads {
  /** `null` for a stream that is not there. */
  readonly of: (stream: StreamName) => StreamHead | null
  readonly moved: (stream: StreamName, head: StreamHead) => void
  readonly doubt: () => void
}

const mostRemembered = 100_000

export const streamHeads = (database: DatabaseSync): StreamHeads => {
  const heads = new LRUCache<StreamName, StreamHead>({ max: mostRemembered })
  const find = database.prepare(
    'SELECT id, (SELECT max(revision) FROM events WHERE stream_id = streams.id) AS revision FROM streams WHERE name = ?',
  )

  const moved = (stream: StreamName, head: StreamHead): void => {
    heads.set(stream, head)
  }

  const look = (stream: StreamName): StreamHead | null => {
    const row = find.get(stream)
    if (row === undefined) return null
    const head = { id: integer(row['id']), revision: integer(row['revision']) }
    moved(stream, head)
    return head
  }

  return {
    of: (stream) => heads.get(stream) ?? look(stream),
    moved,
    doubt: () => heads.clear(),
  }
}
