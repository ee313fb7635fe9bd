import type { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/lib/Either.js'
import { parse } from 'uuid'
import type {
  Appended,
  AppendFailure,
  EventToAppend,
  ExpectedRevision,
  StreamName,
} from '../../application/ports/event-store.ts'
import { integer } from '../sqlite/column.ts'
import type { StreamHeads } from './stream-heads.ts'

/** The most that one append may hold, as in EventStoreDB: nothing may depend on which store runs. */
export const appendLimitBytes = 1024 * 1024

/** An event as its row holds it. */
interface EncodedEvent {
  readonly id: Uint8Array
  readonly type: string
  readonly data: string
  readonly metadata: string
}

export type EncodedBatch = readonly EncodedEvent[]

// EventStoreDB counts a type as UTF-16.
const sizeOf = ({ type, data, metadata }: EncodedEvent): number =>
  Buffer.byteLength(data) + Buffer.byteLength(metadata) + 2 * type.length

/** Prepares a batch for its rows; refuses one of more than the limit. Throws when an id is no uuid. */
export const encodeBatch = (events: readonly EventToAppend[]): E.Either<AppendFailure, EncodedBatch> => {
  const encoded = events.map(({ id, type, data, metadata }) => ({
    id: parse(id),
    type,
    data: JSON.stringify(data),
    metadata: JSON.stringify(metadata),
  }))
  const size = encoded.reduce((sum, event) => sum + sizeOf(event), 0)
  return size > appendLimitBytes
    ? E.left({ kind: 'tooLarge', limitBytes: appendLimitBytes })
    : E.right(encoded)
}

/** Appends within the transaction that is open: checks the expectation, then writes. */
export type AppendWithin = (
  stream: StreamName,
  expected: ExpectedRevision,
  batch: EncodedBatch,
) => E.Either<AppendFailure, Appended>

const firstRevision = (expected: ExpectedRevision): number => (expected === 'noStream' ? 0 : expected + 1)

export const appendWithin = (database: DatabaseSync, heads: StreamHeads): AppendWithin => {
  const addStream = database.prepare('INSERT INTO streams (name) VALUES (?)')
  const addEvent = database.prepare(
    'INSERT INTO events (stream_id, revision, id, type, data, metadata, remaining) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const fromRevision = database.prepare(
    'SELECT position, id, remaining FROM events WHERE stream_id = ? AND revision >= ? ORDER BY revision LIMIT ?',
  )

  const beginsAnAppend = (streamId: number, revision: number): boolean =>
    revision === 0 || fromRevision.get(streamId, revision - 1, 1)?.['remaining'] === 0

  /** The answer that the identical batch was given when it was written, if it was. */
  const earlierAnswer = (streamId: number, first: number, batch: EncodedBatch): Appended | null => {
    const rows = fromRevision.all(streamId, first, batch.length)
    const isRowOf = ({ id }: EncodedEvent, index: number): boolean => {
      const row = rows[index]
      if (row === undefined || row['remaining'] !== batch.length - 1 - index) return false
      return row['id'] instanceof Uint8Array && Buffer.compare(row['id'], id) === 0
    }
    if (!batch.every(isRowOf) || !beginsAnAppend(streamId, first)) return null
    return { revision: first + batch.length - 1, position: BigInt(integer(rows.at(-1)?.['position'])) }
  }

  const write = (streamId: number, first: number, batch: EncodedBatch): Appended => {
    const positions = batch.map(
      ({ id, type, data, metadata }, index) =>
        addEvent.run(streamId, first + index, id, type, data, metadata, batch.length - 1 - index)
          .lastInsertRowid,
    )
    return { revision: first + batch.length - 1, position: BigInt(positions.at(-1) ?? 0) }
  }

  return (stream, expected, batch) => {
    const found = heads.of(stream)
    const actual = found === null ? 'noStream' : found.revision
    const first = firstRevision(expected)
    if (actual === expected) {
      const id = found?.id ?? Number(addStream.run(stream).lastInsertRowid)
      const appended = write(id, first, batch)
      heads.moved(stream, { id, revision: appended.revision })
      return E.right(appended)
    }
    const earlier = found === null ? null : earlierAnswer(found.id, first, batch)
    return earlier === null ? E.left({ kind: 'wrongRevision', actual }) : E.right(earlier)
  }
}
