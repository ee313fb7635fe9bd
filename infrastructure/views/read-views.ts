import type { DatabaseSync } from 'node:sqlite'
import type {
  DirectoryQuery,
  HistoryQuery,
  ParkedStream,
  ViewName,
  ViewRows,
  ViewsFile,
} from '../../application/ports/views.ts'
import type { DirectoryRow } from '../../application/projections/account-directory.ts'
import type { HistoryEntry } from '../../application/projections/history/history-entry.ts'
import { integer, text } from '../sqlite/column.ts'
import { openKysely } from '../sqlite/open-kysely.ts'
import { historyQuery } from './history-query.ts'
import { fromJson } from './json-row.ts'
import { rowTexts } from './row-text.ts'
import { segmentReader } from './segments/segment-reader.ts'
import type { ViewTables } from './view-tables.ts'

/** Keys asked for in one statement; one statement text serves every batch. */
const keysAtOnce = 500

/** Where the segments end; `null` without any. */
const endOfSegments = (database: DatabaseSync): bigint | null => {
  const select = database.prepare('SELECT max(last) AS last FROM historySegments')
  select.setReadBigInts(true)
  const last = select.get()?.['last']
  return typeof last === 'bigint' ? last : null
}

const newestOf = (
  live: readonly HistoryEntry[],
  old: readonly HistoryEntry[],
  limit: number,
): readonly HistoryEntry[] =>
  [...live, ...old].sort((a, b) => (a.position < b.position ? 1 : -1)).slice(0, limit)

type ViewsReading = Pick<ViewsFile, 'dashboard' | 'accounts' | 'history' | 'rowsOf' | 'parked' | 'countRows'>

/** What an open set of views says. */
export const readViews = (database: DatabaseSync): ViewsReading => {
  const kysely = openKysely<ViewTables>(database)
  const segments = segmentReader(database)
  const segmentsEnd = endOfSegments(database)
  const dashboardRow = database.prepare('SELECT body FROM dashboard WHERE key = ?')

  const selectOf = (view: ViewName) =>
    database.prepare(`SELECT key, body FROM ${view} WHERE key IN (${Array(keysAtOnce).fill('?').join()})`)
  const selects = {
    dashboard: selectOf('dashboard'),
    accountDirectory: selectOf('accountDirectory'),
    history: selectOf('history'),
  } as const

  const storedRows = <View extends ViewName>(
    view: View,
    keys: readonly string[],
  ): ReadonlyMap<string, ViewRows[View]> => {
    const found = new Map<string, ViewRows[View]>()
    for (let at = 0; at < keys.length; at += keysAtOnce) {
      const some = keys.slice(at, at + keysAtOnce)
      const padded = [...some, ...Array<null>(keysAtOnce - some.length).fill(null)]
      for (const row of selects[view].all(...padded))
        found.set(text(row['key']), rowTexts[view].read(text(row['body'])))
    }
    return found
  }

  const count = (what: string): number =>
    integer(Object.values(database.prepare(`SELECT ${what}`).get() ?? {})[0])

  const bodies = <Row>(rows: readonly { readonly body: string }[]): readonly Row[] =>
    rows.map(({ body }) => fromJson<Row>(body))

  return {
    rowsOf: async (view, keys) => storedRows(view, keys),
    parked: async () => bodies<ParkedStream>(await kysely.selectFrom('parked').select('body').execute()),
    countRows: async () => ({
      dashboard: count('count(*) FROM dashboard'),
      accountDirectory: count('count(*) FROM accountDirectory'),
      history:
        count('count(*) FROM historyEntries') + count('coalesce(sum(entries), 0) FROM historySegments'),
    }),
    dashboard: async (accountId) => {
      const row = dashboardRow.get(accountId)
      return row === undefined ? null : rowTexts.dashboard.read(text(row['body']))
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
    history: async (query: HistoryQuery) => {
      const live = bodies<HistoryEntry>(await historyQuery(kysely, query).execute())
      if (segmentsEnd === null) return live
      const isFull = live.length >= query.limit && (live.at(-1)?.position ?? 0n) > segmentsEnd
      return isFull ? live : newestOf(live, segments(query), query.limit)
    },
  }
}
