import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type Challenge, challenge, mostFailures } from '../../domain/challenge/challenge.ts'
import { type RefusalOf, refuse } from '../../domain/decision.ts'
import { confirmEmailChange, requestEmailChange } from '../../domain/profile/contact.ts'
import { emailOf } from '../../domain/profile/email.ts'
import type { ProfileRefusal, RegisteredProfile } from '../../domain/profile/profile.ts'
import type { Challenges, CodeRefusal, LinkFollowed } from '../challenges/challenges.ts'
import type { ProfileClaims } from '../claims/profile-claims.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Ids } from '../ports/ids.ts'
import type { ClaimedChangeRefusal, ClaimedChanges } from './claimed-change.ts'
import {
  changeProfile,
  type ProfileChange,
  type ProfileOrder,
  type SeenProfile,
  seeProfile,
} from './profile-order.ts'

export type EmailRequestRefusal = RefusalOf<CodeRefusal['code'] | ProfileRefusal>
export type EmailConfirmationRefusal = RefusalOf<ClaimedChangeRefusal['code'] | 'ChallengeNotPassed'>

/** The change of a Profile's e-mail: the present address stays until the link sent to the new one is followed. */
export interface EmailChange {
  /**
   * Sends the letter to the new address; the same address again sends it again. The present address takes back what was
   * asked before. An address that is another Profile's is answered alike (`security.md`, enumeration): its link can never
   * be passed. Refused: EmailInvalid, ResendTooSoon, TooManyMessages, ProofUsed when
   * the password was replaced meanwhile.
   */
  readonly request: (order: ProfileOrder, email: string) => TaskEither<EmailRequestRefusal, ProfileChange>
  /**
   * What the letter's link leads to; the link itself has been followed (`Challenges.follow`), in whatever browser. Asked
   * again it changes nothing. Refused: EmailChangeNotPending, ValueTaken, ChallengeNotPassed.
   */
  readonly confirm: (
    link: Pick<LinkFollowed, 'flowId' | 'profileId'>,
    circumstances: Circumstances,
  ) => TaskEither<EmailConfirmationRefusal, ProfileChange>
}

interface Parts {
  readonly handler: CommandHandler
  readonly challenges: Challenges
  readonly claims: Pick<ProfileClaims, 'isAnothers'>
  readonly changes: ClaimedChanges
  readonly ids: Pick<Ids, 'uuid' | 'named'>
}

const canGoOn = (present: Challenge): present is Challenge & { status: 'open' | 'expired' } =>
  (present.status === 'open' || present.status === 'expired') && present.failures < mostFailures

export const emailChange = ({ handler, challenges, claims, changes, ids }: Parts): EmailChange => {
  const see = seeProfile(handler)
  const change = changeProfile(handler)

  /** A flow of its own for every change; a repeated request finds the one that it began. */
  const newFlow = ({ profileId, circumstances: { idempotency } }: ProfileOrder): string =>
    idempotency === null ? ids.uuid() : ids.named('emailChange', profileId, idempotency.key)

  /** The flow whose letter has been sent to this very address already, if it can go on. */
  const flowUnderWay = async (
    { pendingEmail }: RegisteredProfile,
    email: string,
  ): Promise<E.Either<RefusalOf<'StoreUnavailable'>, string | null>> => {
    if (pendingEmail === null || pendingEmail.email !== email) return E.right(null)
    const loaded = await handler.load(challenge, pendingEmail.challengeId)()
    if (E.isLeft(loaded)) return loaded
    const { state } = loaded.right
    return E.right(canGoOn(state) ? state.flowId : null)
  }

  /** Has the letter sent; answers the challenge that its link passes. */
  const sendLetter = async (
    order: ProfileOrder,
    state: RegisteredProfile,
    email: string,
  ): Promise<E.Either<CodeRefusal, string>> => {
    const { profileId, circumstances } = order
    const underWay = await flowUnderWay(state, email)
    if (E.isLeft(underWay)) return underWay
    const anothers = await claims.isAnothers({ kind: 'email', email }, profileId)()
    if (E.isLeft(anothers)) return anothers
    const flowId = underWay.right ?? newFlow(order)
    const asked = {
      ...({ purpose: 'emailChange', via: 'mail', flowId, profileId, to: email } as const),
      decoy: anothers.right,
    }
    const issued = await challenges.issue(asked, circumstances)()
    const isBegun = E.isLeft(issued) && issued.left.code === 'ResendTooSoon' && underWay.right === null
    // The letter went before a crash; what is missing is only that the Profile says so.
    return isBegun
      ? E.right(challenges.idOf('emailChange', flowId))
      : E.map(({ challengeId }: { readonly challengeId: string }) => challengeId)(issued)
  }

  const requestOf = async (
    order: ProfileOrder,
    { state, unchanged }: SeenProfile,
    email: string,
  ): Promise<E.Either<EmailRequestRefusal, ProfileChange>> => {
    if (unchanged.replayed) return E.right(unchanged)
    const { passwordSince, pendingEmail } = state
    const underWay = pendingEmail?.challengeId ?? ''
    if (email === state.email) return change(order, requestEmailChange(passwordSince, email, underWay))()
    const challengeId = await sendLetter(order, state, email)
    if (E.isLeft(challengeId)) return challengeId
    return change(order, requestEmailChange(passwordSince, email, challengeId.right))()
  }

  return {
    request: (order, written) => async () => {
      const email = emailOf(written)
      if (email === null) return refuse('EmailInvalid')
      const seen = await see(order)()
      return E.isLeft(seen) ? seen : requestOf(order, seen.right, email)
    },

    confirm:
      ({ flowId, profileId }, circumstances) =>
      () =>
        changes.inTurn(profileId, async () => {
          const proof = await challenges.proof('emailChange', flowId, profileId)()
          if (E.isLeft(proof)) return proof
          const { to: email } = proof.right
          if (typeof email !== 'string') return refuse('ProofMismatch')
          const order = { profileId, circumstances: { ...circumstances, idempotency: null } }
          return changes.commit(order, { kind: 'email', email }, confirmEmailChange(proof.right))()
        }),
  }
}
