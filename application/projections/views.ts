import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { RefusalOf } from '../../domain/decision.ts'
import { seconds } from '../../domain/instant.ts'
import type { Clock } from '../ports/clock.ts'
import type { EventStore, Position } from '../ports/event-store.ts'
import type { Log } from '../ports/log.ts'
import type {
  BuiltSoFar,
  ParkedStream,
  ViewName,
  ViewsFile,
  ViewsReader,
  ViewsShelf,
} from '../ports/views.ts'
import { cabinetProjections, versionsOf } from './fold-views.ts'
import { type FollowedViews, followViews } from './followed-views.ts'
import { type ParkedViews, parkedViews } from './parked-views.ts'
import { beginRebuild } from './rebuild.ts'
import { servingViews } from './serving-views.ts'
import { isFarBehind, usefulness } from './useful-views.ts'

export interface ViewsProgress {
  /** `starting` until a set of views has been found or begun. */
  readonly state: 'starting' | 'serving'
  readonly caughtUp: boolean
  /** Whether they follow the log closely enough to be shown. */
  readonly keepsUp: boolean
  /** Age of the oldest event that is not applied; `null` until it is known. */
  readonly lagSeconds: number | null
  readonly position: Position | null
  readonly parked: readonly ParkedStream[]
  /** How far a rebuild beside it has got; `null` when none goes on. */
  readonly rebuilding: BuiltSoFar | null
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
  /** Whether the history leaves out a stream that is known to concern an account, or a Profile. */
  readonly isHistoryParked: (of: HistoryOf) => Promise<boolean>
  /** Builds a new set beside the serving one and lets it serve when it has caught up. `false`: one is being built. */
  readonly rebuild: () => boolean
  /** Costs nothing; for probes and metrics. */
  readonly progress: () => ViewsProgress
  /** Counts the rows as well. */
  readonly status: () => Promise<ViewsStatus>
  readonly parked: ParkedViews
}

/** Whose history. */
export type HistoryOf = { readonly accountId: string } | { readonly profileId: string }

export interface ViewsParts {
  readonly store: EventStore
  readonly shelf: ViewsShelf
  readonly clock: Clock
  readonly log: Log
  readonly logId: string
  /** Tests hold the runner up with it. */
  readonly admit?: () => Promise<void>
}

/** How long a read waits for its own last write, and how long a client is then told to wait. */
const readPatience = seconds(5)
const retryAfter = 2
const storePause = seconds(1)
/** A log of more events than that is not followed from its beginning but built from at once. */
const longLog = 5000

const wordOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown')

const nothingBuilt: BuiltSoFar = { position: null, events: 0 }

export const views = (parts: ViewsParts): Views => {
  const { store, shelf, clock, log, logId } = parts
  const versions = versionsOf(cabinetProjections)
  const ending = new AbortController()
  const serving = servingViews()
  /** What goes on beside following, for the end to wait for. */
  let work: Promise<void> = Promise.resolve()
  let building: { readonly soFar: () => BuiltSoFar } | null = null

  const follow = (file: ViewsFile): Promise<FollowedViews> => followViews(file, parts, ending.signal)

  const isAsFar = (fresh: FollowedViews, old: FollowedViews): boolean => {
    const [mine, theirs] = [fresh.writer.position(), old.writer.position()]
    return theirs === null || (mine !== null && mine >= theirs)
  }

  /** Nobody may read older on the new set than on the old one. */
  const catchUpWith = async (old: FollowedViews, fresh: FollowedViews): Promise<boolean> => {
    do {
      if (!(await fresh.runner.reached(old.writer.position(), ending.signal))) return false
    } while (!isAsFar(fresh, old))
    return true
  }

  const swap = async (old: FollowedViews, fresh: FollowedViews): Promise<void> => {
    serving.serve(fresh)
    await old.stop()
    await serving.left(old)
    if (ending.signal.aborted) old.file.close()
    else await shelf.promote(fresh.file)
  }

  /** Builds a set from the whole log and lets it take the place of another, once it is as far. */
  const replace = async (old: FollowedViews): Promise<void> => {
    const rebuild = beginRebuild({ ...parts, versions }, ending.signal)
    building = rebuild
    const file = await rebuild.done
    if (file === null) return
    const fresh = await follow(file)
    const { events } = rebuild.soFar()
    building = { soFar: () => ({ position: fresh.writer.position(), events }) }
    if (await catchUpWith(old, fresh)) await swap(old, fresh)
    if (serving.now() === fresh) return
    await fresh.stop()
    fresh.file.close()
  }

  const rebuildInPlaceOf = async (old: FollowedViews): Promise<void> => {
    building = { soFar: () => nothingBuilt }
    try {
      await replace(old)
    } catch (error) {
      log.error({ error: wordOf(error) }, 'views could not be rebuilt')
    } finally {
      building = null
    }
  }

  /** A long log is built from, and not followed through all that the live views keep in order after every event. */
  const outgrow = async (begun: FollowedViews): Promise<void> => {
    if (!(await begun.runner.outgrown(longLog, ending.signal))) return
    // A rebuild that staff have begun meanwhile does the same.
    if (building !== null) return
    building = { soFar: () => nothingBuilt }
    log.warn({ position: begun.writer.position() }, 'views far behind a long log are built anew')
    await begun.stop()
    serving.serve(null)
    await rebuildInPlaceOf(begun)
    if (serving.now() === null && !ending.signal.aborted) serving.serve(await follow(begun.file))
  }

  const begin = async (logEnd: Position | null): Promise<void> => {
    const found = shelf.serving()
    const use =
      found === null
        ? null
        : usefulness(found.checkpoint, { logId, end: logEnd }, cabinetProjections, versions)
    if (found !== null && use !== null && use.kind !== 'useless') {
      const followed = await follow(found)
      serving.serve(followed)
      if (use.kind === 'useful') {
        if (isFarBehind(found.checkpoint.position, logEnd)) work = outgrow(followed)
        return
      }
      log.warn({ why: use.why }, 'views are built anew while the old ones serve')
      work = rebuildInPlaceOf(followed)
      return
    }
    log.warn(
      { why: use?.kind === 'useless' ? use.why : 'there are none' },
      'views are built from the beginning of the log',
    )
    const fresh = shelf.create(logId, versions)
    await shelf.promote(fresh)
    const followed = await follow(fresh)
    serving.serve(followed)
    work = outgrow(followed)
  }

  const logEnd = async (): Promise<Position | null | 'stopped'> => {
    while (!ending.signal.aborted) {
      const last = await store.lastPosition()()
      if (E.isRight(last)) return last.right
      await clock.wait(storePause, ending.signal)
    }
    return 'stopped'
  }

  const readAt = async (
    position: Position | null,
  ): Promise<E.Either<RefusalOf<'ViewBehind'>, ViewsReader>> => {
    if (serving.now()?.runner.hasReached(position) === true) return E.right(serving.reader)
    const patience = new AbortController()
    void clock.wait(readPatience, patience.signal).then(() => patience.abort())
    const reader = await serving.once(position, patience.signal)
    patience.abort()
    return reader === null ? E.left({ code: 'ViewBehind', retryAfter }) : E.right(reader)
  }

  const progress = (): ViewsProgress => {
    const now = serving.now()
    return {
      state: now === null ? 'starting' : 'serving',
      caughtUp: now?.runner.isCaughtUp() === true,
      keepsUp: now?.runner.keepsUp() === true,
      lagSeconds: now?.runner.lagSeconds() ?? null,
      position: now?.writer.position() ?? null,
      parked: now?.writer.parked() ?? [],
      rebuilding: building === null ? null : building.soFar(),
    }
  }

  return {
    run: async (signal) => {
      const stop = () => ending.abort()
      signal.addEventListener('abort', stop)
      if (signal.aborted) stop()
      const end = await logEnd()
      if (end === 'stopped') return
      await begin(end)
      await new Promise<void>((resolve) => {
        ending.signal.addEventListener('abort', () => resolve(), { once: true })
        if (ending.signal.aborted) resolve()
      })
      await work
      await serving.now()?.stop()
      serving.now()?.file.close()
    },

    readAt: (position) => () => readAt(position),

    isParked: (view, stream) => serving.now()?.writer.isParked(view, stream) === true,

    isHistoryParked: async (of) => {
      const parked = serving.now()?.writer.parked() ?? []
      const streams = parked.flatMap(({ view, stream }) => (view === 'history' ? [stream] : []))
      if (streams.length === 0) return false
      const rows = await serving.read((file) => file.rowsOf('history', streams))
      return streams.some((stream) =>
        'accountId' in of
          ? stream === `sipAccount-${of.accountId}` || rows.get(stream)?.accountId === of.accountId
          : stream === `profile-${of.profileId}` || rows.get(stream)?.profileId === of.profileId,
      )
    },

    rebuild: () => {
      const old = serving.now()
      if (old === null || building !== null) return false
      const before = work
      work = rebuildInPlaceOf(old).then(() => before)
      return true
    },

    progress,

    status: async () => ({
      ...progress(),
      rows: serving.now() === null ? null : await serving.read((file) => file.countRows()),
    }),

    parked: parkedViews(() => serving.now()?.writer ?? null, log),
  }
}
