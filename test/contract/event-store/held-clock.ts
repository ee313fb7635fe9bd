import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../../../application/ports/clock.ts'
import { answerLimitMs } from '../../../infrastructure/event-store-db/answer.ts'

export interface HeldClock extends Clock {
  /** Lets the time pass that an answer is given, for all who wait for one now. */
  readonly passAnswerLimit: () => void
  /** Lets the time pass that an answer is given, again and again, until `pending` is settled. */
  readonly outwait: <T>(pending: Promise<T>) => Promise<T>
}

/**
 * A clock on which a pause takes one turn of the event loop, while the limit for an answer comes only when the test
 * says so: no test depends on how fast the machine is.
 */
export const createHeldClock = (): HeldClock => {
  const held = new Set<() => void>()

  const hold = (signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve) => {
      const release = (): void => {
        held.delete(release)
        signal?.removeEventListener('abort', release)
        resolve()
      }
      held.add(release)
      signal?.addEventListener('abort', release)
      if (signal?.aborted === true) release()
    })

  const passAnswerLimit = (): void => {
    for (const release of [...held]) release()
  }

  return {
    passAnswerLimit,
    now: () => 0,
    wait: (milliseconds, signal) => (milliseconds < answerLimitMs ? nextTurn() : hold(signal)),
    outwait: async (pending) => {
      let settled = false
      const settle = (): void => {
        settled = true
      }
      pending.then(settle, settle)
      while (!settled) {
        passAnswerLimit()
        await nextTurn()
      }
      return pending
    },
  }
}
