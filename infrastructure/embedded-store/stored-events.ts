import type { DatabaseSync, StatementSync } from 'node:sqlite'
import {
  type JsonObject,
  largestPage,
  type PageOfStream,
  type Position,
  type StoredEvent,
  type StreamName,
} from '../../application/ports/event-store.ts'
import { integer, type Row, text } from '../sqlite/column.ts'
import type { StreamHeads } from './stream-heads.ts'

/** A row of the log that nobody of ours can have written. */
export class DamagedEvent extends Error {
  constructor(position: number, what: string) {
    // Without the parser's own words: they quote what was stored.
    super(`the event at position ${position} is damaged: its ${what} cannot be read`)
    this.name = 'DamagedEvent'
  }
}

const isStreamName = (name: string): name is StreamName => name === 'log' || name.includes('-')

const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const parsed = (stored: string): unknown => {
  try {
    return JSON.parse(stored)
  } catch {
    return undefined
  }
}

const jsonObject = (position: number, what: string, stored: string): JsonObject => {
  const value = parsed(stored)
  if (!isJsonObject(value)) throw new DamagedEvent(position, what)
  return value
}

/** A uuid as text, from its 32 hexadecimal digits. */
const uuidOf = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`

/** In the order in which `storedEvent` takes them. */
export const columns = `position, name, revision, lower(hex(events.id)), type, data, metadata, remaining
  FROM events JOIN streams ON streams.id = stream_id`

export const storedEvent = (row: Row): StoredEvent => {
  const position = integer(row[0])
  const stream = text(row[1])
  if (!isStreamName(stream)) throw new DamagedEvent(position, 'stream')
  return {
    stream,
    revision: integer(row[2]),
    position: BigInt(position),
    id: uuidOf(text(row[3])),
    type: text(row[4]),
    data: jsonObject(position, 'data', text(row[5])),
    metadata: jsonObject(position, 'metadata', text(row[6])),
  }
}

export interface StoredEvents {
  readonly page: (stream: StreamName, page: PageOfStream) => readonly StoredEvent[]
  /** What follows a position, about a thousand events, up to the end of an append. */
  readonly following: (after: Position | null) => readonly StoredEvent[]
  readonly lastPosition: () => Position | null
}

/** As rows that are arrays: a scan of the whole log is a third faster with them. */
const arrays = (statement: StatementSync): StatementSync => {
  statement.setReturnArrays(true)
  return statement
}

/** Events as they are committed. Throws what SQLite throws, and `DamagedEvent`. */
export const storedEvents = (database: DatabaseSync, heads: StreamHeads): StoredEvents => {
  const forwards = arrays(
    database.prepare(`SELECT ${columns} WHERE name = ? AND revision >= ? ORDER BY revision LIMIT ?`),
  )
  const backwards = arrays(
    database.prepare(`SELECT ${columns} WHERE name = ? AND revision <= ? ORDER BY revision DESC LIMIT ?`),
  )
  const after = arrays(database.prepare(`SELECT ${columns} WHERE position > ? ORDER BY position LIMIT ?`))
  const last = arrays(database.prepare('SELECT max(position) FROM events'))

  /** The rest of the append that a full page has cut. */
  const rest = (row: Row | undefined): readonly Row[] =>
    row === undefined || row[7] === 0 ? [] : after.all(integer(row[0]), integer(row[7]))

  return {
    page: (stream, { direction, from, limit }) => {
      // Whoever asks what has happened since usually hears: nothing.
      if (direction === 'forwards' && from !== undefined && from > 0) {
        const head = heads.of(stream)
        if (head === null || from > head.revision) return []
      }
      const atMost = Math.max(0, Math.min(limit, largestPage))
      const rows =
        direction === 'forwards'
          ? forwards.all(stream, from ?? 0, atMost)
          : backwards.all(stream, from ?? Number.MAX_SAFE_INTEGER, atMost)
      return rows.map(storedEvent)
    },

    following: (position) => {
      const rows = after.all(position ?? 0n, largestPage)
      return [...rows, ...rest(rows.at(-1))].map(storedEvent)
    },

    lastPosition: () => {
      const position = last.get()?.[0]
      return position === null ? null : BigInt(integer(position))
    },
  }
}
