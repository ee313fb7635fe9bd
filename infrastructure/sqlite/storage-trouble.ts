import { DatabaseClosed, isDatabaseError } from './database-error.ts'
import { OutcomeUnknown } from './group-commit.ts'

/**
 * SQLite's primary result codes that the machine is to blame for: busy, locked, out of memory, read-only, I/O, corrupt,
 * full, out of reach, protocol, not a database (sqlite.org/rescode.html). Any other is a bug of ours.
 */
const ofTheMachine: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 11, 13, 14, 15, 26])

/**
 * Whether something that was thrown says that a file could not be read or written: a full disk, a failing one, a start or
 * an end. Nothing acknowledged is lost; whether the work was done is not known.
 */
export const isStorageTrouble = (thrown: unknown): boolean => {
  if (thrown instanceof DatabaseClosed) return true
  if (thrown instanceof OutcomeUnknown) return isStorageTrouble(thrown.cause)
  return isDatabaseError(thrown) && ofTheMachine.has(thrown.errcode & 0xff)
}
