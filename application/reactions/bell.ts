import type { Clock } from '../ports/clock.ts'

/** Wakes one waiter before its time. A ring that nobody waits for is kept for the next wait. */
export interface Bell {
  readonly ring: () => void
  /** Resolves after `milliseconds`, at a ring, or when `signal` aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

export const bell = (clock: Clock): Bell => {
  let rung = false
  let wake = (): void => {}
  return {
    ring: () => {
      rung = true
      wake()
    },
    wait: async (milliseconds, signal) => {
      const woken = new AbortController()
      wake = () => woken.abort()
      signal.addEventListener('abort', wake)
      if (rung || signal.aborted) wake()
      await clock.wait(milliseconds, woken.signal)
      signal.removeEventListener('abort', wake)
      rung = false
    },
  }
}
