import type { Instant } from '../../domain/instant.ts'
import type { ViewName, ViewRows, ViewsBatch } from '../ports/views.ts'
import { accountDirectory } from './account-directory.ts'
import { dashboard } from './dashboard.ts'
import { foldBatch, type PresentRows, type ReadEvent } from './fold-batch.ts'
import { history } from './history/history.ts'
import type { Projection } from './projection.ts'

export type Projections = { readonly [View in ViewName]: Projection<ViewRows[View]> }

/** Every view of the cabinet. */
export const cabinetProjections: Projections = { dashboard, accountDirectory, history }

/** One word that changes with every version of every projection. */
export const versionsOf = (projections: Projections): string =>
  Object.entries(projections)
    .map(([name, { version }]) => `${name}.${version}`)
    .join(' ')

/** The rows of every view before a run of events. */
export type PresentViews = { readonly [View in ViewName]: PresentRows<ViewRows[View]> }

interface Run {
  readonly projections: Projections
  readonly present: PresentViews
  readonly eventsOf: (view: ViewName) => readonly ReadEvent[]
  readonly isParked: (view: ViewName, stream: string) => boolean
  readonly now: Instant
}

export type FoldedViews = Pick<ViewsBatch, 'rows' | 'entries' | 'parked'>

/** Folds a run of events, in log order, into every view: what is followed live and what is rebuilt come from here. */
export const foldViews = ({ projections, present, eventsOf, isParked, now }: Run): FoldedViews => {
  const of = <View extends ViewName>(
    name: View,
    projection: Projection<ViewRows[View]>,
    rows: PresentRows<ViewRows[View]>,
  ) =>
    foldBatch(
      { name, projection, present: rows, isParked: (stream) => isParked(name, stream), now },
      eventsOf(name),
    )
  const board = of('dashboard', projections.dashboard, present.dashboard)
  const directory = of('accountDirectory', projections.accountDirectory, present.accountDirectory)
  const told = of('history', projections.history, present.history)
  return {
    rows: { dashboard: board.changed, accountDirectory: directory.changed, history: told.changed },
    entries: told.entries,
    parked: [...board.parked, ...directory.parked, ...told.parked],
  }
}
