import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { RefusalOf } from '../../domain/decision.ts'
import {
  type Profile,
  type ProfileDecision,
  type ProfileRefusal,
  profile,
} from '../../domain/profile/profile.ts'
import type { Sealed } from '../../domain/sealed.ts'
import { hasValue } from '../claims/has-value.ts'
import type { ClaimOrder, ClaimsRefusal, ProfileClaims, UniqueValue } from '../claims/profile-claims.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import { streamTurns } from '../commands/stream-turns.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { WriteRefusal } from '../refusal.ts'
import { changeProfile, type ProfileChange, type ProfileOrder } from './profile-order.ts'

export type ClaimedChangeRefusal = RefusalOf<ProfileRefusal | WriteRefusal | 'ValueTaken'>

/**
 * Phones and e-mails of Profiles as they change hands: the order of `architecture.md` (claim made firm, Profile, claim
 * confirmed, the old one released), and what brings claims in line with the Profile after a crash.
 */
export interface ClaimedChanges {
  /** One at a time for each Profile: a reaction that heals does not meddle with a request that is on its way. */
  readonly inTurn: <T>(profileId: string, work: () => Promise<T>) => Promise<T>
  /**
   * Records a change to a value that was just proven; to be called in turn. Reserved and made firm in one, since here
   * nothing lies between. Refused: ValueTaken, and what the decision refuses; then nothing stays held.
   */
  readonly commit: (
    order: ProfileOrder,
    value: UniqueValue,
    decide: ProfileDecision,
  ) => TaskEither<ClaimedChangeRefusal, ProfileChange>
  /** Brings the claim on a value in line with what the Profile's stream says: confirmed, or let go. */
  readonly settle: (claimOrder: ClaimOrder) => TaskEither<ClaimsRefusal, void>
}

interface Parts {
  readonly handler: CommandHandler
  readonly claims: ProfileClaims
}

const presentOf = (state: Profile, kind: UniqueValue['kind']): UniqueValue | null => {
  if (state.status === 'absent' || state.status === 'erased') return null
  const present: Sealed<string> = kind === 'phone' ? state.phone : state.email
  if (typeof present !== 'string') return null
  return kind === 'phone' ? { kind, phone: present } : { kind, email: present }
}

export const claimedChanges = ({ handler, claims }: Parts): ClaimedChanges => {
  const turns = streamTurns()
  const change = changeProfile(handler)

  const claimOf = (
    { profileId, circumstances }: { readonly profileId: string; readonly circumstances: Circumstances },
    value: UniqueValue,
  ): ClaimOrder => ({ value, owner: profileId, circumstances })

  const settle = async (order: ClaimOrder): Promise<E.Either<ClaimsRefusal, void>> => {
    const loaded = await handler.load(profile, order.owner)()
    if (E.isLeft(loaded)) return loaded
    if (!hasValue(loaded.right.state, order.value)) return claims.release(order)()
    const held = await claims.hold(order, null)()
    return E.isLeft(held) ? held : claims.confirm(order)()
  }

  /** What is not settled here is settled by the reaction; a change that is recorded has been made. */
  const settleAll = async (order: ProfileOrder, values: readonly (UniqueValue | null)[]): Promise<void> => {
    for (const value of values) if (value !== null) await settle(claimOf(order, value))
  }

  const commit = async (
    order: ProfileOrder,
    value: UniqueValue,
    decide: ProfileDecision,
  ): Promise<E.Either<ClaimedChangeRefusal, ProfileChange>> => {
    const before = await handler.load(profile, order.profileId)()
    if (E.isLeft(before)) return before
    const wouldBe = decide(before.right.state)
    if (E.isRight(wouldBe) && wouldBe.right.length > 0) {
      const held = await claims.hold(claimOf(order, value), null)()
      if (E.isLeft(held)) return held
    }
    const done = await change(order, decide)()
    // After an unknown outcome nobody can say whose the value is: the reaction to what was proven finds out.
    if (E.isLeft(done) && done.left.code === 'StoreUnavailable') return done
    await settleAll(order, [value, presentOf(before.right.state, value.kind)])
    return done
  }

  return {
    inTurn: turns.inTurn,

    commit: (order, value, decide) => () => commit(order, value, decide),

    settle: (order) => () => settle(order),
  }
}
