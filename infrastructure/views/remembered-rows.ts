import { LRUCache } from 'lru-cache'
import type { ViewName, ViewRows, ViewsBatch, ViewsFile } from '../../application/ports/views.ts'

type Rows = Pick<ViewsFile, 'rowsOf' | 'dashboard'>

/** Rows in memory, in front of the file's. */
export interface RememberedRows extends Rows {
  /** To be told of a batch once its COMMIT has returned. */
  readonly committed: (batch: Pick<ViewsBatch, 'rows'>) => void
}

/** Rows of each view at the most, some 300 to 600 bytes each; the least used make way. */
const mostRemembered = 20_000

type Kept = { readonly [View in ViewName]: LRUCache<string, ViewRows[View]> }

const nothing = (): Kept => ({
  dashboard: new LRUCache({ max: mostRemembered }),
  accountDirectory: new LRUCache({ max: mostRemembered }),
  history: new LRUCache({ max: mostRemembered }),
})

/**
 * Rows that were read or written last. One writer has all batches of a set of views, so a row changes by `committed`
 * alone; the object stays the same until then, and what is made of it can be kept by it.
 */
export const rememberedRows = (file: Rows): RememberedRows => {
  const kept = nothing()
  let commits = 0

  const keepAll = <View extends ViewName>(view: View, rows: ReadonlyMap<string, ViewRows[View]>): void => {
    for (const [key, row] of rows) kept[view].set(key, row)
  }

  /** Keeps what was read, unless a batch was committed meanwhile: it may be what was before. */
  const read = async <View extends ViewName>(
    view: View,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, ViewRows[View]>> => {
    const before = commits
    const rows = await file.rowsOf(view, keys)
    if (before === commits) keepAll(view, rows)
    return rows
  }

  const rowsOf = async <View extends ViewName>(
    view: View,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, ViewRows[View]>> => {
    const found = new Map<string, ViewRows[View]>()
    const missing: string[] = []
    for (const key of keys) {
      const row = kept[view].get(key)
      if (row === undefined) missing.push(key)
      else found.set(key, row)
    }
    if (missing.length > 0) for (const [key, row] of await read(view, missing)) found.set(key, row)
    return found
  }

  return {
    rowsOf,
    dashboard: async (accountId) => {
      const known = kept.dashboard.get(accountId)
      if (known !== undefined) return known
      const before = commits
      const row = await file.dashboard(accountId)
      if (row !== null && before === commits) kept.dashboard.set(accountId, row)
      return row
    },
    committed: ({ rows }) => {
      commits += 1
      keepAll('dashboard', rows.dashboard)
      keepAll('accountDirectory', rows.accountDirectory)
      keepAll('history', rows.history)
    },
  }
}
