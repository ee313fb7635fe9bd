import type { DatabaseSync } from 'node:sqlite'
import type { HistoryQuery } from '../../../application/ports/views.ts'
import { bytes } from '../../sqlite/column.ts'
import {
  hashOf,
  isForSubscriber,
  type KeyKind,
  keyKinds,
  keysOf,
  numbersOf,
  placeOf,
} from './segment-format.ts'

/** Places of a segment's entries that may be asked for, the newest first: every one of those that are, and few others. */
export type SegmentPlaces = (segment: number, end: number, query: HistoryQuery) => Iterable<number>

type Places = Iterator<number, undefined>

const newestFirst = function* (end: number): Generator<number, undefined> {
  for (let place = end - 1; place >= 0; place -= 1) yield place
}

/** Places of several lists that each go down, without doubles. */
const anyOf = function* (lists: readonly Places[]): Generator<number, undefined> {
  const heads = lists.map((list) => list.next())
  for (;;) {
    const newest = Math.max(-1, ...heads.map(({ value }) => value ?? -1))
    if (newest < 0) return
    yield newest
    for (const [at, list] of lists.entries()) if (heads[at]?.value === newest) heads[at] = list.next()
  }
}

/** The first place of a list that is not past another, going down. */
const downTo = (list: Places, head: number | undefined, place: number): number | undefined => {
  let at = head
  while (at !== undefined && at > place) at = list.next().value
  return at
}

/** Places that every list holds. */
const allOf = function* (lists: readonly Places[]): Generator<number, undefined> {
  let heads = lists.map((list) => list.next().value)
  for (;;) {
    const oldest = Math.min(...heads.map((head) => head ?? -1))
    if (oldest < 0) return
    if (heads.every((head) => head === oldest)) {
      yield oldest
      heads = lists.map((list) => list.next().value)
    } else heads = lists.map((list, at) => downTo(list, heads[at], oldest))
  }
}

export const segmentPlaces = (database: DatabaseSync): SegmentPlaces => {
  const pageBefore = database.prepare(
    'SELECT first, numbers FROM historyKeys WHERE segment = ? AND kind = ? AND first <= ? ORDER BY first DESC LIMIT 1',
  )

  /** Keys of a hash, the greatest first, page by page. */
  const keysDown = function* (
    segment: number,
    kind: KeyKind,
    hash: number,
  ): Generator<Float64Array, undefined> {
    const [least, greatest] = keysOf(hash)
    for (let bound = greatest; bound >= least; ) {
      const row = pageBefore.get(segment, kind, bound)
      if (row === undefined) return
      const numbers = numbersOf(bytes(row['numbers']))
      yield numbers.filter((key) => key >= least && key <= greatest).reverse()
      bound = Number(row['first']) - 1
    }
  }

  const placesOf = function* (
    segment: number,
    kind: KeyKind,
    value: string,
    end: number,
    forSubscriber: boolean,
  ): Generator<number, undefined> {
    for (const keys of keysDown(segment, kind, hashOf(value)))
      for (const key of keys) {
        const place = placeOf(key)
        if (place < end && (!forSubscriber || isForSubscriber(key))) yield place
      }
  }

  return (segment, end, query) => {
    const forSubscriber = query.forSubscriber === true
    const of = (kind: KeyKind, value: string | undefined): readonly Places[] =>
      value === undefined ? [] : [placesOf(segment, kind, value, end, forSubscriber)]
    const types = query.types?.map((type) => placesOf(segment, keyKinds.type, type, end, forSubscriber))
    const lists = [
      ...of(keyKinds.account, query.accountId),
      ...of(keyKinds.profile, query.profileId),
      ...of(keyKinds.actor, query.actorId),
      ...of(keyKinds.request, query.correlationId),
      ...(types === undefined ? [] : [anyOf(types)]),
    ]
    return lists.length === 0 ? newestFirst(end) : allOf(lists)
  }
}
