import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { isSetupOpen } from '../../domain/authenticator-setup.ts'
import { challenge } from '../../domain/challenge/challenge.ts'
import type { Proof } from '../../domain/challenge/proof.ts'
import { type RefusalOf, refuse } from '../../domain/decision.ts'
import type { Instant } from '../../domain/instant.ts'
import type { ProfileDecision, ProfileRefusal, RegisteredProfile } from '../../domain/profile/profile.ts'
import {
  disableTwoFactor,
  enableAuthenticator,
  enableSmsFactor,
  issueRecoveryCodes,
} from '../../domain/profile/second-factor.ts'
import type { Challenges, CodeRefusal } from '../challenges/challenges.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Clock } from '../ports/clock.ts'
import type {
  AuthenticatorVault,
  NewAuthenticatorSecret,
  NewRecoveryCodes,
  RecoveryCodeVault,
} from '../ports/second-factors.ts'
import type { SecretRef, SecretVault } from '../ports/vault.ts'
import {
  changeProfile,
  type ProfileChange,
  type ProfileChangeRefusal,
  type ProfileOrder,
  seeProfile,
} from './profile-order.ts'
import { putUntilNamed } from './put-until-named.ts'
import type { SetupAllowance } from './setup-allowance.ts'

export type TwoFactorRefusal = RefusalOf<CodeRefusal['code'] | ProfileRefusal | 'TooManySetups'>

/** A change, and the codes that are shown this once; `null` when it made none. */
export interface WithRecoveryCodes {
  readonly change: ProfileChange
  readonly codes: readonly string[] | null
}

export interface AuthenticatorCode {
  /** The secret's reference, as `beginAuthenticator` gave it. */
  readonly setupId: SecretRef
  /** What the app shows. */
  readonly code: string
}

/**
 * Second factors of a Profile (M7, and `security.md`). Secrets that are no longer named are destroyed by a reaction. Every
 * change is refused as ProofUsed when the password was replaced while it was on its way.
 */
export interface TwoFactor {
  /** Codes by SMS to the Profile's phone from now on (M7); an authenticator is let go. */
  readonly useSms: (order: ProfileOrder) => TaskEither<ProfileChangeRefusal, ProfileChange>
  /** A password is enough again. */
  readonly switchOff: (order: ProfileOrder) => TaskEither<ProfileChangeRefusal, ProfileChange>
  /**
   * Makes an authenticator's secret, shown this once; it counts for nothing until a code of it was given. Refused:
   * TooManySetups.
   */
  readonly beginAuthenticator: (order: ProfileOrder) => TaskEither<TwoFactorRefusal, NewAuthenticatorSecret>
  /**
   * The app shows the right codes: they are asked for from now on. Answers new recovery codes; asked again for the same
   * secret it answers none, since they are shown once. Refused: ChallengeNotFound for a setup of somebody else's or none,
   * CodeWrong, ChallengeBurned, ChallengeExpired, ProofTooOld where the right code was given too long ago.
   */
  readonly enableAuthenticator: (
    order: ProfileOrder,
    given: AuthenticatorCode,
  ) => TaskEither<TwoFactorRefusal, WithRecoveryCodes>
  /** New recovery codes in place of those before. Refused: TwoFactorOff without an authenticator. */
  readonly renewRecoveryCodes: (order: ProfileOrder) => TaskEither<ProfileChangeRefusal, WithRecoveryCodes>
}

interface Parts {
  readonly handler: CommandHandler
  readonly challenges: Challenges
  readonly authenticators: AuthenticatorVault
  readonly recoveryCodes: RecoveryCodeVault
  readonly setups: SetupAllowance
  readonly secrets: Pick<SecretVault, 'destroy'>
  readonly clock: Clock
}

/** What the app shows the person beside the codes. */
const labelOf = ({ email, phone }: RegisteredProfile): string => {
  if (typeof email === 'string') return email
  return typeof phone === 'string' ? phone : ''
}

const isInForce = ({ twoFactor }: RegisteredProfile, ref: SecretRef): boolean =>
  twoFactor?.method === 'totp' && twoFactor.totpRef === ref

export const twoFactor = (parts: Parts): TwoFactor => {
  const { handler, challenges, authenticators, recoveryCodes, setups, secrets, clock } = parts
  const see = seeProfile(handler)
  const change = changeProfile(handler)

  /** The proof that the app shows this secret's codes; of the Profile's own setup only. */
  const proofOfSetup = async (
    { profileId, circumstances }: ProfileOrder,
    { setupId, code }: AuthenticatorCode,
  ): Promise<E.Either<TwoFactorRefusal, Proof<'totpSetup'>>> => {
    const setup = await handler.load(challenge, challenges.idOf('totpSetup', setupId))()
    if (E.isLeft(setup)) return setup
    const { state } = setup.right
    // Looked at before the code is: each of an authenticator's codes is accepted once.
    if (state.status === 'absent' || state.profileId !== profileId) return refuse('ChallengeNotFound')
    const isRight = state.status !== 'passed' && (await authenticators.check(setupId, code, clock.now()))
    return challenges.passAs({ purpose: 'totpSetup', flowId: setupId, profileId, isRight }, circumstances)()
  }

  /** A code that was right once proves nothing of a secret that the sweep has taken since, or may take any moment. */
  const stillThere = async (setupId: SecretRef): Promise<E.Either<TwoFactorRefusal, void>> => {
    const begunAt = await authenticators.begunAt(setupId)
    return isSetupOpen(begunAt, clock.now()) ? E.right(undefined) : refuse('ProofTooOld')
  }

  /** Changes what was seen, unless another password came since. */
  const changeSeen =
    (order: ProfileOrder, decide: (passwordSince: Instant) => ProfileDecision) =>
    async (): Promise<E.Either<ProfileChangeRefusal, ProfileChange>> => {
      const seen = await see(order)()
      return E.isLeft(seen) ? seen : change(order, decide(seen.right.state.passwordSince))()
    }

  /** Puts new codes, records what names them, and shows them if it did. */
  const withNewCodes = async (
    order: ProfileOrder,
    decide: (made: { readonly recoveryCodesRef: SecretRef; readonly count: number }) => ProfileDecision,
  ): Promise<E.Either<ProfileChangeRefusal, WithRecoveryCodes>> => {
    const { ref, codes }: NewRecoveryCodes = await recoveryCodes.issue(`profile-${order.profileId}`)
    const decision = decide({ recoveryCodesRef: ref, count: codes.length })
    const done = await putUntilNamed(secrets, ref, change(order, decision))
    return E.map((made: ProfileChange) => ({ change: made, codes: made.recorded.length > 0 ? codes : null }))(
      done,
    )
  }

  return {
    useSms: (order) => changeSeen(order, enableSmsFactor),
    switchOff: (order) => changeSeen(order, disableTwoFactor),

    beginAuthenticator: (order) => async () => {
      const seen = await see(order)()
      if (E.isLeft(seen)) return seen
      const { profileId, circumstances } = order
      const allowed = await setups.take(profileId)
      if (E.isLeft(allowed)) return allowed
      const made = await authenticators.begin(`profile-${profileId}`, labelOf(seen.right.state))
      const asked = { purpose: 'totpSetup', via: 'authenticator', flowId: made.ref, profileId } as const
      const issued = await challenges.issue({ ...asked, to: null, decoy: false }, circumstances)()
      return E.map(() => made)(issued)
    },

    enableAuthenticator: (order, given) => async () => {
      const seen = await see(order)()
      if (E.isLeft(seen)) return seen
      const { state, unchanged } = seen.right
      if (isInForce(state, given.setupId)) return E.right({ change: unchanged, codes: null })
      const proof = await proofOfSetup(order, given)
      if (E.isLeft(proof)) return proof
      const totpRef = given.setupId
      const usable = await stillThere(totpRef)
      if (E.isLeft(usable)) return usable
      return withNewCodes(order, (codes) =>
        enableAuthenticator(state.passwordSince, { totpRef, ...codes, proof: proof.right }),
      )
    },

    renewRecoveryCodes: (order) => async () => {
      const seen = await see(order)()
      if (E.isLeft(seen)) return seen
      const { twoFactor: present, passwordSince } = seen.right.state
      return present?.method === 'totp'
        ? withNewCodes(order, (codes) => issueRecoveryCodes(passwordSince, codes))
        : refuse('TwoFactorOff')
    },
  }
}
