import type { DatabaseSync } from 'node:sqlite'
import { asError, DatabaseClosed } from './database-error.ts'

/** COMMIT was not confirmed, or the transaction was lost on the way: what it held may or may not be in the file. */
export class OutcomeUnknown extends Error {
  constructor(cause: Error) {
    super(`the database did not confirm the transaction (${cause.message}); its outcome is unknown`, {
      cause,
    })
    this.name = 'OutcomeUnknown'
  }
}

export interface GroupCommit {
  /**
   * Runs synchronous work inside a transaction that it shares with all work handed over in the same turn of the
   * event loop, and resolves with its result after COMMIT. Work that throws is undone alone and rejects with its own
   * error. When COMMIT is not confirmed everything in it rejects with `OutcomeUnknown`, refusals included: what
   * they saw may never have been. When not even BEGIN succeeds they reject with its error: nothing was written.
   */
  readonly write: <T>(work: () => T) => Promise<T>
  /** Commits what was handed over, then refuses all further work with `DatabaseClosed`. */
  readonly close: () => void
}

export interface GroupCommitOptions {
  /** Ends the transaction durably. */
  readonly commit?: () => void
  /** Called after each transaction whatever its outcome, before its writers learn of it. */
  readonly ended?: () => void
  /** The most pieces of work that share a transaction. */
  readonly largestGroup?: number
}

/** A piece of work between being handed over and being answered; the type of its result is known only inside. */
interface Piece {
  readonly attempt: () => void
  readonly answer: () => void
  readonly reject: (error: Error) => void
}

const pieceOf = <T>(work: () => T, resolve: (value: T) => void, reject: (error: Error) => void): Piece => {
  let answer = (): void => reject(new DatabaseClosed())
  return {
    attempt: () => {
      try {
        const value = work()
        answer = () => resolve(value)
      } catch (thrown) {
        const error = asError(thrown)
        answer = () => reject(error)
        throw error
      }
    },
    answer: () => answer(),
    reject,
  }
}

/** A writer whose concurrent writes share transactions, and so the cost of reaching the disk. */
export const groupCommit = (database: DatabaseSync, options: GroupCommitOptions = {}): GroupCommit => {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = options.commit ?? (() => database.exec('COMMIT'))
  const mark = database.prepare('SAVEPOINT piece')
  const keep = database.prepare('RELEASE piece')
  const undo = database.prepare('ROLLBACK TO piece')
  const largestGroup = options.largestGroup ?? 1000
  let waiting: Piece[] = []
  let closed = false

  const attemptAlone = (piece: Piece): void => {
    mark.run()
    try {
      piece.attempt()
    } catch (error) {
      // Some failures (a full disk, I/O) make SQLite drop the whole transaction, and with it the others' work.
      if (!database.isTransaction) throw error
      undo.run()
    }
    keep.run()
  }

  const leaveTransaction = (): void => {
    try {
      if (database.isTransaction) database.exec('ROLLBACK')
    } catch {
      // The next BEGIN says what is wrong, to those whom it concerns.
    }
  }

  const transact = (group: readonly Piece[]): Error | null => {
    try {
      begin.run()
    } catch (thrown) {
      return asError(thrown)
    }
    try {
      for (const piece of group) attemptAlone(piece)
      commit()
      return null
    } catch (thrown) {
      leaveTransaction()
      return new OutcomeUnknown(asError(thrown))
    }
  }

  const flush = (): void => {
    const group = waiting.slice(0, largestGroup)
    waiting = waiting.slice(largestGroup)
    if (waiting.length > 0) setImmediate(flush)
    if (group.length === 0) return
    const failure = transact(group)
    options.ended?.()
    for (const piece of group) failure === null ? piece.answer() : piece.reject(failure)
  }

  return {
    write: (work) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new DatabaseClosed())
        // Not a microtask: everything that this turn of the event loop still hands over shall share the COMMIT.
        if (waiting.length === 0) setImmediate(flush)
        waiting.push(pieceOf(work, resolve, reject))
      }),

    close: () => {
      closed = true
      while (waiting.length > 0) flush()
    },
  }
}
