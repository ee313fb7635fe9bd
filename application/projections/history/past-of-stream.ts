import * as E from 'fp-ts/lib/Either.js'
import { type EventStore, largestPage, type StoredEvent, type StreamName } from '../../ports/event-store.ts'
import { readEvent } from '../fold-batch.ts'
import { history } from './history.ts'
import type { HistoryStream } from './history-entry.ts'

const applied = (row: HistoryStream | null, stored: StoredEvent): HistoryStream | null => {
  const { event } = readEvent(stored)
  // Staff have left it out: it was parked, and is not any more.
  if (event === null) return row
  try {
    return history.apply(row, event)
  } catch {
    return row
  }
}

/**
 * What a stream had come to before a revision, from its own events: a rebuild stores no row for a stream that may never
 * go on. Rejects when the store does not answer.
 */
export const pastOfStream = async (
  store: Pick<EventStore, 'readStream'>,
  stream: StreamName,
  revision: number,
): Promise<HistoryStream | null> => {
  let row: HistoryStream | null = null
  for (let from = 0; from < revision; from += largestPage) {
    const limit = Math.min(largestPage, revision - from)
    const page = await store.readStream(stream, { direction: 'forwards', from, limit })()
    if (E.isLeft(page)) throw page.left.cause
    for (const stored of page.right) row = applied(row, stored)
  }
  return row
}
