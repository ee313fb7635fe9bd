import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { RefusalOf } from '../../domain/decision.ts'
import { seconds } from '../../domain/instant.ts'
import type { Clock } from '../ports/clock.ts'
import type { EventStore, Position } from '../ports/event-store.ts'
import type { Log } from '../ports/log.ts'
import type { ParkedStream, ViewName, ViewsFile, ViewsReader, ViewsShelf } from '../ports/views.ts'
import { type ParkedViews, parkedViews } from './parked-views.ts'
import { type ViewRunner, viewRunner } from './view-runner.ts'
import { cabinetProjections, type ViewsWriter, versionsOf, viewsWriter } from './views-writer.ts'

export interface ViewsProgress {
  /** `starting` until a set of views has been found or begun. */
  readonly state: 'starting' | 'serving'
  readonly caughtUp: boolean
  /** Age of the oldest event that is not applied; `null` until it is known. */
  readonly lagSeconds: number | null
  readonly position: Position | null
  readonly parked: readonly ParkedStream[]
  /** How far a rebuild beside it has got; `null` when none goes on. */
  readonly rebuilding: { readonly position: Position | null } | null
}

export interface ViewsStatus extends ViewsProgress {
  readonly rows: Readonly<Record<ViewName, number>> | null
}

/** What is read: sets of rows that follow the log, and can be built from it again at any time. */
export interface Views {
  /** Follows the log until `signal` aborts. */
  readonly run: (signal: AbortSignal) => Promise<void>
  /**
   * What the views say once they have got as far as a position (`null`: as far as the log went when they started).
   * Refused: ViewBehind, when that takes longer than a few seconds; never something older in silence.
   */
  readonly readAt: (position: Position | null) => TaskEither<RefusalOf<'ViewBehind'>, ViewsReader>
  /** Whether a view leaves one of the streams out because an event of it could not be taken. */
  readonly isParked: (view: ViewName, stream: string) => boolean
  /** Whether the history leaves out a stream that is known to concern an account. */
  readonly isHistoryParked: (accountId: string) => Promise<boolean>
  /** Builds a new set beside the serving one and lets it serve when it has caught up. `false`: one is being built. */
  readonly rebuild: () => boolean
  /** Costs nothing; for probes and metrics. */
  readonly progress: () => ViewsProgress
  /** Counts the rows as well. */
  readonly status: () => Promise<ViewsStatus>
  readonly parked: ParkedViews
}

export interface ViewsParts {
  readonly store: EventStore
  readonly shelf: ViewsShelf
  readonly clock: Clock
  readonly log: Log
  readonly logId: string
  /** Tests hold the runner up with it. */
  readonly admit?: () => Promise<void>
}

interface Followed {
  readonly file: ViewsFile
  readonly writer: ViewsWriter
  readonly runner: ViewRunner
  /** Stops following, and resolves when it has. */
  readonly stop: () => Promise<void>
}

/** How long a read waits for its own last write, and how long a client is then told to wait. */
const readPatience = seconds(5)
const retryAfter = 2
const storePause = seconds(1)
/** Reads that began on the old set of views end on it. */
const swapGrace = seconds(1)

export const views = (parts: ViewsParts): Views => {
  const { store, shelf, clock, log, logId } = parts
  const versions = versionsOf(cabinetProjections)
  const ending = new AbortController()
  let serving: Followed | null = null
  let building: Followed | null = null
  const arrivals = new Set<() => void>()

  const follow = async (file: ViewsFile): Promise<Followed> => {
    const writer = await viewsWriter({ file, store, clock, projections: cabinetProjections })
    const runner = viewRunner({ ...parts, writer })
    const stopping = new AbortController()
    const stop = () => stopping.abort()
    ending.signal.addEventListener('abort', stop)
    if (ending.signal.aborted) stop()
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
        return done
      },
    }
  }

  const serve = (followed: Followed): void => {
    serving = followed
    for (const arrive of arrivals) arrive()
  }

  const whyUseless = ({ checkpoint }: ViewsFile, logEnd: Position | null): string | null => {
    if (checkpoint.logId !== logId) return 'they are of another log'
    if (checkpoint.versions !== versions) return 'their projections have changed'
    const isPast = checkpoint.position !== null && (logEnd === null || checkpoint.position > logEnd)
    return isPast ? 'their checkpoint is past the end of the log' : null
  }

  const begin = (logEnd: Position | null): ViewsFile => {
    const present = shelf.serving()
    const why = present === null ? 'there are none' : whyUseless(present, logEnd)
    if (present !== null && why === null) return present
    log.warn({ why }, 'views are built from the beginning of the log')
    const fresh = shelf.create(logId, versions)
    shelf.promote(fresh)
    return fresh
  }

  const logEnd = async (): Promise<Position | null | 'stopped'> => {
    while (!ending.signal.aborted) {
      const last = await store.lastPosition()()
      if (E.isRight(last)) return last.right
      await clock.wait(storePause, ending.signal)
    }
    return 'stopped'
  }

  const swap = async (old: Followed, fresh: Followed): Promise<void> => {
    serve(fresh)
    await old.stop()
    await clock.wait(swapGrace, ending.signal)
    if (!ending.signal.aborted) shelf.promote(fresh.file)
  }

  const build = async (old: Followed): Promise<void> => {
    const fresh = await follow(shelf.create(logId, versions))
    building = fresh
    const caughtUp = await fresh.runner.reached(old.writer.position(), ending.signal)
    if (caughtUp) await swap(old, fresh)
    building = null
  }

  const served = (signal: AbortSignal): Promise<Followed | null> =>
    new Promise((resolve) => {
      if (serving !== null) return resolve(serving)
      const arrive = () => {
        arrivals.delete(arrive)
        resolve(serving)
      }
      arrivals.add(arrive)
      signal.addEventListener('abort', arrive, { once: true })
    })

  /** Whoever waits while a new set takes over goes on waiting there. */
  const readOnceReached = async (
    position: Position | null,
    signal: AbortSignal,
  ): Promise<ViewsReader | null> => {
    while (!signal.aborted) {
      const followed = await served(signal)
      if (await followed?.runner.reached(position, signal)) return serving?.file ?? null
    }
    return null
  }

  const readAt = async (
    position: Position | null,
  ): Promise<E.Either<RefusalOf<'ViewBehind'>, ViewsReader>> => {
    if (serving?.runner.hasReached(position) === true) return E.right(serving.file)
    const patience = new AbortController()
    void clock.wait(readPatience, patience.signal).then(() => patience.abort())
    const reader = await readOnceReached(position, patience.signal)
    patience.abort()
    return reader === null ? E.left({ code: 'ViewBehind', retryAfter }) : E.right(reader)
  }

  const progress = (): ViewsProgress => ({
    state: serving === null ? 'starting' : 'serving',
    caughtUp: serving?.runner.isCaughtUp() === true,
    lagSeconds: serving?.runner.lagSeconds() ?? null,
    position: serving?.writer.position() ?? null,
    parked: serving?.writer.parked() ?? [],
    rebuilding: building === null ? null : { position: building.writer.position() },
  })

  return {
    run: async (signal) => {
      const stop = () => ending.abort()
      signal.addEventListener('abort', stop)
      if (signal.aborted) stop()
      const end = await logEnd()
      if (end === 'stopped') return
      serve(await follow(begin(end)))
      await new Promise<void>((resolve) => {
        ending.signal.addEventListener('abort', () => resolve(), { once: true })
        if (ending.signal.aborted) resolve()
      })
      await Promise.all([serving?.stop(), building?.stop()])
      serving?.file.close()
      if (building !== serving) building?.file.close()
    },

    readAt: (position) => () => readAt(position),

    isParked: (view, stream) => serving?.writer.isParked(view, stream) === true,

    isHistoryParked: async (accountId) => {
      if (serving === null) return false
      const streams = serving.writer
        .parked()
        .flatMap(({ view, stream }) => (view === 'history' ? [stream] : []))
      if (streams.length === 0) return false
      const rows = await serving.file.rowsOf('history', streams)
      return streams.some(
        (stream) => stream === `sipAccount-${accountId}` || rows.get(stream)?.accountId === accountId,
      )
    },

    rebuild: () => {
      const old = serving
      if (old === null || building !== null) return false
      void build(old).catch((error: unknown) => {
        building = null
        log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'views could not be rebuilt')
      })
      return true
    },

    progress,

    status: async () => ({ ...progress(), rows: serving === null ? null : await serving.file.countRows() }),

    parked: parkedViews(() => serving?.writer ?? null, log),
  }
}
