import {
  type EventStore,
  largestPage,
  type StoredEvent,
  type StreamName,
} from '../../../application/ports/event-store.ts'
import { rightOf } from '../../infrastructure/either.ts'

/** A stream as stored. */
export const storedIn = async (store: EventStore, stream: StreamName): Promise<readonly StoredEvent[]> =>
  rightOf(await store.readStream(stream, { direction: 'forwards', limit: largestPage })())

/** Types of an account's events, in order. */
export const eventsOf = async (store: EventStore, accountId: string): Promise<readonly string[]> =>
  (await storedIn(store, `sipAccount-${accountId}`)).map(({ type }) => type)
