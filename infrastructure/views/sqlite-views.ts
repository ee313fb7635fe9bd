import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { Selectable } from 'kysely'
import type {
  DirectoryQuery,
  HistoryQuery,
  ParkedStream,
  ViewName,
  ViewRows,
  ViewsBatch,
  ViewsFile,
} from '../../application/ports/views.ts'
import type { DirectoryRow } from '../../application/projections/account-directory.ts'
import type { DashboardRow } from '../../application/projections/dashboard.ts'
import type { HistoryEntry } from '../../application/projections/history/history-entry.ts'
import { integer, orNull, text } from '../sqlite/column.ts'
import { openKysely } from '../sqlite/open-kysely.ts'
import { historyQuery } from './history-query.ts'
import { fromJson, toJson } from './json-row.ts'
import type { ViewTables } from './view-tables.ts'

/** Keys asked for in one statement; one statement text serves every batch. */
const keysAtOnce = 500

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

type Statements = ReturnType<typeof prepareStatements>

const prepareStatements = (database: DatabaseSync) => ({
  dashboardRow: database.prepare('SELECT body FROM dashboard WHERE key = ?'),
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

const writeRows = (run: Statements, { rows, entries }: ViewsBatch): void => {
  for (const [key, row] of rows.dashboard) run.dashboard.run(key, toJson(row))
  for (const [key, row] of rows.accountDirectory) run.accountDirectory.run(key, row.provisioned, toJson(row))
  for (const [key, row] of rows.history) run.history.run(key, toJson(row))
  for (const entry of entries) run.entry.run(...entryValues(entry))
}

const writeBatch = (run: Statements, batch: ViewsBatch): void => {
  writeRows(run, batch)
  for (const { view, stream } of batch.unparked) run.unpark.run(view, stream)
  for (const it of batch.parked) run.park.run(it.view, it.stream, toJson(it))
  if (batch.position !== null) run.position.run(String(batch.position))
}

/** A set of views in an open database, which it closes in the end. */
export const sqliteViews = (database: DatabaseSync): ViewsFile => {
  const kysely = openKysely<ViewTables>(database)
  const run = prepareStatements(database)
  const about = database.prepare('SELECT logId, versions, position FROM about').get() ?? {}
  const position = orNull(text)(about['position'])

  const storedRows = <Row>(view: ViewName, keys: readonly string[]): ReadonlyMap<string, Row> => {
    const found = new Map<string, Row>()
    const marks = Array(keysAtOnce).fill('?').join()
    const select = database.prepare(`SELECT key, body FROM ${view} WHERE key IN (${marks})`)
    for (let at = 0; at < keys.length; at += keysAtOnce) {
      const some = keys.slice(at, at + keysAtOnce)
      const padded = [...some, ...Array<null>(keysAtOnce - some.length).fill(null)]
      for (const row of select.all(...padded)) found.set(text(row['key']), fromJson<Row>(text(row['body'])))
    }
    return found
  }

  const transaction = (work: () => void): void => {
    database.exec('BEGIN IMMEDIATE')
    try {
      work()
      database.exec('COMMIT')
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }

  const count = (view: ViewName): number =>
    integer(Object.values(database.prepare(`SELECT count(*) FROM ${view}`).get() ?? {})[0])

  const bodies = <Row>(rows: readonly Pick<Selectable<ViewTables['dashboard']>, 'body'>[]): readonly Row[] =>
    rows.map(({ body }) => fromJson<Row>(body))

  return {
    checkpoint: {
      logId: text(about['logId']),
      versions: text(about['versions']),
      position: position === null ? null : BigInt(position),
    },
    rowsOf: async <View extends ViewName>(view: View, keys: readonly string[]) =>
      storedRows<ViewRows[View]>(view, keys),
    commit: async (batch) => transaction(() => writeBatch(run, batch)),
    parked: async () => bodies<ParkedStream>(await kysely.selectFrom('parked').select('body').execute()),
    countRows: async () => ({
      dashboard: count('dashboard'),
      accountDirectory: count('accountDirectory'),
      history: count('history'),
    }),
    dashboard: async (accountId) => {
      const row = run.dashboardRow.get(accountId)
      return row === undefined ? null : fromJson<DashboardRow>(text(row['body']))
    },
    accounts: async ({ before, limit }: DirectoryQuery) => {
      const all = kysely
        .selectFrom('accountDirectory')
        .select('body')
        .orderBy('provisioned', 'desc')
        .limit(limit)
      const rows = before === undefined ? all : all.where('provisioned', '<', before)
      return bodies<DirectoryRow>(await rows.execute())
    },
    history: async (query: HistoryQuery) => bodies<HistoryEntry>(await historyQuery(kysely, query).execute()),
    close: () => {
      if (database.isOpen) database.close()
    },
  }
}
