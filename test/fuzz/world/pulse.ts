import { setTimeout as pause } from 'node:timers/promises'
import { call } from './call.ts'
import type { Server } from './server.ts'

export interface Pulse {
  readonly shown: () => string
  readonly complaints: () => readonly string[]
  readonly stop: () => Promise<void>
}

const every = 250
/** Milliseconds: no promise of speed, only that nothing keeps the server busy alone. */
const tooLong = 5_000

const at = (sorted: readonly number[], part: number): number =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0)

/** Asks the server for a sign of life all along: one bad request must not make all others wait. */
export const feelPulse = ({ port }: Server): Pulse => {
  const stopping = new AbortController()
  const took: number[] = []
  let missed = 0

  const beat = async (): Promise<void> => {
    const began = performance.now()
    const alive = await call({ port }, 'GET', '/health/live', {
      headers: { 'x-forwarded-for': '198.18.0.3' },
    }).then(
      ({ status }) => status === 200,
      () => false,
    )
    took.push(performance.now() - began)
    if (!alive) missed += 1
  }
  const beating = (async () => {
    while (!stopping.signal.aborted) {
      await beat()
      await pause(every)
    }
  })()

  const sorted = () => took.toSorted((a, b) => a - b)
  return {
    shown: () =>
      `${took.length} signs of life, median ${at(sorted(), 0.5)} ms, p99 ${at(sorted(), 0.99)} ms, longest ${at(sorted(), 1)} ms`,
    complaints: () => [
      ...(missed === 0 ? [] : [`${missed} signs of life did not come`]),
      ...(at(sorted(), 1) < tooLong ? [] : [`a sign of life took ${at(sorted(), 1)} ms`]),
    ],
    stop: () => {
      stopping.abort()
      return beating
    },
  }
}
