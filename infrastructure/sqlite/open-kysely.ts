import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { Kysely, SqliteDialect } from 'kysely'
import { LRUCache } from 'lru-cache'

const cachedStatements = 200

/** What SQLite can hold, of what a query was given: it has no booleans, and no dates (instants are numbers here). */
const bindable = (value: unknown): SQLInputValue => {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === null || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string')
    return value
  if (value instanceof Uint8Array) return value
  throw new TypeError(`a ${typeof value} cannot be stored in SQLite`)
}

const isReader = (statement: StatementSync): boolean => statement.columns().length > 0

/**
 * Kysely over an open `node:sqlite` database; statements are prepared once for each SQL text. Rows have a null
 * prototype. Queries run synchronously inside their promise; Kysely itself lets one connection's transactions in
 * one after the other, but knows nothing of other users of the database: where a group-commit writer works on the
 * same one, begin no transaction here. `destroy` leaves the database open: whoever opened it closes it.
 */
export const openKysely = <Tables>(database: DatabaseSync): Kysely<Tables> => {
  const statements = new LRUCache<string, StatementSync>({ max: cachedStatements })

  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }

  return new Kysely<Tables>({
    dialect: new SqliteDialect({
      database: {
        close: () => statements.clear(),
        prepare: (sql) => {
          const statement = prepared(sql)
          return {
            reader: isReader(statement),
            all: (parameters) => statement.all(...parameters.map(bindable)),
            run: (parameters) => statement.run(...parameters.map(bindable)),
            // A statement has one cursor; a stream keeps it open while other queries run.
            iterate: (parameters) => database.prepare(sql).iterate(...parameters.map(bindable)),
          }
        },
      },
    }),
  })
}
