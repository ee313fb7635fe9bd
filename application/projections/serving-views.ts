import type { Position } from '../ports/event-store.ts'
import type { ViewsFile, ViewsReader } from '../ports/views.ts'
import type { FollowedViews } from './followed-views.ts'

/** The set of views that is read now, and who reads. */
export interface ServingViews {
  readonly now: () => FollowedViews | null
  /** Lets a set serve from now on; `null`: none for the time being. */
  readonly serve: (followed: FollowedViews | null) => void
  /** Resolves when the set that served has no reader any more; new readers are with its successor. */
  readonly left: (followed: FollowedViews) => Promise<void>
  /** Reads on the set that serves at that moment, which stays open until it is done. */
  readonly read: <T>(work: (file: ViewsFile) => Promise<T>) => Promise<T>
  /** What the views say, whichever set serves when they are asked. */
  readonly reader: ViewsReader
  /** The reader, once everything up to a position is applied; `null` when `signal` aborts before. */
  readonly once: (position: Position | null, signal: AbortSignal) => Promise<ViewsReader | null>
}

export const servingViews = (): ServingViews => {
  let serving: FollowedViews | null = null
  const arrivals = new Set<() => void>()
  const readers = new Map<FollowedViews, number>()
  const leaving = new Map<FollowedViews, () => void>()

  const leave = (followed: FollowedViews): void => {
    const others = (readers.get(followed) ?? 0) - 1
    if (others > 0) {
      readers.set(followed, others)
      return
    }
    readers.delete(followed)
    leaving.get(followed)?.()
    leaving.delete(followed)
  }

  const read = async <T>(work: (file: ViewsFile) => Promise<T>): Promise<T> => {
    const followed = serving
    if (followed === null) throw new Error('no views serve')
    readers.set(followed, (readers.get(followed) ?? 0) + 1)
    try {
      return await work(followed.file)
    } finally {
      leave(followed)
    }
  }

  const served = (signal: AbortSignal): Promise<FollowedViews | null> =>
    new Promise((resolve) => {
      if (serving !== null) return resolve(serving)
      const arrive = () => {
        arrivals.delete(arrive)
        signal.removeEventListener('abort', arrive)
        resolve(serving)
      }
      arrivals.add(arrive)
      signal.addEventListener('abort', arrive, { once: true })
      if (signal.aborted) arrive()
    })

  const reader: ViewsReader = {
    dashboard: (accountId) => read((file) => file.dashboard(accountId)),
    accounts: (query) => read((file) => file.accounts(query)),
    history: (query) => read((file) => file.history(query)),
  }

  return {
    now: () => serving,
    serve: (followed) => {
      serving = followed
      if (followed !== null) for (const arrive of [...arrivals]) arrive()
    },
    left: (followed) =>
      readers.has(followed) ? new Promise((resolve) => leaving.set(followed, resolve)) : Promise.resolve(),
    read,
    reader,
    // Whoever waits while a new set takes over goes on waiting there.
    once: async (position, signal) => {
      while (!signal.aborted) {
        const followed = await served(signal)
        if (await followed?.runner.reached(position, signal)) return reader
      }
      return null
    },
  }
}
