import * as E from 'fp-ts/lib/Either.js'
import { type RefusalOf, secondsUntil } from '../../domain/decision.ts'
import { hours } from '../../domain/instant.ts'
import { streamTurns } from '../commands/stream-turns.ts'
import type { Clock } from '../ports/clock.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { MessageCounts } from '../ports/message-limits.ts'

/** Each leaves a secret in the vault and a challenge in the log, for good or for an hour. */
export const setupsAnHour = 10

/**
 * How many authenticators a Profile may begin to set up within an hour, whatever the session. Refused: TooManySetups,
 * with when to come again.
 */
export interface SetupAllowance {
  readonly take: (profileId: string) => Promise<E.Either<RefusalOf<'TooManySetups'>, void>>
}

interface Parts {
  readonly counts: Pick<MessageCounts, 'newest' | 'add'>
  readonly fingerprints: Fingerprints
  readonly clock: Clock
}

export const setupAllowance = ({ counts, fingerprints, clock }: Parts): SetupAllowance => {
  const turns = streamTurns()
  return {
    // One at a time: whoever looks sees all that were counted before.
    take: (profileId) =>
      turns.inTurn(profileId, async () => {
        const counter = fingerprints.of('messages', 'authenticatorSetup', profileId)
        const now = clock.now()
        const oldest = counts.newest(counter, setupsAnHour)
        const again = oldest === null ? now : oldest + hours(1)
        if (again > now) return E.left({ code: 'TooManySetups', retryAfter: secondsUntil(again, now) })
        await counts.add([counter], now)
        return E.right(undefined)
      }),
  }
}
