import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { text } from '../../sqlite/column.ts'
import type { RowText } from '../row-text.ts'

/**
 * A view's rows while views are rebuilt: those in use in memory, so that each is written about once; the others in the
 * file. Two generations stand for the least recently used.
 */
export interface RowCache<Row> {
  readonly get: (key: string) => Row | undefined
  readonly setAll: (rows: ReadonlyMap<string, Row>) => void
  /** Writes rows that are held: all of them, or those that `isNeeded` names and those whose older text is in the file. */
  readonly end: (isNeeded: (key: string) => boolean) => void
}

interface Kept<Row> extends RowText<Row> {
  readonly table: string
  /** A column that queries look at, beside key and body. */
  readonly beside: { readonly column: string; readonly of: (row: Row) => SQLInputValue } | null
  /** Rows of a generation. */
  readonly most: number
}

/** Rows of one statement. */
const rowsAtOnce = 32

const inserts = <Row>(database: DatabaseSync, { table, beside, write }: Kept<Row>) => {
  const columns = beside === null ? ['key', 'body'] : ['key', 'body', beside.column]
  const row = `(${columns.map(() => '?').join()})`
  const statement = (rows: number) =>
    database.prepare(
      `INSERT OR REPLACE INTO ${table} (${columns.join()}) VALUES ${Array(rows).fill(row).join()}`,
    )
  const many = statement(rowsAtOnce)
  const one = statement(1)
  const valuesOf = (key: string, it: Row | undefined): readonly SQLInputValue[] => {
    if (it === undefined) return []
    return beside === null ? [key, write(it)] : [key, write(it), beside.of(it)]
  }
  return (keys: readonly string[], rows: ReadonlyMap<string, Row>): void => {
    let at = 0
    for (; at + rowsAtOnce <= keys.length; at += rowsAtOnce)
      many.run(...keys.slice(at, at + rowsAtOnce).flatMap((key) => valuesOf(key, rows.get(key))))
    for (const key of keys.slice(at)) one.run(...valuesOf(key, rows.get(key)))
  }
}

export const rowCache = <Row>(database: DatabaseSync, kept: Kept<Row>): RowCache<Row> => {
  const insert = inserts(database, kept)
  const select = database.prepare(`SELECT body FROM ${kept.table} WHERE key = ?`)
  let young = new Map<string, Row>()
  let old = new Map<string, Row>()
  /** Of rows that were written and are held again. */
  const written = new Set<string>()
  let isSpilled = false

  /** In the order of the keys: neighbours of a B-tree are written one after the other. */
  const write = (keys: readonly string[], rows: ReadonlyMap<string, Row>): void =>
    insert([...keys].sort(), rows)

  const age = (): void => {
    if (young.size < kept.most) return
    if (old.size > 0) {
      for (const key of young.keys()) old.delete(key)
      write([...old.keys()], old)
      for (const key of old.keys()) written.delete(key)
      isSpilled = true
    }
    old = young
    young = new Map()
  }

  const stored = (key: string): Row | undefined => {
    const row = isSpilled ? select.get(key) : undefined
    if (row === undefined) return undefined
    written.add(key)
    return kept.read(text(row['body']))
  }

  return {
    get: (key) => young.get(key) ?? (old.size === 0 ? undefined : old.get(key)) ?? stored(key),
    setAll: (rows) => {
      for (const [key, row] of rows) young.set(key, row)
      age()
    },
    end: (isNeeded) => {
      for (const [key, row] of young) old.set(key, row)
      const needed = [...old.keys()].filter((key) => isNeeded(key) || written.has(key))
      write(needed, old)
      young = new Map()
      old = new Map()
    },
  }
}
