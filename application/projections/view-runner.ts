import { type Instant, seconds } from '../../domain/instant.ts'
import type { Clock } from '../ports/clock.ts'
import type { EventStore, Position, StoredEvent } from '../ports/event-store.ts'
import type { Log } from '../ports/log.ts'
import type { ViewsWriter } from './views-writer.ts'

/** Keeps one set of views up with the log. */
export interface ViewRunner {
  /** Follows the log until `signal` aborts; what cannot be stored is tried again, for as long as it takes. */
  readonly run: (signal: AbortSignal) => Promise<void>
  /**
   * Resolves when everything up to a position is applied (`null`: everything that the log held at the start). `false`
   * when `signal` aborts before, or the runner ends.
   */
  readonly reached: (position: Position | null, signal: AbortSignal) => Promise<boolean>
  /**
   * Resolves to `true` when more events than that have been applied and the log goes on; to `false` when it has been
   * reached before, `signal` aborts, or the runner ends.
   */
  readonly outgrown: (events: number, signal: AbortSignal) => Promise<boolean>
  /** The same, now. */
  readonly hasReached: (position: Position | null) => boolean
  /** Whether nothing is left to apply at this moment: seldom so in a busy cabinet. */
  readonly isCaughtUp: () => boolean
  /** Whether the log was caught up with since the start, and is not more than half a minute ahead now. */
  readonly keepsUp: () => boolean
  /** Age of the oldest event that is not applied yet, in seconds; 0 when there is none, `null` before the first word. */
  readonly lagSeconds: () => number | null
}

interface Parts {
  readonly writer: ViewsWriter
  readonly store: EventStore
  readonly clock: Clock
  readonly log: Log
  /** Whether events are applied now; tests hold them up with it. */
  readonly admit?: () => Promise<void>
}

const firstPause = seconds(0.2)
const longestPause = seconds(10)
/** In seconds; readers who wait for their own write are told to come again long before. */
const tolerableLag = 30

interface Waiting {
  readonly isDone: () => boolean
  readonly wake: () => void
  readonly giveUp: () => void
}

const wordOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown')

const occurredAt = ({ metadata }: StoredEvent): Instant => {
  const at = metadata['occurredAt']
  return typeof at === 'string' ? Date.parse(at) : Number.NaN
}

export const viewRunner = ({ writer, store, clock, log, admit = async () => {} }: Parts): ViewRunner => {
  const waiting = new Set<Waiting>()
  let everCaughtUp = false
  let applied = 0
  let caughtUp = false
  let oldest: Instant | null = null

  const isReached = (position: Position | null): boolean => {
    if (!everCaughtUp) return false
    const present = writer.position()
    return position === null || (present !== null && present >= position)
  }

  const wakeReached = (): void => {
    for (const it of waiting) if (it.isDone()) it.wake()
  }

  /** `false` when `signal` aborts before, or the runner ends. */
  const waitUntil = (isDone: () => boolean, signal: AbortSignal): Promise<boolean> =>
    new Promise((resolve) => {
      if (isDone()) return resolve(true)
      const settle = (reached: boolean) => {
        waiting.delete(mine)
        signal.removeEventListener('abort', giveUp)
        resolve(reached)
      }
      const giveUp = () => settle(false)
      const mine: Waiting = { isDone, wake: () => settle(true), giveUp }
      waiting.add(mine)
      signal.addEventListener('abort', giveUp)
      if (signal.aborted) giveUp()
    })

  /** A full disk passes; a view that lags is said to lag, and loses nothing. */
  const persistently = async (work: () => Promise<void>, signal: AbortSignal): Promise<void> => {
    for (let pause = firstPause; !signal.aborted; pause = Math.min(longestPause, pause * 2)) {
      try {
        return await work()
      } catch (error) {
        log.error({ error: wordOf(error) }, 'views cannot be stored; trying again')
        await clock.wait(pause, signal)
      }
    }
  }

  const take = async (events: readonly StoredEvent[], signal: AbortSignal): Promise<void> => {
    const [first] = events
    caughtUp = false
    if (first !== undefined) oldest = occurredAt(first)
    await admit()
    await persistently(() => writer.apply(events), signal)
    oldest = null
    applied += events.length
    wakeReached()
  }

  const catchUp = (): void => {
    everCaughtUp = true
    caughtUp = true
    oldest = null
    wakeReached()
  }

  const lagSeconds = (): number | null => {
    if (oldest !== null) return Math.max(0, (clock.now() - oldest) / 1000)
    return everCaughtUp ? 0 : null
  }

  const follow = async (signal: AbortSignal): Promise<void> => {
    for await (const delivery of store.subscribeAll(writer.position(), signal)) {
      if (delivery.kind === 'events') await take(delivery.events, signal)
      else catchUp()
    }
  }

  return {
    hasReached: isReached,

    run: async (signal) => {
      while (!signal.aborted) {
        await follow(signal).catch((error: unknown) =>
          log.error({ error: wordOf(error) }, 'views lost the log; they follow it again'),
        )
        await clock.wait(firstPause, signal)
      }
      for (const it of waiting) it.giveUp()
    },

    reached: (position, signal) => waitUntil(() => isReached(position), signal),

    outgrown: async (events, signal) => {
      await waitUntil(() => everCaughtUp || applied > events, signal)
      return !everCaughtUp && applied > events && !signal.aborted
    },

    isCaughtUp: () => caughtUp,

    keepsUp: () => everCaughtUp && (lagSeconds() ?? 0) <= tolerableLag,

    lagSeconds,
  }
}
