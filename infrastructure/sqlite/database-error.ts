/** An error that SQLite itself reports, as `node:sqlite` throws it. */
export interface DatabaseError extends Error {
  readonly code: 'ERR_SQLITE_ERROR'
  /** SQLite's extended result code. */
  readonly errcode: number
}

export const isDatabaseError = (error: unknown): error is DatabaseError =>
  error instanceof Error &&
  'code' in error &&
  error.code === 'ERR_SQLITE_ERROR' &&
  'errcode' in error &&
  typeof error.errcode === 'number'

/** SQLite's primary result codes that are told apart; see sqlite.org/rescode.html. */
const codes = { busy: 5, corrupt: 11, cannotOpen: 14, notADatabase: 26 } as const

export const isOfCode = (error: unknown, ...names: readonly (keyof typeof codes)[]): boolean =>
  isDatabaseError(error) && names.some((name) => codes[name] === (error.errcode & 0xff))

/** Whatever was thrown, as an Error. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown))

/** The database was closed before the work was begun: nothing was done. */
export class DatabaseClosed extends Error {
  constructor() {
    super('the database is closed')
    this.name = 'DatabaseClosed'
  }
}
