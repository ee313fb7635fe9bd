import sqlite from 'node:sqlite'
import { wholeFile } from './kill-after-file-step.ts'

export const DatabaseSync = sqlite.DatabaseSync

/** SQLite's online backup, of which the process may die with half of the copy written. */
export const backup: typeof sqlite.backup = (database, path, options) =>
  wholeFile(String(path), () => sqlite.backup(database, path, options))
