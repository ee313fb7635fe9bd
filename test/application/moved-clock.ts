import type { Clock } from '../../application/ports/clock.ts'
import type { Instant } from '../../domain/instant.ts'

export interface MovedClock extends Clock {
  /** Lets time pass at once, and wakes everybody whose wait ends meanwhile. */
  readonly advance: (milliseconds: number) => void
}

/** A clock that stands still until the test moves it. */
export const movedClock = (start: Instant = Date.UTC(2026, 0, 15, 12)): MovedClock => {
  let now = start
  const sleepers = new Set<{ readonly until: Instant; readonly wake: () => void }>()
  return {
    now: () => now,
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        const sleeper = {
          until: now + milliseconds,
          wake: () => {
            sleepers.delete(sleeper)
            signal?.removeEventListener('abort', sleeper.wake)
            resolve()
          },
        }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', sleeper.wake)
        if (milliseconds <= 0 || signal?.aborted === true) sleeper.wake()
      }),
    advance: (milliseconds) => {
      now += milliseconds
      for (const sleeper of [...sleepers]) if (sleeper.until <= now) sleeper.wake()
    },
  }
}
