import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type RefusalOf, refuse } from '../../domain/decision.ts'
import { acceptOffer } from '../../domain/profile/life.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Clock } from '../ports/clock.ts'
import {
  changeProfile,
  type ProfileChange,
  type ProfileChangeRefusal,
  type ProfileOrder,
  seeProfile,
} from './profile-order.ts'

/**
 * Accepts the offer in the version that is in force (M5), at the sign-in after it was replaced. Accepted before it
 * changes nothing. Refused: OfferNotAccepted for another version, one replaced meanwhile among them.
 */
export type AcceptPresentOffer = (
  order: ProfileOrder,
  version: string,
) => TaskEither<RefusalOf<ProfileChangeRefusal['code'] | 'OfferNotAccepted'>, ProfileChange>

interface Parts {
  readonly handler: CommandHandler
  readonly clock: Clock
  /** Version of the offer that is in force. */
  readonly presentOffer: () => string
}

export const acceptPresentOffer = ({ handler, clock, presentOffer }: Parts): AcceptPresentOffer => {
  const see = seeProfile(handler)
  const change = changeProfile(handler)
  return (order, version) => async () => {
    const seen = await see(order)()
    if (E.isLeft(seen)) return seen
    const { unchanged } = seen.right
    if (unchanged.replayed) return E.right(unchanged)
    return version === presentOffer()
      ? change(order, acceptOffer(version, clock.now()))()
      : refuse('OfferNotAccepted')
  }
}
