import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** How many events of a type lie in a cabinet's log. Read beside the cabinet: an auditor's look would be recorded. */
export const countInLog = (directory: string, type: string): number => {
  const log = new DatabaseSync(join(directory, 'events.db'), { readOnly: true })
  try {
    return Number(log.prepare('SELECT count(*) AS n FROM events WHERE type = ?').get(type)?.['n'])
  } finally {
    log.close()
  }
}
