import type { Clock } from '../ports/clock.ts'
import type { EventStore } from '../ports/event-store.ts'
import type { Log } from '../ports/log.ts'
import type { ViewsFile } from '../ports/views.ts'
import { cabinetProjections } from './fold-views.ts'
import { type ViewRunner, viewRunner } from './view-runner.ts'
import { type ViewsWriter, viewsWriter } from './views-writer.ts'

/** A set of views that follows the log. */
export interface FollowedViews {
  readonly file: ViewsFile
  readonly writer: ViewsWriter
  readonly runner: ViewRunner
  /** Stops following, and resolves when it has. */
  readonly stop: () => Promise<void>
}

interface Parts {
  readonly store: EventStore
  readonly clock: Clock
  readonly log: Log
  readonly admit?: () => Promise<void>
}

/** Lets a set of views follow the log until it is stopped or `ending` aborts. */
export const followViews = async (
  file: ViewsFile,
  parts: Parts,
  ending: AbortSignal,
): Promise<FollowedViews> => {
  const { store, clock, log } = parts
  const writer = await viewsWriter({ file, store, clock, projections: cabinetProjections })
  const runner = viewRunner({ ...parts, writer })
  const stopping = new AbortController()
  const stop = () => stopping.abort()
  ending.addEventListener('abort', stop)
  if (ending.aborted) stop()
  const done = runner.run(stopping.signal).catch((error: unknown) => {
    log.error(
      { error: error instanceof Error ? error.message : 'unknown' },
      'views stopped following the log',
    )
  })
  return {
    file,
    writer,
    runner,
    stop: () => {
      stop()
      ending.removeEventListener('abort', stop)
      return done
    },
  }
}
