import { hours, type Instant } from '../../domain/instant.ts'

/** The first answer to a request that carried an Idempotency-Key. */
export interface StoredAnswer {
  /** HMAC of the request's body: another body under the same key is refused (422). */
  readonly bodyHmac: string
  /** HTTP status. */
  readonly status: number
  /** Those that belong to the answer itself, names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly storedAt: Instant
}

/** That a request was carried out whose answer is not kept, being somebody's: its repetition is carried out anew. */
export type StoredMark = Pick<StoredAnswer, 'bodyHmac' | 'storedAt'>

/** How long an answer is replayed, from when it was stored (`architecture.md`, the write side). */
export const answersLast = hours(24)

/**
 * First answers by the HMAC of principal, route and key. A cache: what was recorded is found in the log itself when an
 * answer is lost. Answers that show a secret are never put here.
 */
export interface Answers {
  /** Keeps an answer, unless a younger than `answersLast` stands under the key: the first one stays. */
  readonly put: (keyHmac: string, answer: StoredAnswer) => Promise<void>
  /** Keeps what tells another body under the key, and nothing of the answer; the first one stays, as with `put`. */
  readonly mark: (keyHmac: string, mark: StoredMark) => Promise<void>
  /** What is kept under a key; `null` when there is nothing, or it is older than `answersLast` at `now`. */
  readonly find: (keyHmac: string, now: Instant) => Promise<StoredAnswer | StoredMark | null>
  /** Removes what `find` would not give any more at `now`; answers how many. */
  readonly sweep: (now: Instant) => Promise<number>
}
