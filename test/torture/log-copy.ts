import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Home } from './cabinet-process.ts'

/** An event as its row holds it. */
export interface LoggedEvent {
  readonly position: number
  readonly stream: string
  readonly revision: number
  readonly id: string
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
  readonly metadata: {
    readonly correlationId: string
    readonly causationId?: string
    readonly occurredAt: string
    readonly sessionId?: string
    readonly actor: { readonly type: string; readonly id: string }
    readonly channel: string
  }
  readonly remaining: number
}

const query = `SELECT position, name AS stream, revision, lower(hex(events.id)) AS id, type, data, metadata, remaining
  FROM events JOIN streams ON streams.id = stream_id WHERE position > ? ORDER BY position`

const uuidOf = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')

/** Works on a copy of a stopped server's file, write-ahead log included: looking must not mend anything. */
export const onCopy = <T>(home: Home, name: string, look: (database: DatabaseSync) => T): T => {
  const place = join(home.directory, 'copy')
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place)
  for (const end of ['', '-wal']) {
    const path = join(home.dataDirectory, `${name}${end}`)
    if (existsSync(path)) copyFileSync(path, join(place, `${name}${end}`))
  }
  const database = new DatabaseSync(join(place, name))
  try {
    return look(database)
  } finally {
    database.close()
    rmSync(place, { recursive: true, force: true })
  }
}

/** Every event of the log after a position, in its order. Nothing for a log that was never made. */
export const eventsAfter = (home: Home, position: number): readonly LoggedEvent[] => {
  if (!existsSync(join(home.dataDirectory, 'events.db'))) return []
  return onCopy(home, 'events.db', (database) => {
    const isMade = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'events'").get() !== undefined
    if (!isMade) return []
    return database
      .prepare(query)
      .all(position)
      .map((row) => ({
        position: Number(row['position']),
        stream: String(row['stream']),
        revision: Number(row['revision']),
        id: uuidOf(String(row['id'])),
        type: String(row['type']),
        data: JSON.parse(String(row['data'])),
        metadata: JSON.parse(String(row['metadata'])),
        remaining: Number(row['remaining']),
      }))
  })
}

const valuesIn = (home: Home, query: string): ReadonlySet<string> =>
  onCopy(
    home,
    'vault.db',
    (database) =>
      new Set(
        database
          .prepare(query)
          .all()
          .map((row) => String(row['value'])),
      ),
  )

/** References of all secrets in the vault. */
export const secretsIn = (home: Home): ReadonlySet<string> =>
  valuesIn(home, 'SELECT ref AS value FROM secrets')

/** Whose keys are in the vault, and not destroyed. */
export const subjectsIn = (home: Home): ReadonlySet<string> =>
  valuesIn(home, 'SELECT subject AS value FROM subject_keys WHERE wrapped IS NOT NULL')
