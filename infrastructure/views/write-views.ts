import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { ViewsBatch } from '../../application/ports/views.ts'
import type { HistoryEntry } from '../../application/projections/history/history-entry.ts'
import { toJson } from './json-row.ts'
import { rowTexts } from './row-text.ts'

const upserts = {
  dashboard: 'INSERT INTO dashboard (key, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
  accountDirectory:
    'INSERT INTO accountDirectory (key, provisioned, body) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
  history: 'INSERT INTO history (key, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
} as const

const entryInsert = `INSERT INTO historyEntries
  (position, type, occurredAt, actorId, accountId, profileId, correlationId, forSubscriber, body)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`

const entryValues = (entry: HistoryEntry): SQLInputValue[] => [
  entry.position,
  entry.type,
  entry.occurredAt,
  entry.actor.id,
  entry.accountId,
  entry.profileId,
  entry.correlationId,
  entry.forSubscriber ? 1 : 0,
  toJson(entry),
]

const prepareStatements = (database: DatabaseSync) => ({
  dashboard: database.prepare(upserts.dashboard),
  accountDirectory: database.prepare(upserts.accountDirectory),
  history: database.prepare(upserts.history),
  entry: database.prepare(entryInsert),
  park: database.prepare(
    'INSERT INTO parked (view, stream, body) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
  ),
  unpark: database.prepare('DELETE FROM parked WHERE view = ? AND stream = ?'),
  position: database.prepare('UPDATE about SET position = ?'),
})

/** Writes a batch within the transaction that is open. */
export const writeViews = (database: DatabaseSync): ((batch: ViewsBatch) => void) => {
  const run = prepareStatements(database)
  const { dashboard, accountDirectory, history } = rowTexts

  return ({ rows, entries, parked, unparked, position }) => {
    for (const [key, row] of rows.dashboard) run.dashboard.run(key, dashboard.write(row))
    for (const [key, row] of rows.accountDirectory)
      run.accountDirectory.run(key, row.provisioned, accountDirectory.write(row))
    for (const [key, row] of rows.history) run.history.run(key, history.write(row))
    for (const entry of entries) run.entry.run(...entryValues(entry))
    for (const { view, stream } of unparked) run.unpark.run(view, stream)
    for (const it of parked) run.park.run(it.view, it.stream, toJson(it))
    if (position !== null) run.position.run(String(position))
  }
}
