import type { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Clock } from '../../application/ports/clock.ts'
import type { EventStore, StoreUnavailable } from '../../application/ports/event-store.ts'
import { UnexpectedColumn } from '../sqlite/column.ts'
import { DatabaseClosed, isDatabaseError } from '../sqlite/database-error.ts'
import { groupCommit, OutcomeUnknown } from '../sqlite/group-commit.ts'
import type { DatabaseUnusable } from '../sqlite/open-database.ts'
import { appendWithin, encodeBatch } from './append-events.ts'
import { openEventLog } from './event-log-file.ts'
import { followLog } from './follow-log.ts'
import { news } from './news.ts'
import { DamagedEvent, storedEvents } from './stored-events.ts'
import { streamHeads } from './stream-heads.ts'

export interface EmbeddedStoreNeeds {
  /** Paces the retries of a subscription whose reads fail. */
  readonly clock: Clock
  /** Told of every read of a subscription that fails; the subscription goes on trying. */
  readonly onTrouble?: (error: Error) => void
  /** Ends a transaction durably; SQLite's COMMIT unless given. */
  readonly commit?: () => void
}

/** Only what the database can do to us is an unavailable store; anything else that is thrown is a bug. */
const unavailable = (thrown: unknown): StoreUnavailable => {
  const ofTheStore =
    isDatabaseError(thrown) ||
    thrown instanceof OutcomeUnknown ||
    thrown instanceof DatabaseClosed ||
    thrown instanceof UnexpectedColumn ||
    thrown instanceof DamagedEvent
  if (!ofTheStore) throw thrown
  return { kind: 'unavailable', cause: thrown }
}

/** The event store in an open event log. It closes the database when it is closed itself. */
export const embeddedStore = (database: DatabaseSync, needs: EmbeddedStoreNeeds): EventStore => {
  const heads = streamHeads(database)
  const events = storedEvents(database, heads)
  const append = appendWithin(database, heads)
  const committed = news()
  const writer = groupCommit(database, {
    // After a COMMIT without an answer too: it may have reached the log.
    ended: committed.tell,
    ...(needs.commit === undefined ? {} : { commit: needs.commit }),
  })

  const read = <T>(query: () => T): T => {
    if (!database.isOpen) throw new DatabaseClosed()
    return query()
  }
  const reading = <T>(query: () => T): TE.TaskEither<StoreUnavailable, T> =>
    TE.tryCatch(async () => read(query), unavailable)

  return {
    // Handed over in the turn of the call, so that all appends of a turn share a COMMIT.
    append: (stream, expected, batch) => async () => {
      const encoded = encodeBatch(batch)
      if (E.isLeft(encoded)) return encoded
      return writer
        .write(() => append(stream, expected, encoded.right))
        .catch((thrown: unknown) => {
          heads.doubt()
          return E.left(unavailable(thrown))
        })
    },
    readStream: (stream, page) => reading(() => events.page(stream, page)),
    subscribeAll: (after, signal) =>
      followLog(
        {
          following: (position) => E.tryCatch(() => read(() => events.following(position)), unavailable),
          isOpen: () => database.isOpen,
          committed,
          clock: needs.clock,
          onTrouble: needs.onTrouble ?? (() => {}),
        },
        after,
        signal,
      ),
    lastPosition: () => reading(events.lastPosition),
    close: async () => {
      writer.close()
      if (database.isOpen) database.close()
      committed.tell()
    },
  }
}

/** Opens the event log in a file, or makes it. A file that is damaged or of another kind is refused, in words. */
export const openEmbeddedStore = (
  path: string,
  needs: EmbeddedStoreNeeds,
): E.Either<DatabaseUnusable, EventStore> =>
  pipe(
    openEventLog(path),
    E.map((database) => embeddedStore(database, needs)),
  )
