import type { Home } from './cabinet-process.ts'
import { insist } from './finding.ts'
import type { LogBook } from './log-book.ts'
import { eventsAfter, type LoggedEvent } from './log-copy.ts'

/** So many of the newest events that were read before are read again. */
const readAgain = 2000

/**
 * Throws a finding where an event that was read before is gone or is another one now: a restart that loses the log's
 * end gives its positions to other events.
 */
export const checkReadAgain = (before: readonly LoggedEvent[], now: readonly LoggedEvent[]): void => {
  for (const [index, event] of before.entries())
    insist(
      JSON.stringify(now[index]) === JSON.stringify(event),
      'an event that the log held is gone from it, or is another one',
      { before: event, now: now[index] ?? null },
    )
}

/** Adds to the book what the log of a stopped server has gained, once what it held before is seen to be there still. */
export const readLog = ({ home, book }: { readonly home: Home; readonly book: LogBook }): void => {
  const before = book.events.slice(-readAgain)
  const now = eventsAfter(home, (before[0]?.position ?? 1) - 1)
  checkReadAgain(before, now)
  book.add(now.slice(before.length))
}
