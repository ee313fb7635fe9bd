import type { DatabaseSync } from 'node:sqlite'
import type { KeptProfileKeys } from '../../application/ports/sealing.ts'
import { text } from '../sqlite/column.ts'

/** Profiles whose keys the vault has not destroyed, in the order of their ids. */
export const keptProfileKeys = (database: DatabaseSync): KeptProfileKeys => {
  // The next character after the hyphen ends the range, so that the primary key answers it.
  const page = database.prepare(
    `SELECT substr(subject, 9) AS id FROM subject_keys
      WHERE subject > 'profile-' || ? AND subject < 'profile.' AND wrapped IS NOT NULL ORDER BY subject LIMIT ?`,
  )
  return (after, limit) => page.all(after, limit).map((row) => text(row['id']))
}
