import * as E from 'fp-ts/lib/Either.js'
import type { EventStore, StoredEvent } from '../ports/event-store.ts'
import type { Trigger } from '../ports/reaction-progress.ts'
import type { LogAway } from './reaction.ts'

/** Reads the event that a job follows from. Rejects when the log does not hold it (any more). */
export const readTrigger = async (
  store: EventStore,
  { eventId, stream, revision }: Trigger,
): Promise<E.Either<LogAway, StoredEvent>> => {
  const page = await store.readStream(stream, { direction: 'forwards', from: revision, limit: 1 })()
  if (E.isLeft(page)) return E.left('logAway')
  const stored = page.right.find(({ id }) => id === eventId)
  if (stored === undefined) throw new Error(`revision ${revision} of ${stream} is not event ${eventId}`)
  return E.right(stored)
}
