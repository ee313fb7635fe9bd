import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { eventLog } from '../embedded-store/event-log-file.ts'
import { type LogFacts, logFacts } from '../embedded-store/log-facts.ts'
import { stateDatabase } from '../operational-state/state-tables.ts'
import { text } from '../sqlite/column.ts'
import { type DatabaseKind, findDamage } from '../sqlite/open-database.ts'
import { openToLook } from '../sqlite/open-to-look.ts'
import { vaultFile } from '../vault/vault-file.ts'
import type { PartName } from './backup-manifest.ts'

const kindOf: Readonly<Record<PartName, DatabaseKind>> = {
  'events.db': eventLog,
  'vault.db': vaultFile,
  'state.db': stateDatabase,
}

/** What a file of a backup turns out to be. */
export interface ExaminedPart {
  readonly bytes: number
  readonly sha256: string
  /** Why it is no whole file of its kind, in words; `null` when it is. */
  readonly fault: string | null
  /** Of `events.db`. */
  readonly log: LogFacts | null
  /** Of `vault.db`. */
  readonly masterKeys: readonly string[]
}

const chunkBytes = 1024 * 1024

const hashOf = (path: string): string => {
  const hash = createHash('sha256')
  const chunk = Buffer.allocUnsafe(chunkBytes)
  const descriptor = openSync(path, 'r')
  try {
    for (let read = -1; read !== 0; ) {
      read = readSync(descriptor, chunk, 0, chunkBytes, null)
      hash.update(chunk.subarray(0, read))
    }
  } finally {
    closeSync(descriptor)
  }
  return hash.digest('hex')
}

const pragma = (database: DatabaseSync, name: string): unknown =>
  Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]

const faultOf = (database: DatabaseSync, kind: DatabaseKind): string | null => {
  if (pragma(database, 'application_id') !== kind.applicationId) return `it is not ${kind.name}`
  if (Number(pragma(database, 'user_version')) > kind.migrations.length)
    return 'it was written by a newer version of the cabinet'
  return findDamage(database)?.replace(/\s+/g, ' ') ?? null
}

const unread = { log: null, masterKeys: [] } as const

const look = (path: string, name: PartName): Pick<ExaminedPart, 'fault' | 'log' | 'masterKeys'> => {
  try {
    const database = openToLook(path)
    try {
      const fault = faultOf(database, kindOf[name])
      if (fault !== null) return { fault, ...unread }
      return {
        fault,
        log: name === 'events.db' ? logFacts(database) : null,
        masterKeys:
          name === 'vault.db'
            ? database
                .prepare('SELECT id FROM master_keys ORDER BY id')
                .all()
                .map((row) => text(row['id']))
            : [],
      }
    } finally {
      database.close()
    }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error), ...unread }
  }
}

/**
 * Reads a file of a backup whole, once for its checksum and once for its structure: about two seconds a gigabyte, in
 * which the thread does nothing else. For files that nobody writes: never for a live one.
 */
export const examinePart = (path: string, name: PartName): ExaminedPart => ({
  bytes: statSync(path).size,
  sha256: hashOf(path),
  ...look(path, name),
})
