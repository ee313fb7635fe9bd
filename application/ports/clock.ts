import type { Instant } from '../../domain/instant.ts'

/** The only source of time; tests move it by hand. */
export interface Clock {
  /** UTC. */
  readonly now: () => Instant
  /** Resolves after `milliseconds`, or as soon as `signal` aborts. */
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}
