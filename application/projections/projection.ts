import type { EventDefinitions } from '../../domain/event.ts'
import type { ProjectedEvent } from '../events/projected-event.ts'
import type { HistoryEntry } from './history/history-entry.ts'

/**
 * How one view follows from the log: pure, row by row. A row guards itself by the revision of each source stream, so
 * an event that comes again changes nothing, and `apply` then gives the very row back that it was given.
 */
export interface Projection<Row> {
  /** Raised whenever rows change their shape or meaning; views of another version are rebuilt. */
  readonly version: number
  /**
   * The oldest version whose rows this code can still read and go on from; while the views are rebuilt those serve. Absent:
   * only rows of `version` can.
   */
  readonly servesFrom?: number
  /** Whether streams of this category feed the view. */
  readonly follows: (category: string) => boolean
  /** Which row an event feeds. */
  readonly keyOf: (event: ProjectedEvent) => string
  readonly apply: (row: Row | null, event: ProjectedEvent) => Row | null
  /** What an event adds to the history, given the row before it. */
  readonly entry?: (row: Row | null, event: ProjectedEvent) => HistoryEntry
}

type EventOf<Definitions extends EventDefinitions> = Extract<
  ProjectedEvent,
  { readonly type: keyof Definitions }
>

/** An event that stands in a stream of a category to which its type does not belong. */
export class MisplacedEvent extends Error {
  constructor({ type, category }: ProjectedEvent) {
    super(`${type} does not belong into a ${category} stream`)
    this.name = 'MisplacedEvent'
  }
}

/** Narrows an event to those of one aggregate; throws `MisplacedEvent` for any other. */
export const eventOf = <Definitions extends EventDefinitions>(definitions: Definitions) => {
  const belongs = (event: ProjectedEvent): event is EventOf<Definitions> =>
    Object.hasOwn(definitions, event.type)
  return (event: ProjectedEvent): EventOf<Definitions> => {
    if (!belongs(event)) throw new MisplacedEvent(event)
    return event
  }
}
