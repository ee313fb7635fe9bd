import type { Clock } from '../ports/clock.ts'
import type { EventStore } from '../ports/event-store.ts'
import type { ViewsBuild, ViewsFile, ViewsShelf } from '../ports/views.ts'

interface Parts {
  readonly store: EventStore
  readonly shelf: ViewsShelf
  readonly clock: Clock
  readonly logId: string
  readonly versions: string
  readonly admit?: () => Promise<void>
}

/** A set of views being built from the whole log. */
export interface Rebuild {
  readonly soFar: ViewsBuild['soFar']
  /**
   * The set, durable, up to where the log ended; `null` when `signal` aborted before. Rejects when it cannot be built.
   * Of one that is not built nothing is left.
   */
  readonly done: Promise<ViewsFile | null>
}

export const beginRebuild = (
  { store, shelf, clock, logId, versions, admit = async () => {} }: Parts,
  signal: AbortSignal,
): Rebuild => {
  const build = shelf.build(logId, versions, clock.now())

  const feed = async (): Promise<void> => {
    for await (const delivery of store.subscribeAll(null, signal)) {
      if (delivery.kind === 'caughtUp') return
      await admit()
      await build.take(delivery.events)
    }
  }

  const fill = async (): Promise<ViewsFile | null> => {
    await admit()
    if (!(await build.readLog())) await feed()
    return signal.aborted ? null : build.end()
  }

  const run = async (): Promise<ViewsFile | null> => {
    const stop = () => void build.discard()
    signal.addEventListener('abort', stop)
    try {
      return await fill()
    } catch (error) {
      if (signal.aborted) return null
      throw error
    } finally {
      signal.removeEventListener('abort', stop)
      await build.discard()
    }
  }

  return { soFar: build.soFar, done: run() }
}
