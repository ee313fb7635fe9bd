import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { CamelCasePlugin, type Compilable, type Kysely } from 'kysely'
import { LRUCache } from 'lru-cache'
import { groupCommit } from '../sqlite/group-commit.ts'
import { openKysely } from '../sqlite/open-kysely.ts'
import type { StateTables } from './state-tables.ts'

export interface StateConnection {
  /** Builds statements, and runs single ones. Begin no transaction here: `write` has them. */
  readonly kysely: Kysely<StateTables>
  /**
   * Runs statements that return no rows, all or none, and shares its COMMIT with others of the same moment. Resolves,
   * when they are on disk, with how many rows each of them changed.
   */
  readonly write: (...statements: readonly Compilable[]) => Promise<readonly number[]>
  /**
   * A hot read, compiled once: its parameters are given anew each time, in the order in which the query names them.
   * Rows have the columns' own names, with underscores.
   */
  readonly prepare: (query: Compilable) => StatementSync
  readonly close: () => void
}

const preparedWrites = 100

const bindable = (value: unknown): SQLInputValue => {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  throw new TypeError(`a ${typeof value} has no place in the operational state`)
}

/** Takes over an open `state.db`, and closes it in the end. */
export const stateConnection = (database: DatabaseSync): StateConnection => {
  const kysely = openKysely<StateTables>(database).withPlugin(new CamelCasePlugin())
  const writer = groupCommit(database)
  const prepared = new LRUCache<string, StatementSync>({
    max: preparedWrites,
    memoMethod: (sql) => database.prepare(sql),
  })

  const run = (statement: Compilable): number => {
    const { sql, parameters } = statement.compile()
    return Number(prepared.memo(sql).run(...parameters.map(bindable)).changes)
  }

  return {
    kysely,
    write: (...statements) => writer.write(() => statements.map(run)),
    prepare: (query) => database.prepare(query.compile().sql),
    close: () => {
      writer.close()
      database.close()
    },
  }
}
