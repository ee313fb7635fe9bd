import type { Either } from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../../domain/decision.ts'
import type { Instant } from '../../domain/instant.ts'

/**
 * Who asks for a message. `owner`: whoever has proven already to be the receiver, by a password or by the other factor.
 * `anyone`: all others, also one who is in and gives a number or an address that is not proven to be theirs.
 */
export const messageAskers = ['owner', 'anyone'] as const
export type MessageAsker = (typeof messageAskers)[number]

/** Whom a message is counted for. */
export interface MessageAsked {
  readonly asker: MessageAsker
  /** E.164, or an e-mail address. */
  readonly to: string
  /** Of whoever asks; `null` for what the system sends by itself. */
  readonly ip: string | null
}

/** How many codes and letters may be asked for (`security.md`, SMS spending). */
export interface MessageLimits {
  /** Counts one more, durably, in all its counters or in none. Refused: TooManyMessages, with when to come again. */
  readonly take: (asked: MessageAsked, now: Instant) => Promise<Either<RefusalOf<'TooManyMessages'>, void>>
}

/** What was asked for, by counter; a counter's name tells nothing of whom it counts. Durable. */
export interface MessageCounts {
  /** When the `nth` newest of a counter was counted, from 1; `null` when there are fewer. */
  readonly newest: (counter: string, nth: number) => Instant | null
  /** Counts one more in each, all or none. */
  readonly add: (counters: readonly string[], at: Instant) => Promise<void>
  /** How many of a counter came after `since`. */
  readonly countedSince: (counter: string, since: Instant) => number
  /** Forgets what came before `until`; answers how many. */
  readonly sweep: (until: Instant) => Promise<number>
}
