import type { TaskEither } from 'fp-ts/lib/TaskEither.js'

/** `<category>-<id>`; holds no personal data. */
export type StreamName = `${string}-${string}` | 'log'

/** A place in the whole log. Only ever compared, never counted or subtracted: some stores use byte offsets. */
export type Position = bigint

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

export interface EventToAppend {
  /** A uuid chosen once per decision and used again only to resend the identical batch. */
  readonly id: string
  readonly type: string
  readonly data: JsonObject
  readonly metadata: JsonObject
}

export interface StoredEvent extends EventToAppend {
  readonly stream: StreamName
  /** From 0, without gaps, within the stream. */
  readonly revision: number
  readonly position: Position
}

/** There is no `any`: a writer always says what it has seen. */
export type ExpectedRevision = 'noStream' | number

/** Revision and position of the last event of the batch. */
export interface Appended {
  readonly revision: number
  readonly position: Position
}

export type AppendFailure =
  | { readonly kind: 'wrongRevision'; readonly actual: ExpectedRevision }
  | { readonly kind: 'tooLarge'; readonly limitBytes: number }
  | StoreUnavailable

/** The store did not answer. An append may or may not have happened: resend the identical batch to learn which. */
export interface StoreUnavailable {
  readonly kind: 'unavailable'
  readonly cause: Error
}

export interface PageOfStream {
  readonly direction: 'forwards' | 'backwards'
  /** First revision of the page; absent: the stream's first (forwards) or last (backwards). */
  readonly from?: number
  /** How many events at the most. */
  readonly limit: number
}

export type LogDelivery =
  /** At least one event, in log order; a batch never splits what was appended together across an acknowledgement. */
  | { readonly kind: 'events'; readonly events: readonly StoredEvent[] }
  /** Everything that was in the log so far has been delivered; said anew whenever it becomes true again. */
  | { readonly kind: 'caughtUp' }

export interface EventStore {
  /**
   * Appends all events or none, durably, at the expected revision. The same batch (same ids, same expectation)
   * sent again answers as the first time and writes nothing.
   */
  readonly append: (
    stream: StreamName,
    expected: ExpectedRevision,
    events: readonly [EventToAppend, ...EventToAppend[]],
  ) => TaskEither<AppendFailure, Appended>

  /** One page of a stream; a stream that does not exist is empty. */
  readonly readStream: (
    stream: StreamName,
    page: PageOfStream,
  ) => TaskEither<StoreUnavailable, readonly StoredEvent[]>

  /**
   * Every event after a position (`null`: from the beginning), then live. The consumer sets the pace. When the
   * store goes away it reconnects with back-off and goes on without gap or double; it ends when `signal` aborts.
   */
  readonly subscribeAll: (after: Position | null, signal: AbortSignal) => AsyncIterable<LogDelivery>

  /** Position of the last event of our log, `null` when it is empty. */
  readonly lastPosition: () => TaskEither<StoreUnavailable, Position | null>

  readonly close: () => Promise<void>
}

/** The most events that `readStream` gives at once. */
export const largestPage = 1000
