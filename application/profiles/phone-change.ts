import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { IssuedChallenge } from '../../domain/challenge/challenge.ts'
import type { Proof } from '../../domain/challenge/proof.ts'
import { type RefusalOf, refuse } from '../../domain/decision.ts'
import { changePhone } from '../../domain/profile/contact.ts'
import { phoneOf } from '../../domain/profile/phone.ts'
import type { ProfileRefusal, RegisteredProfile } from '../../domain/profile/profile.ts'
import type { Challenges, CodeRefusal } from '../challenges/challenges.ts'
import type { ProfileClaims } from '../claims/profile-claims.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { ClaimedChangeRefusal, ClaimedChanges } from './claimed-change.ts'
import { type ProfileChange, type ProfileOrder, type SeenProfile, seeProfile } from './profile-order.ts'

export type PhoneRequestRefusal = RefusalOf<CodeRefusal['code'] | ProfileRefusal | 'PhoneInvalid'>
export type PhoneConfirmationRefusal = RefusalOf<PhoneRequestRefusal['code'] | ClaimedChangeRefusal['code']>

/** In which session the phone is changed: its code is good in no other. */
export interface PhoneOrder extends ProfileOrder {
  readonly sessionId: string
}

export interface PhoneRequested {
  /** The number as it was understood, E.164. */
  readonly phone: string
  readonly unchanged: ProfileChange
  /** The code that was sent; `null` when the phone is the Profile's already. */
  readonly sent: IssuedChallenge | null
}

/** The change of a Profile's phone, with a code sent to the new number. */
export interface PhoneChange {
  /**
   * Sends a code to the new number. One that is another Profile's is answered alike (`security.md`, enumeration): no code
   * is ever right there. Refused: PhoneInvalid, ResendTooSoon, ChallengeBurned, TooManyMessages.
   */
  readonly request: (order: PhoneOrder, phone: string) => TaskEither<PhoneRequestRefusal, PhoneRequested>
  /**
   * Takes the code and changes the phone. Refused: PhoneInvalid, CodeWrong, ChallengeNotFound, ChallengeBurned,
   * ChallengeExpired, ChallengeSuperseded, ValueTaken, ProofUsed when the password was replaced meanwhile.
   */
  readonly confirm: (
    order: PhoneOrder,
    given: { readonly phone: string; readonly code: string },
  ) => TaskEither<PhoneConfirmationRefusal, ProfileChange>
  /** Finishes what a crash left between the code and the change. Refused: as `confirm`, and ChallengeNotPassed. */
  readonly finish: (
    passed: { readonly flowId: string; readonly profileId: string },
    circumstances: Circumstances,
  ) => TaskEither<RefusalOf<PhoneConfirmationRefusal['code'] | 'ChallengeNotPassed'>, ProfileChange>
}

interface Parts {
  readonly handler: CommandHandler
  readonly challenges: Challenges
  readonly claims: Pick<ProfileClaims, 'isAnothers'>
  readonly changes: ClaimedChanges
  readonly fingerprints: Fingerprints
}

export const phoneChange = ({ handler, challenges, claims, changes, fingerprints }: Parts): PhoneChange => {
  const see = seeProfile(handler)

  /**
   * Named by all that it is about, so that nothing has to be stored: another session, another number, a phone or a password
   * changed meanwhile is another flow. A fingerprint, because flows stand in the log in the open.
   */
  const flowOf = ({ sessionId, profileId }: PhoneOrder, seen: RegisteredProfile, phone: string) => {
    const since = [seen.phoneSince, seen.passwordSince].map(String)
    return fingerprints.of('flow', 'phoneChange', sessionId, profileId, phone, ...since)
  }

  const commit = (order: ProfileOrder, proof: Proof<'phoneChange'>) => {
    const { to: phone } = proof
    if (typeof phone !== 'string') return async () => refuse('ProofMismatch')
    return changes.commit(order, { kind: 'phone', phone }, changePhone(proof))
  }

  const confirmIn = async (
    order: PhoneOrder,
    { state, unchanged }: SeenProfile,
    phone: string,
    code: string,
  ): Promise<E.Either<PhoneConfirmationRefusal, ProfileChange>> => {
    // A repeated request, or the number that the Profile has: nothing is to be changed, nothing can be guessed.
    if (unchanged.replayed || state.phone === phone) return E.right(unchanged)
    const { profileId, circumstances } = order
    const flowId = flowOf(order, state, phone)
    const proof = await challenges.pass({ purpose: 'phoneChange', flowId, profileId, code }, circumstances)()
    if (E.isLeft(proof)) return proof
    // If-Match has been looked at; refused as stale from here on, it would be finished by the reaction all the same.
    return commit({ profileId, circumstances }, proof.right)()
  }

  return {
    request: (order, written) => async () => {
      const phone = phoneOf(written)
      if (phone === null) return refuse('PhoneInvalid')
      const seen = await see(order)()
      if (E.isLeft(seen)) return seen
      const { state, unchanged } = seen.right
      if (state.phone === phone) return E.right({ phone, unchanged, sent: null })
      const { profileId, circumstances } = order
      const anothers = await claims.isAnothers({ kind: 'phone', phone }, profileId)()
      if (E.isLeft(anothers)) return anothers
      const flowId = flowOf(order, state, phone)
      const issued = await challenges.issue(
        { purpose: 'phoneChange', via: 'sms', flowId, profileId, to: phone, decoy: anothers.right },
        circumstances,
      )()
      return E.map(({ challenge }: { readonly challenge: IssuedChallenge }) => ({
        phone,
        unchanged,
        sent: challenge,
      }))(issued)
    },

    confirm: (order, given) => async () => {
      const phone = phoneOf(given.phone)
      if (phone === null) return refuse('PhoneInvalid')
      return changes.inTurn(order.profileId, async () => {
        const seen = await see(order)()
        return E.isLeft(seen) ? seen : confirmIn(order, seen.right, phone, given.code)
      })
    },

    finish:
      ({ flowId, profileId }, circumstances) =>
      () =>
        changes.inTurn(profileId, async () => {
          const proof = await challenges.proof('phoneChange', flowId, profileId)()
          if (E.isLeft(proof)) return proof
          return commit({ profileId, circumstances: { ...circumstances, idempotency: null } }, proof.right)()
        }),
  }
}
