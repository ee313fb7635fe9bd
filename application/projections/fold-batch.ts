import type { Instant } from '../../domain/instant.ts'
import { type ProjectedEvent, projectedEvent } from '../events/projected-event.ts'
import type { StoredEvent } from '../ports/event-store.ts'
import type { ParkedStream, ViewName } from '../ports/views.ts'
import type { HistoryEntry } from './history/history-entry.ts'
import type { Projection } from './projection.ts'

/** A stored event with its reading, or why it cannot be read. */
export interface ReadEvent {
  readonly stored: StoredEvent
  readonly category: string
  readonly event: ProjectedEvent | null
  readonly why: string
}

const wordOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown error')

/** Reads an event once for all views; one that cannot be read fails in each view that follows it. */
export const readEvent = (stored: StoredEvent): ReadEvent => {
  const category = stored.stream.split('-', 1)[0] ?? stored.stream
  try {
    return { stored, category, event: projectedEvent(stored), why: '' }
  } catch (error) {
    return { stored, category, event: null, why: wordOf(error) }
  }
}

/** What a run of events makes of one view's rows. */
export interface FoldedView<Row> {
  readonly changed: ReadonlyMap<string, Row>
  readonly entries: readonly HistoryEntry[]
  readonly parked: readonly ParkedStream[]
}

/** What a view's rows are before a run of events. */
export type PresentRows<Row> = Pick<ReadonlyMap<string, Row>, 'get'>

interface View<Row> {
  readonly name: ViewName
  readonly projection: Projection<Row>
  /** Rows as they are stored, of every key that the events feed. */
  readonly present: PresentRows<Row>
  readonly isParked: (stream: string) => boolean
  readonly now: Instant
}

/** Whether a view takes part in an event. */
export const concerns = <Row>(projection: Projection<Row>, { category }: ReadEvent): boolean =>
  projection.follows(category)

/**
 * Folds events, in log order, into a view's rows. An event that fails parks its stream: what follows in that stream is
 * left out, everything else goes on. Projections are pure, so trying again at once would fail again.
 */
export const foldBatch = <Row>(view: View<Row>, events: readonly ReadEvent[]): FoldedView<Row> => {
  const { projection, present, now } = view
  const changed = new Map<string, Row>()
  const entries: HistoryEntry[] = []
  const parked = new Map<string, ParkedStream>()

  const take = (event: ProjectedEvent): void => {
    const key = projection.keyOf(event)
    const before = changed.get(key) ?? present.get(key) ?? null
    const after = projection.apply(before, event)
    if (after === before || after === null) return
    const entry = projection.entry?.(before, event)
    changed.set(key, after)
    if (entry !== undefined) entries.push(entry)
  }

  const park = ({ stored }: ReadEvent, why: string): void => {
    const { stream, revision, position, type } = stored
    parked.set(stream, { view: view.name, stream, revision, position, type, why, since: now, attempts: 1 })
  }

  for (const read of events) {
    const { stream } = read.stored
    if (!concerns(projection, read) || parked.has(stream) || view.isParked(stream)) continue
    try {
      if (read.event === null) park(read, read.why)
      else take(read.event)
    } catch (error) {
      park(read, wordOf(error))
    }
  }
  return { changed, entries, parked: [...parked.values()] }
}
