import type { Either } from 'fp-ts/lib/Either.js'
import type {
  Appended,
  AppendFailure,
  EventStore,
  ExpectedRevision,
  PageOfStream,
  Position,
  StoredEvent,
  StreamName,
} from '../../../application/ports/event-store.ts'
import type { Batch } from './batches.ts'

const inWords = (failure: AppendFailure): string =>
  failure.kind === 'wrongRevision'
    ? `wrongRevision, actual ${failure.actual}`
    : failure.kind === 'tooLarge'
      ? `tooLarge, limit ${failure.limitBytes}`
      : `unavailable: ${failure.cause.message}`

/** The value, or a test that fails with the failure in words. */
export const right = <T>(result: Either<AppendFailure, T>): T => {
  if (result._tag === 'Left') throw new Error(`expected success, got ${inWords(result.left)}`)
  return result.right
}

/** The failure, or a test that fails because there was none. */
export const left = <T>(result: Either<AppendFailure, T>): AppendFailure => {
  if (result._tag === 'Right') throw new Error('expected a failure, got success')
  return result.left
}

export const append = async (
  store: EventStore,
  stream: StreamName,
  expected: ExpectedRevision,
  batch: Batch,
): Promise<Appended> => right(await store.append(stream, expected, batch)())

export const refusal = async (
  store: EventStore,
  stream: StreamName,
  expected: ExpectedRevision,
  batch: Batch,
): Promise<AppendFailure> => left(await store.append(stream, expected, batch)())

/** Resends the identical batch while the outcome is unknown, as a caller of the port does. */
export const appendUntilKnown = async (
  store: EventStore,
  stream: StreamName,
  expected: ExpectedRevision,
  batch: Batch,
  triesLeft = 5,
): Promise<Appended> => {
  const result = await store.append(stream, expected, batch)()
  if (result._tag === 'Left' && result.left.kind === 'unavailable' && triesLeft > 1)
    return appendUntilKnown(store, stream, expected, batch, triesLeft - 1)
  return right(result)
}

export const page = async (
  store: EventStore,
  stream: StreamName,
  wanted: PageOfStream = { direction: 'forwards', limit: 1000 },
): Promise<readonly StoredEvent[]> => right(await store.readStream(stream, wanted)())

export const end = async (store: EventStore): Promise<Position | null> => right(await store.lastPosition()())
