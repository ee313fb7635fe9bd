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
import { accountDirectory } from './account-directory.ts'
import { dashboard } from './dashboard.ts'
import { concerns, type FoldedView, foldBatch, type ReadEvent, readEvent } from './fold-batch.ts'
import { history } from './history/history.ts'
import type { Projection } from './projection.ts'

type Projections = { readonly [View in ViewName]: Projection<ViewRows[View]> }

/** Every view of the cabinet. */
export const cabinetProjections: Projections = { dashboard, accountDirectory, history }

/** One word that changes with every version of every projection. */
export const versionsOf = (projections: Projections): string =>
  Object.entries(projections)
    .map(([name, { version }]) => `${name}.${version}`)
    .join(' ')

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

const keyOf = ({ view, stream }: Pick<ParkedStream, 'view' | 'stream'>): string => `${view} ${stream}`

export const viewsWriter = async ({ file, store, clock, projections }: Parts): Promise<ViewsWriter> => {
  const parked = new Map((await file.parked()).map((it) => [keyOf(it), it]))
  let { position } = file.checkpoint
  let last: Promise<unknown> = Promise.resolve()

  /** One thing at a time: a stream is not taken in again while events are applied. */
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }

  const fold = async <View extends ViewName>(
    view: View,
    projection: Projection<ViewRows[View]>,
    events: readonly ReadEvent[],
    skipped: (stream: string) => boolean,
  ): Promise<FoldedView<ViewRows[View]>> => {
    const keys = new Set(
      events.flatMap((read) =>
        read.event !== null && concerns(projection, read) ? [projection.keyOf(read.event)] : [],
      ),
    )
    const present = await file.rowsOf(view, [...keys])
    return foldBatch({ name: view, projection, present, isParked: skipped, now: clock.now() }, events)
  }

  const skips = (view: ViewName) => (stream: string) => parked.size > 0 && parked.has(`${view} ${stream}`)

  const persist = async (batch: ViewsBatch): Promise<void> => {
    await file.commit(batch)
    for (const gone of batch.unparked) parked.delete(keyOf(gone))
    for (const now of batch.parked) parked.set(keyOf(now), now)
    position = batch.position ?? position
  }

  const foldAll = async (
    eventsOf: (view: ViewName) => readonly ReadEvent[],
    skipped: (view: ViewName) => (stream: string) => boolean,
  ): Promise<Pick<ViewsBatch, 'rows' | 'entries' | 'parked'>> => {
    const of = <View extends ViewName>(view: View, projection: Projection<ViewRows[View]>) =>
      fold(view, projection, eventsOf(view), skipped(view))
    const board = await of('dashboard', projections.dashboard)
    const directory = await of('accountDirectory', projections.accountDirectory)
    const told = await of('history', projections.history)
    return {
      rows: { dashboard: board.changed, accountDirectory: directory.changed, history: told.changed },
      entries: told.entries,
      parked: [...board.parked, ...directory.parked, ...told.parked],
    }
  }

  const apply = async (stored: readonly StoredEvent[]): Promise<void> => {
    const events = stored.map(readEvent)
    const folded = await foldAll(() => events, skips)
    await persist({ ...folded, unparked: [], position: stored.at(-1)?.position ?? null })
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
    const folded = await foldAll(ofView, () => () => false)
    const still = folded.parked.map((it) => ({ ...it, since: again.since, attempts: again.attempts + 1 }))
    await persist({ ...folded, parked: still, unparked: [again], position: null })
    return E.right(still)
  }

  return {
    position: () => position,
    parked: () => [...parked.values()],
    isParked: (view, stream) => skips(view)(stream),
    apply: (events) => alone(() => apply(events)),
    takeIn: (again, from) => alone(() => takeIn(again, from)),
  }
}
