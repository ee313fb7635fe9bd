import type { Clock } from '../../application/ports/clock.ts'

/** A timer for more than this ends at once. */
const longestTimer = 2 ** 31 - 1

const timer = (milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted === true) return resolve()
    const done = () => {
      clearTimeout(running)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const running = setTimeout(done, milliseconds)
    signal?.addEventListener('abort', done, { once: true })
  })

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  wait: async (milliseconds, signal) => {
    for (let left = milliseconds; left > 0 && signal?.aborted !== true; left -= longestTimer)
      await timer(Math.min(left, longestTimer), signal)
  },
}
