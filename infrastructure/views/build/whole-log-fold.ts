import type { DatabaseSync } from 'node:sqlite'
import type { Position, StoredEvent } from '../../../application/ports/event-store.ts'
import type { ParkedStream } from '../../../application/ports/views.ts'
import type { DirectoryRow } from '../../../application/projections/account-directory.ts'
import type { DashboardRow } from '../../../application/projections/dashboard.ts'
import { readEvent } from '../../../application/projections/fold-batch.ts'
import { cabinetProjections, foldViews } from '../../../application/projections/fold-views.ts'
import type { HistoryStream } from '../../../application/projections/history/history-entry.ts'
import type { Instant } from '../../../domain/instant.ts'
import { toJson } from '../json-row.ts'
import { rowTexts } from '../row-text.ts'
import { segmentWriter } from '../segments/segment-writer.ts'
import { rowCache } from './row-cache.ts'

/** An event, and the text of its metadata as it is stored. */
export interface ScannedEvent {
  readonly event: StoredEvent
  readonly metadata: string
}

/** Folds the log, from its first event on, into an empty set of views. */
export interface WholeLogFold {
  readonly take: (scanned: readonly ScannedEvent[]) => void
  readonly position: () => Position | null
  readonly events: () => number
  /** Writes what is still held in memory, and the checkpoint. */
  readonly end: () => void
}

/** Rows of a generation in memory; some 300 to 600 bytes each. */
const heldStreams = 250_000
const heldAccounts = 120_000

/** Folded together: what only they need is gone again before the collector would call it old. */
const fewEvents = 64

const caches = (database: DatabaseSync) => ({
  dashboard: rowCache<DashboardRow>(database, {
    ...rowTexts.dashboard,
    ...{ table: 'dashboard', beside: null, most: heldAccounts },
  }),
  accountDirectory: rowCache<DirectoryRow>(database, {
    ...rowTexts.accountDirectory,
    ...{ table: 'accountDirectory', most: heldAccounts },
    beside: { column: 'provisioned', of: ({ provisioned }) => provisioned },
  }),
  history: rowCache<HistoryStream>(database, {
    ...rowTexts.history,
    ...{ table: 'history', beside: null, most: heldStreams },
  }),
})

const metadataOf = (scanned: ScannedEvent | undefined): string => {
  if (scanned === undefined) throw new Error('an entry of no event')
  return scanned.metadata
}

export const wholeLogFold = (database: DatabaseSync, now: Instant): WholeLogFold => {
  const rows = caches(database)
  const segments = segmentWriter(database)
  const park = database.prepare('INSERT INTO parked (view, stream, body) VALUES (?, ?, ?)')
  const parked = new Set<string>()
  let position: Position | null = null
  let events = 0

  const isParked = (view: string, stream: string): boolean =>
    parked.size > 0 && parked.has(`${view} ${stream}`)

  const keep = (it: ParkedStream): void => {
    parked.add(`${it.view} ${it.stream}`)
    park.run(it.view, it.stream, toJson(it))
  }

  const takeFew = (scanned: readonly ScannedEvent[]): void => {
    const read = scanned.map(({ event }) => readEvent(event))
    const folded = foldViews({
      ...{ projections: cabinetProjections, present: rows, eventsOf: () => read, isParked, now },
    })
    rows.dashboard.setAll(folded.rows.dashboard)
    rows.accountDirectory.setAll(folded.rows.accountDirectory)
    rows.history.setAll(folded.rows.history)
    let at = 0
    for (const entry of folded.entries) {
      while (at < scanned.length && scanned[at]?.event.position !== entry.position) at += 1
      segments.add(entry, metadataOf(scanned[at]))
    }
    for (const it of folded.parked) keep(it)
    position = scanned.at(-1)?.event.position ?? position
    events += scanned.length
  }

  return {
    take: (scanned) => {
      for (let at = 0; at < scanned.length; at += fewEvents) takeFew(scanned.slice(at, at + fewEvents))
    },
    position: () => position,
    events: () => events,
    end: () => {
      segments.end()
      rows.dashboard.end(() => true)
      rows.accountDirectory.end(() => true)
      // What another stream has come to is folded from its own events once it goes on (`views-writer.ts`).
      rows.history.end((stream) => parked.has(`history ${stream}`))
      if (position !== null) database.prepare('UPDATE about SET position = ?').run(String(position))
    },
  }
}
