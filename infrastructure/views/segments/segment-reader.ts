import type { DatabaseSync } from 'node:sqlite'
import type { HistoryQuery } from '../../../application/ports/views.ts'
import type { HistoryEntry } from '../../../application/projections/history/history-entry.ts'
import { integer, text } from '../../sqlite/column.ts'
import { entryOfText } from './entry-text.ts'
import { blocksOfSegment, entriesOfBlock } from './segment-format.ts'
import { segmentPlaces } from './segment-places.ts'

/** Entries of the segments, newest first, by every condition that is given. */
export type SegmentReader = (query: HistoryQuery) => readonly HistoryEntry[]

interface Segment {
  readonly id: number
  readonly entries: number
}

interface Block {
  readonly id: number
  readonly lines: readonly string[]
}

/** What no key tells, and what a hash may have mistaken. */
const fits =
  (query: HistoryQuery) =>
  (it: HistoryEntry): boolean =>
    (query.accountId === undefined || it.accountId === query.accountId) &&
    (query.profileId === undefined || it.profileId === query.profileId) &&
    (query.actorId === undefined || it.actor.id === query.actorId) &&
    (query.types === undefined || query.types.includes(it.type)) &&
    (query.correlationId === undefined || it.correlationId === query.correlationId) &&
    (query.from === undefined || it.occurredAt >= query.from) &&
    (query.to === undefined || it.occurredAt < query.to) &&
    (query.forSubscriber === undefined || it.forSubscriber) &&
    (query.before === undefined || it.position < query.before)

export const segmentReader = (database: DatabaseSync): SegmentReader => {
  const places = segmentPlaces(database)
  const segmentsQuery = database.prepare(
    'SELECT id, entries FROM historySegments WHERE earliest < ? AND latest >= ? ORDER BY id DESC',
  )
  const firstOfBlock = database.prepare('SELECT first FROM historyBlocks WHERE id = ?')
  firstOfBlock.setReadBigInts(true)
  const spanOfBlock = database.prepare('SELECT earliest, latest FROM historyBlocks WHERE id = ?')
  const bodyOfBlock = database.prepare('SELECT body FROM historyBlocks WHERE id = ?')

  const isBefore = (block: number, position: bigint): boolean => {
    const first = firstOfBlock.get(block)?.['first']
    return typeof first === 'bigint' && first < position
  }

  /** How many of a segment's entries, from its first, may stand before a position. */
  const entriesBefore = ({ id, entries }: Segment, position: bigint | undefined): number => {
    if (position === undefined) return entries
    let [none, all] = [0, Math.ceil(entries / entriesOfBlock)]
    while (none < all) {
      const middle = Math.floor((none + all) / 2)
      if (isBefore(id * blocksOfSegment + middle, position)) none = middle + 1
      else all = middle
    }
    return Math.min(entries, none * entriesOfBlock)
  }

  const isWithin = (block: number, { from, to }: HistoryQuery): boolean => {
    if (from === undefined && to === undefined) return true
    const span = spanOfBlock.get(block)
    return integer(span?.['earliest']) < (to ?? Infinity) && integer(span?.['latest']) >= (from ?? -Infinity)
  }

  const read = (id: number): Block => ({ id, lines: text(bodyOfBlock.get(id)?.['body']).split('\n') })

  /** Entries of a segment that may be asked for, newest first. */
  const candidates = function* (segment: Segment, query: HistoryQuery): Generator<HistoryEntry, void> {
    let block: Block = { id: -1, lines: [] }
    let outside = -1
    for (const place of places(segment.id, entriesBefore(segment, query.before), query)) {
      const id = segment.id * blocksOfSegment + Math.floor(place / entriesOfBlock)
      if (id === outside) continue
      if (block.id !== id && !isWithin(id, query)) outside = id
      else {
        if (block.id !== id) block = read(id)
        yield entryOfText(text(block.lines[place % entriesOfBlock]))
      }
    }
  }

  const findIn = (segment: Segment, query: HistoryQuery, found: HistoryEntry[]): void => {
    const isWanted = fits(query)
    for (const entry of candidates(segment, query)) {
      if (isWanted(entry)) found.push(entry)
      if (found.length >= query.limit) return
    }
  }

  return (query) => {
    const found: HistoryEntry[] = []
    // Instants are far from what a JavaScript number holds exactly.
    const segments = segmentsQuery.all(
      query.to ?? Number.MAX_SAFE_INTEGER,
      query.from ?? Number.MIN_SAFE_INTEGER,
    )
    for (const row of segments) {
      if (found.length >= query.limit) break
      findIn({ id: integer(row['id']), entries: integer(row['entries']) }, query, found)
    }
    return found
  }
}
