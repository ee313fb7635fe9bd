import * as E from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../../domain/decision.ts'
import type { Position } from '../ports/event-store.ts'

/** A page of a list, newest first, and where the next one begins; it stays put while the log grows. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor: string | null
}

const decimal = /^\d{1,19}$/

/** Names the place after an item; opaque to clients. */
export const cursorOf = (position: Position): string => `p${position}`

/** The place that a cursor names, `undefined` for the beginning. Refused: CursorMalformed. */
export const positionOf = (
  cursor: string | undefined,
): E.Either<RefusalOf<'CursorMalformed'>, Position | undefined> => {
  if (cursor === undefined) return E.right(undefined)
  const digits = cursor.slice(1)
  return cursor.startsWith('p') && decimal.test(digits)
    ? E.right(BigInt(digits))
    : E.left({ code: 'CursorMalformed' })
}
