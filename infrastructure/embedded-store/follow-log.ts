import { setImmediate as nextTurn } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import type { Clock } from '../../application/ports/clock.ts'
import {
  type LogDelivery,
  largestPage,
  type Position,
  type StoredEvent,
  type StoreUnavailable,
} from '../../application/ports/event-store.ts'
import type { News } from './news.ts'

export interface FollowedLog {
  readonly following: (after: Position | null) => E.Either<StoreUnavailable, readonly StoredEvent[]>
  readonly isOpen: () => boolean
  /** Told after every transaction, and when the log is closed. */
  readonly committed: News
  readonly clock: Clock
  readonly onTrouble: (error: Error) => void
}

const firstRetryMilliseconds = 100
const longestRetryMilliseconds = 5000

const retryDelay = (failures: number): number =>
  Math.min(firstRetryMilliseconds * 2 ** (failures - 1), longestRetryMilliseconds)

/**
 * Delivers the log after a position, then live. Nothing is read before the consumer asks for it. A read that fails
 * is tried again with back-off, from where it stood. Ends when the signal aborts or the log is closed.
 */
export async function* followLog(
  log: FollowedLog,
  after: Position | null,
  signal: AbortSignal,
): AsyncGenerator<LogDelivery, void> {
  let cursor = after
  let told = false
  let failures = 0
  while (log.isOpen() && !signal.aborted) {
    const page = log.following(cursor)
    if (E.isLeft(page)) {
      log.onTrouble(page.left.cause)
      told = false
      failures += 1
      await log.clock.wait(retryDelay(failures), signal)
      continue
    }
    failures = 0
    const last = page.right.at(-1)
    if (last !== undefined) {
      cursor = last.position
      told = false
      yield { kind: 'events', events: page.right }
      // Catching up must not keep the event loop from everything else.
      if (page.right.length >= largestPage) await nextTurn()
      continue
    }
    // Between the read and this wait nothing can be committed: both happen in one turn.
    if (told) await log.committed.next(signal)
    else yield { kind: 'caughtUp' }
    told = true
  }
}
