import type { DatabaseSync } from 'node:sqlite'
import { groupCommit } from '../sqlite/group-commit.ts'
import { scrubWriteAheadLog } from './vault-file.ts'

export interface VaultWriter {
  /** As group commit: runs within a shared transaction, resolves when it is durable. */
  readonly write: <T>(work: () => T) => Promise<T>
  /** Called by work that deletes keys: their bytes are gone from the write-ahead log too before the work is answered. */
  readonly leaveNoTrace: () => void
  readonly close: () => void
}

/** The vault's writer; `commit` ends a transaction durably (SQLite's COMMIT unless given). */
export const vaultWriter = (database: DatabaseSync, commit?: () => void): VaultWriter => {
  let traces = false

  const scrub = (): void => {
    try {
      if (traces) traces = !scrubWriteAheadLog(database)
    } catch {
      // The deletion itself is committed; the next transaction, or the next start, scrubs again.
    }
  }

  const writer = groupCommit(database, { ended: scrub, ...(commit === undefined ? {} : { commit }) })
  return {
    write: writer.write,
    leaveNoTrace: () => {
      traces = true
    },
    close: writer.close,
  }
}
