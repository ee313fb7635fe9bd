import type { StoredEvent } from '../../../application/ports/event-store.ts'
import type { ViewsBuild, ViewsFile } from '../../../application/ports/views.ts'
import type { BuilderStart } from './builder-messages.ts'
import { viewsBuilder } from './views-builder.ts'

interface Needs extends BuilderStart {
  /** The log's file, where this process owns one. */
  readonly log: string | null
  /** Gives the finished file its name and opens it. */
  readonly take: () => ViewsFile
  readonly remove: () => void
}

/** A set of views that a thread of its own builds in a file that no start would take for a whole one. */
export const shelvedBuild = ({ log, take, remove, ...start }: Needs): ViewsBuild => {
  const builder = viewsBuilder(start)
  let isTaken = false
  return {
    soFar: builder.builtSoFar,
    readLog: async () => {
      if (log === null) return false
      await builder.scan(log)
      return true
    },
    take: (events: readonly StoredEvent[]) => builder.take(events),
    end: async () => {
      await builder.end()
      isTaken = true
      return take()
    },
    discard: async () => {
      await builder.stop()
      if (!isTaken) remove()
    },
  }
}
