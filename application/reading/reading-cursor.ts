import * as E from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../../domain/decision.ts'
import type { Actor } from '../events/metadata.ts'
import type { Position } from '../ports/event-store.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'

/** Where a recorded reading goes on. */
export interface ReadingPlace {
  readonly readingId: string
  readonly position: Position
}

type Filters = Readonly<Record<string, string>>

/**
 * A cursor that only the reading it was given to can use: it is signed together with the filters and the reader, so
 * nobody pages through a history that was not recorded as read.
 */
export interface ReadingCursor {
  readonly write: (place: ReadingPlace, filters: Filters, reader: Actor) => string
  /** `null` for the beginning. Refused: CursorMalformed. */
  readonly read: (
    cursor: string | undefined,
    filters: Filters,
    reader: Actor,
  ) => E.Either<RefusalOf<'CursorMalformed'>, ReadingPlace | null>
}

const shape = /^([0-9a-f-]{36})\.(\d{1,19})\.([\w-]+)$/

export const readingCursor = (fingerprints: Fingerprints): ReadingCursor => {
  const sign = (readingId: string, position: string, filters: Filters, reader: Actor): string => {
    const sorted = Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1))
    return fingerprints.of('cursor', readingId, position, reader.type, reader.id, JSON.stringify(sorted))
  }

  return {
    write: ({ readingId, position }, filters, reader) =>
      `${readingId}.${position}.${sign(readingId, String(position), filters, reader)}`,

    read: (cursor, filters, reader) => {
      if (cursor === undefined) return E.right(null)
      const [, readingId = '', position = '', signature] = shape.exec(cursor) ?? []
      return signature !== undefined && signature === sign(readingId, position, filters, reader)
        ? E.right({ readingId, position: BigInt(position) })
        : E.left({ code: 'CursorMalformed' })
    },
  }
}
