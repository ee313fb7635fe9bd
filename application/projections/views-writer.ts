import * as E from 'fp-ts/lib/Either.js'
import type { Clock } from '../ports/clock.ts'
import {
  type EventStore,
  largestPage,
  type Position,
  type StoredEvent,
  type StoreUnavailable,
} from '../ports/event-store.ts'
import type { ParkedStream, ViewName, ViewRows, ViewsBatch, ViewsFile } from '../ports/views.ts'
import { concerns, type ReadEvent, readEvent } from './fold-batch.ts'
import { type FoldedViews, foldViews, type Projections } from './fold-views.ts'
import type { HistoryStream } from './history/history-entry.ts'
import { pastOfStream } from './history/past-of-stream.ts'
import type { Projection } from './projection.ts'

/** Adds events to one set of views. */
export interface ViewsWriter {
  /** Position of the last event that was looked at. */
  readonly position: () => Position | null
  readonly parked: () => readonly ParkedStream[]
  readonly isParked: (view: ViewName, stream: string) => boolean
  /** Applies events in log order; rows and checkpoint are stored together. Rejects when they cannot be stored. */
  readonly apply: (events: readonly StoredEvent[]) => Promise<void>
  /**
   * Takes a parked stream in again, from the event that failed or from the one after it. Answers what is parked
   * again: nothing when all of it went well.
   */
  readonly takeIn: (
    parked: ParkedStream,
    from: number,
  ) => Promise<E.Either<StoreUnavailable, readonly ParkedStream[]>>
}

interface Parts {
  readonly file: ViewsFile
  readonly store: EventStore
  readonly clock: Clock
  readonly projections: Projections
}

const firstSlice = 64
const shortestSlice = 8
/** Milliseconds that a slice may take: what is asked of the server meanwhile waits so long. */
const longestTurn = 20

const nextLength = (length: number, took: number): number => {
  if (took > longestTurn) return Math.max(shortestSlice, Math.floor(length / 2))
  return took * 3 < longestTurn ? Math.min(largestPage, length * 2) : length
}

/** What was appended together stands in one stream and is applied together. */
const endOfSlice = (stored: readonly StoredEvent[], least: number): number => {
  let end = least
  while (end < stored.length && stored[end]?.stream === stored[end - 1]?.stream) end += 1
  return end
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const keyOf = ({ view, stream }: Pick<ParkedStream, 'view' | 'stream'>): string => `${view} ${stream}`

export const viewsWriter = async ({ file, store, clock, projections }: Parts): Promise<ViewsWriter> => {
  const parked = new Map((await file.parked()).map((it) => [keyOf(it), it]))
  let { position } = file.checkpoint
  let sliceLength = firstSlice
  let last: Promise<unknown> = Promise.resolve()

  /** One thing at a time: a stream is not taken in again while events are applied. */
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }

  const present = <View extends ViewName>(
    view: View,
    projection: Projection<ViewRows[View]>,
    events: readonly ReadEvent[],
  ): Promise<ReadonlyMap<string, ViewRows[View]>> => {
    const keys = new Set(
      events.flatMap((read) =>
        read.event !== null && concerns(projection, read) ? [projection.keyOf(read.event)] : [],
      ),
    )
    return file.rowsOf(view, [...keys])
  }

  const isParked = (view: ViewName, stream: string): boolean =>
    parked.size > 0 && parked.has(`${view} ${stream}`)

  const persist = async (batch: ViewsBatch): Promise<void> => {
    await file.commit(batch)
    for (const gone of batch.unparked) parked.delete(keyOf(gone))
    for (const now of batch.parked) parked.set(keyOf(now), now)
    position = batch.position ?? position
  }

  /** Adds what streams of which there is no row had come to. */
  const withPast = async (
    rows: ReadonlyMap<string, HistoryStream>,
    events: readonly ReadEvent[],
    isSkipped: (view: ViewName, stream: string) => boolean,
  ): Promise<ReadonlyMap<string, HistoryStream>> => {
    const known = new Map(rows)
    const seen = new Set<string>()
    for (const { stored } of events) {
      const { stream, revision } = stored
      if (seen.has(stream)) continue
      seen.add(stream)
      if (revision === 0 || known.has(stream) || isSkipped('history', stream)) continue
      const past = await pastOfStream(store, stream, revision)
      if (past !== null) known.set(stream, past)
    }
    return known
  }

  const foldAll = async (
    eventsOf: (view: ViewName) => readonly ReadEvent[],
    isSkipped: (view: ViewName, stream: string) => boolean,
  ): Promise<FoldedViews> => {
    const stored = {
      dashboard: await present('dashboard', projections.dashboard, eventsOf('dashboard')),
      accountDirectory: await present(
        'accountDirectory',
        projections.accountDirectory,
        eventsOf('accountDirectory'),
      ),
      history: await present('history', projections.history, eventsOf('history')),
    }
    const history = await withPast(stored.history, eventsOf('history'), isSkipped)
    return foldViews({
      projections,
      present: { ...stored, history },
      eventsOf,
      isParked: isSkipped,
      now: clock.now(),
    })
  }

  const applySlice = async (stored: readonly StoredEvent[]): Promise<void> => {
    const events = stored.map(readEvent)
    const folded = await foldAll(() => events, isParked)
    await persist({ ...folded, unparked: [], position: stored.at(-1)?.position ?? null })
  }

  /** The server's other work waits no longer than for one slice; how many events that are, the machine tells. */
  const apply = async (stored: readonly StoredEvent[]): Promise<void> => {
    for (let at = 0; at < stored.length; ) {
      const begun = clock.now()
      const slice = stored.slice(at, endOfSlice(stored, at + sliceLength))
      await applySlice(slice)
      at += slice.length
      sliceLength = nextLength(sliceLength, clock.now() - begun)
      if (at < stored.length) await nextTurn()
    }
  }

  /** The stream's events from a revision up to what the views have passed already; later ones come by themselves. */
  const passedEvents = async (
    { stream }: ParkedStream,
    from: number,
  ): Promise<E.Either<StoreUnavailable, readonly StoredEvent[]>> => {
    const found: StoredEvent[] = []
    for (let at = from; ; at += largestPage) {
      const page = await store.readStream(stream, { direction: 'forwards', from: at, limit: largestPage })()
      if (E.isLeft(page)) return page
      found.push(...page.right.filter((event) => position !== null && event.position <= position))
      if (page.right.length < largestPage) return E.right(found)
    }
  }

  const takeIn = async (
    again: ParkedStream,
    from: number,
  ): Promise<E.Either<StoreUnavailable, readonly ParkedStream[]>> => {
    const stored = await passedEvents(again, from)
    if (E.isLeft(stored)) return stored
    const events = stored.right.map(readEvent)
    const ofView = (view: ViewName) => (view === again.view ? events : [])
    const folded = await foldAll(ofView, () => false)
    const still = folded.parked.map((it) => ({ ...it, since: again.since, attempts: again.attempts + 1 }))
    await persist({ ...folded, parked: still, unparked: [again], position: null })
    return E.right(still)
  }

  return {
    position: () => position,
    parked: () => [...parked.values()],
    isParked,
    apply: (events) => alone(() => apply(events)),
    takeIn: (again, from) => alone(() => takeIn(again, from)),
  }
}
