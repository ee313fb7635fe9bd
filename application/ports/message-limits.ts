import type { Either } from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../../domain/decision.ts'
import type { Instant } from '../../domain/instant.ts'

/** Whom a message is counted for. */
export interface MessageAsked {
  /** E.164, or an e-mail address. */
  readonly to: string
  /** Of whoever asks; `null` for what the system sends by itself. */
  readonly ip: string | null
}

/**
 * How many codes and letters may be asked for (`security.md`, SMS spending): 5 an hour and 10 in the last 24 hours to
 * one number or address, 20 an hour from one address block, and a ceiling over all that alarms.
 */
export interface MessageLimits {
  /** Counts one more, durably, in all its counters or in none. Refused: TooManyMessages, with when to come again. */
  readonly take: (asked: MessageAsked, now: Instant) => Promise<Either<RefusalOf<'TooManyMessages'>, void>>
  /** Forgets what counts no more at `now`; answers how many. */
  readonly sweep: (now: Instant) => Promise<number>
}
