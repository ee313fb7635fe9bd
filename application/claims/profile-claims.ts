import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import {
  type Claim,
  type ClaimDecision,
  claim,
  confirm,
  type Holder,
  release,
  reserve,
  takeOver,
} from '../../domain/claim/claim.ts'
import type { RefusalOf } from '../../domain/decision.ts'
import type { Instant } from '../../domain/instant.ts'
import { uniqueEmail } from '../../domain/profile/email.ts'
import { profile } from '../../domain/profile/profile.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Clock } from '../ports/clock.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { WriteRefusal } from '../refusal.ts'
import { hasValue } from './has-value.ts'

/** What no two Profiles have. */
export type UniqueValue =
  | { readonly kind: 'phone'; readonly phone: string }
  | { readonly kind: 'email'; readonly email: string }

export type ClaimsRefusal = RefusalOf<'ValueTaken' | WriteRefusal>

/** A value, whose it is to be (a Profile's id), and the request behind it. */
export interface ClaimOrder {
  readonly value: UniqueValue
  readonly owner: string
  readonly circumstances: Circumstances
}

/** Phones and e-mails of Profiles, each the value of one. Asked, never a view: a claim is never behind. */
export interface ProfileClaims {
  /** The Profile, or Profile to be, that holds a value; `null` when nobody does, or one who is erased (M19). */
  readonly holderOf: (value: UniqueValue) => TaskEither<RefusalOf<'StoreUnavailable'>, string | null>
  /**
   * Takes a value that was just proven until `until` (`null`: for good, ADR 9), also from an unfinished registration's hold,
   * and from whoever is erased (ADR 14). Refused: ValueTaken.
   */
  readonly hold: (order: ClaimOrder, until: Instant | null) => TaskEither<ClaimsRefusal, void>
  /**
   * Makes a hold firm right before the event that it is for (ADR 9). Unlike `hold` it takes nothing back from somebody
   * who proved the value later. Refused: ValueTaken.
   */
  readonly makeFirm: (order: ClaimOrder) => TaskEither<ClaimsRefusal, void>
  /**
   * Whether a value is another Profile's. An unfinished registration's hold is none: whoever proves the value later gets
   * it. Costs the same whatever the answer.
   */
  readonly isAnothers: (
    value: UniqueValue,
    owner: string,
  ) => TaskEither<RefusalOf<'StoreUnavailable'>, boolean>
  /** Makes the hold lasting, once the owner's stream has the value. Refused: ValueTaken. */
  readonly confirm: (order: ClaimOrder) => TaskEither<ClaimsRefusal, void>
  /** Lets the owner's hold go; what is another's stays. */
  readonly release: (order: ClaimOrder) => TaskEither<ClaimsRefusal, void>
}

interface Parts {
  readonly handler: CommandHandler
  readonly fingerprints: Fingerprints
  readonly clock: Clock
}

/** An id that no Profile has. */
const nobody = 'nobody'

export const profileClaims = ({ handler, fingerprints, clock }: Parts): ProfileClaims => {
  const idOf = (value: UniqueValue): string =>
    value.kind === 'phone'
      ? `profilePhone-${fingerprints.of('claim', 'profilePhone', value.phone)}`
      : `profileEmail-${fingerprints.of('claim', 'profileEmail', uniqueEmail(value.email))}`

  const load = async (value: UniqueValue): Promise<E.Either<RefusalOf<'StoreUnavailable'>, Claim>> =>
    E.map(({ state }: { readonly state: Claim }) => state)(await handler.load(claim, idOf(value))())

  const decideOn = async (
    { value, owner, circumstances }: ClaimOrder,
    decide: ClaimDecision,
  ): Promise<E.Either<ClaimsRefusal, void>> =>
    E.map(() => undefined)(
      await handler.execute({
        aggregate: claim,
        id: idOf(value),
        owner: `profile-${owner}`,
        decide,
        circumstances: { ...circumstances, idempotency: null },
      })(),
    )

  /** What the holder's own stream says of it. */
  const holder = async (
    owner: string,
    value: UniqueValue,
  ): Promise<E.Either<RefusalOf<'StoreUnavailable'>, Required<Holder>>> => {
    const loaded = await handler.load(profile, owner)()
    if (E.isLeft(loaded)) return loaded
    const { state } = loaded.right
    return E.right({ owner, hasIt: hasValue(state, value), isGone: state.status === 'erased' })
  }

  const take = async (
    order: ClaimOrder,
    until: Instant | null,
    hasProvenIt: boolean,
  ): Promise<E.Either<ClaimsRefusal, void>> => {
    const { value, owner } = order
    const present = await load(value)
    if (E.isLeft(present)) return present
    const { right: state } = present
    if (state.status === 'free' || state.owner === owner) return decideOn(order, reserve(owner, until))
    const from = await holder(state.owner, value)
    if (E.isLeft(from)) return from
    return decideOn(order, takeOver({ owner, until, from: from.right, hasProvenIt, now: clock.now() }))
  }

  return {
    holderOf: (value) => async () => {
      const present = await load(value)
      if (E.isLeft(present)) return present
      const { right: state } = present
      // Who holds nothing is looked for as well: what is asked here must not tell by its time whether anybody does.
      const known = await holder(state.status === 'free' ? nobody : state.owner, value)
      const isHeld = state.status !== 'free'
      return E.map(({ owner, isGone }: Required<Holder>) => (isHeld && !isGone ? owner : null))(known)
    },

    hold: (order, until) => () => take(order, until, true),
    makeFirm: (order) => () => take(order, null, false),

    isAnothers: (value, owner) => async () => {
      const present = await load(value)
      if (E.isLeft(present)) return present
      const { right: state } = present
      const known = await holder(state.status === 'free' ? nobody : state.owner, value)
      return E.map((by: Required<Holder>) => by.owner !== owner && by.hasIt)(known)
    },

    confirm: (order) => () => decideOn(order, confirm(order.owner)),
    release: (order) => () => decideOn(order, release(order.owner)),
  }
}
