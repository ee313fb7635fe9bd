import type { DatabaseSync } from 'node:sqlite'
import type { HistoryEntry } from '../../../application/projections/history/history-entry.ts'
import { entryText } from './entry-text.ts'
import {
  blocksOfSegment,
  bytesOf,
  entriesOfBlock,
  entriesOfSegment,
  hashOf,
  type KeyKind,
  keyKinds,
  keyOf,
  keysOfPage,
} from './segment-format.ts'

/** Takes entries in the order of the log, and holds no more than one segment's keys. */
export interface SegmentWriter {
  readonly add: (entry: HistoryEntry, metadata: string) => void
  /** Writes what is begun. */
  readonly end: () => void
}

interface Keys {
  readonly kind: KeyKind
  readonly of: (entry: HistoryEntry) => string | null
  readonly numbers: Float64Array
  count: number
  /** Neighbours often share their actor or their type. */
  lastText: string
  lastHash: number
}

const keys = (kind: KeyKind, of: Keys['of']): Keys => ({
  ...{ kind, of, numbers: new Float64Array(entriesOfSegment), count: 0, lastText: '', lastHash: hashOf('') },
})

const addKey = (to: Keys, entry: HistoryEntry, place: number): void => {
  const text = to.of(entry)
  if (text === null) return
  if (text !== to.lastText) {
    to.lastText = text
    to.lastHash = hashOf(text)
  }
  to.numbers[to.count] = keyOf(to.lastHash, place, entry.forSubscriber)
  to.count += 1
}

export const segmentWriter = (database: DatabaseSync): SegmentWriter => {
  const addBlock = database.prepare(
    'INSERT INTO historyBlocks (id, first, earliest, latest, body) VALUES (?, ?, ?, ?, ?)',
  )
  const addPage = database.prepare(
    'INSERT INTO historyKeys (segment, kind, first, numbers) VALUES (?, ?, ?, ?)',
  )
  const addSegment = database.prepare(
    'INSERT INTO historySegments (id, last, earliest, latest, entries) VALUES (?, ?, ?, ?, ?)',
  )
  const kinds: readonly Keys[] = [
    keys(keyKinds.account, ({ accountId }) => accountId),
    keys(keyKinds.profile, ({ profileId }) => profileId),
    keys(keyKinds.actor, ({ actor }) => actor.id),
    keys(keyKinds.type, ({ type }) => type),
    keys(keyKinds.request, ({ correlationId }) => correlationId),
  ]
  let segment = 0
  let entries = 0
  let last: HistoryEntry | null = null
  const span = { earliest: Infinity, latest: -Infinity }
  const block = { body: '', first: 0n, earliest: Infinity, latest: -Infinity }

  const writeBlock = (): void => {
    const id = segment * blocksOfSegment + Math.ceil(entries / entriesOfBlock) - 1
    addBlock.run(id, block.first, block.earliest, block.latest, block.body)
    span.earliest = Math.min(span.earliest, block.earliest)
    span.latest = Math.max(span.latest, block.latest)
    block.body = ''
    block.earliest = Infinity
    block.latest = -Infinity
  }

  const writeKeys = (of: Keys): void => {
    const sorted = of.numbers.subarray(0, of.count).sort()
    for (let at = 0; at < sorted.length; at += keysOfPage) {
      const page = sorted.subarray(at, at + keysOfPage)
      addPage.run(segment, of.kind, page[0] ?? 0, bytesOf(page))
    }
    of.count = 0
  }

  const writeSegment = (): void => {
    if (last === null) return
    if (block.body !== '') writeBlock()
    for (const of of kinds) writeKeys(of)
    addSegment.run(segment, last.position, span.earliest, span.latest, entries)
    segment += 1
    entries = 0
    last = null
    span.earliest = Infinity
    span.latest = -Infinity
  }

  return {
    add: (entry, metadata) => {
      for (const of of kinds) addKey(of, entry, entries)
      if (block.body === '') block.first = entry.position
      block.body += block.body === '' ? entryText(entry, metadata) : `\n${entryText(entry, metadata)}`
      block.earliest = Math.min(block.earliest, entry.occurredAt)
      block.latest = Math.max(block.latest, entry.occurredAt)
      entries += 1
      last = entry
      if (entries % entriesOfBlock === 0) writeBlock()
      if (entries === entriesOfSegment) writeSegment()
    },
    end: writeSegment,
  }
}
