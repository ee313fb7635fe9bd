import type { FastifyBaseLogger } from 'fastify'
import type { Cabinet } from '../application/cabinet.ts'
import type { Door } from './authenticate.ts'
import type { RatesPerMinute } from './rate-limits.ts'
import type { InboxItem } from './schemas/inbox.ts'

/** Bounds on requests; the defaults are generous. */
export interface Bounds {
  readonly rates: RatesPerMinute
  /** Bytes of a JSON body. Streams (CSV, NDJSON) are bounded by line instead. */
  readonly largestBody: number
  /** Bytes of all headers together. */
  readonly largestHeaders: number
  /** Milliseconds for a whole request to arrive; 0 for no limit. An import is read as fast as it is carried out. */
  readonly requestTimeout: number
  /** Milliseconds of mean delay of the event loop beyond which requests are refused (503). */
  readonly longestDelay: number
  /** Milliseconds that a stop leaves to what is in flight, before the connections left over are cut off. */
  readonly stopPatience: number
}

export interface AppOptions {
  readonly cabinet: Cabinet
  readonly door: Door
  readonly mode: 'development' | 'production'
  /** Where browsers reach the cabinet: https, or plain http on loopback. */
  readonly publicUrl: URL
  /** Addresses or networks whose X-Forwarded-For counts; none: the peer's address does. */
  readonly trustedProxies: readonly string[]
  readonly log: FastifyBaseLogger
  /** Tells a store that cannot be read or written, as on a full disk (503), from a fault of ours (500). */
  readonly isStorageTrouble?: (thrown: unknown) => boolean
  /** Development's messages, newest first. Without it, and in production, `/dev/inbox` does not exist. */
  readonly inbox?: () => readonly InboxItem[]
  readonly bounds?: Partial<Omit<Bounds, 'rates'>> & { readonly rates?: Partial<RatesPerMinute> }
}
