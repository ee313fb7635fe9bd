import type { Subject } from '../../application/ports/sealing.ts'
import { text } from '../sqlite/column.ts'
import { openToLook } from '../sqlite/open-to-look.ts'

/** Whose keys a vault's file knows of. */
export interface SubjectsInVault {
  readonly kept: ReadonlySet<string>
  readonly destroyed: readonly Subject[]
}

const isSubject = (name: string): name is Subject => /^(account|profile|apiToken|staff|month)-/.test(name)

/** Reads them without opening the vault, from a file that nobody writes. Throws what SQLite does. */
export const subjectsInVault = (path: string): SubjectsInVault => {
  const database = openToLook(path)
  try {
    const rows = database.prepare('SELECT subject, destroyed_at FROM subject_keys').all()
    const isKept = rows.filter((row) => row['destroyed_at'] === null)
    const isGone = rows.filter((row) => row['destroyed_at'] !== null)
    return {
      kept: new Set(isKept.map((row) => text(row['subject']))),
      destroyed: isGone.map((row) => text(row['subject'])).filter(isSubject),
    }
  } finally {
    database.close()
  }
}
