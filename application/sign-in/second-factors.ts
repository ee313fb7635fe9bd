import * as E from 'fp-ts/lib/Either.js'
import type { Proof } from '../../domain/challenge/proof.ts'
import type { SecondFactorMethod } from '../../domain/profile/events.ts'
import { failuresThatBlock } from '../../domain/profile/password.ts'
import type { RegisteredProfile, SecondFactor } from '../../domain/profile/profile.ts'
import { profile } from '../../domain/profile/profile.ts'
import { spendRecoveryCode } from '../../domain/profile/second-factor.ts'
import { nobodyGuessedAt } from '../../domain/sign-in-failures/sign-in-failures.ts'
import type { Challenges, CodeRefusal, Issued } from '../challenges/challenges.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Clock } from '../ports/clock.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { AuthenticatorVault, RecoveryCodeVault } from '../ports/second-factors.ts'
import type { Guesses, GuessRefusal, Looked } from './guesses.ts'
import type { ProfilePasswords } from './profile-credentials.ts'

export interface SecondFactorsParts {
  readonly handler: CommandHandler
  readonly challenges: Challenges
  readonly authenticators: AuthenticatorVault
  readonly recoveryCodes: RecoveryCodeVault
  readonly passwords: Pick<ProfilePasswords, 'block'>
  readonly guesses: Guesses
  readonly fingerprints: Fingerprints
  readonly clock: Clock
}

/** For what a second factor is given, and in which flow. */
export interface FactorFlow<Purpose extends 'signIn' | 'stepUp'> {
  readonly purpose: Purpose
  readonly flowId: string
  readonly profileId: string
  readonly owner: RegisteredProfile
  readonly method: SecondFactorMethod
}

export type FactorRefusal = CodeRefusal | GuessRefusal

type Answer<A> = Promise<E.Either<FactorRefusal, A>>

/**
 * The second factor of a Profile: a code of an SMS, of an authenticator, or a recovery code (M7). Wrong ones count
 * over all flows under the Profile's own throttle, beside the five of each challenge: an authenticator sends nothing
 * that would be limited.
 */
export interface SecondFactors {
  /** Begins a flow: the SMS leaves, or the authenticator is waited for. */
  readonly ask: (flow: FactorFlow<'signIn' | 'stepUp'>, circumstances: Circumstances) => Answer<Issued>
  /** Refused: CodeWrong, ChallengeBurned, ChallengeExpired, TooManyAttempts. */
  readonly pass: <Purpose extends 'signIn' | 'stepUp'>(
    flow: FactorFlow<Purpose>,
    code: string,
    circumstances: Circumstances,
  ) => Answer<Proof<Purpose>>
}

type Totp = SecondFactor & { readonly method: 'totp' }

const ofAuthenticator = /^\s*\d{3}\s?\d{3}\s*$/

export const secondFactors = (parts: SecondFactorsParts): SecondFactors => {
  const { handler, challenges, authenticators, recoveryCodes, passwords, guesses, fingerprints, clock } =
    parts

  const ask: SecondFactors['ask'] = ({ purpose, flowId, profileId, owner, method }, circumstances) => {
    const bySms = method === 'sms'
    const to = bySms && typeof owner.phone === 'string' ? owner.phone : null
    const via = bySms ? 'sms' : 'authenticator'
    return challenges.issue({ purpose, via, flowId, profileId, to, decoy: false }, circumstances)()
  }

  /** Spends it before the sign-in goes on: one that is used twice is used for one of the two. */
  const isRecoveryCode = async (
    profileId: string,
    factor: Totp,
    code: string,
    circumstances: Circumstances,
  ): Answer<boolean> => {
    const ref = factor.recoveryCodes?.ref
    const slot = ref === undefined ? null : await recoveryCodes.slotOf(ref, code)
    if (ref === undefined || slot === null) return E.right(false)
    const spent = await handler.execute({
      aggregate: profile,
      id: profileId,
      owner: `profile-${profileId}`,
      decide: spendRecoveryCode(ref, slot),
      circumstances: { ...circumstances, idempotency: null },
    })()
    if (E.isRight(spent)) return E.right(true)
    return spent.left.code === 'StoreUnavailable'
      ? E.left({ code: 'StoreUnavailable', retryAfter: 2 })
      : E.right(false)
  }

  const byAuthenticator = async <Purpose extends 'signIn' | 'stepUp'>(
    flow: FactorFlow<Purpose>,
    factor: Totp,
    code: string,
    circumstances: Circumstances,
  ): Answer<Proof<Purpose>> => {
    const { purpose, flowId, profileId } = flow
    // Asked first: where no try is left, no code is looked at and none spent. An issue lasts 5 minutes.
    const asked = await ask(flow, circumstances)
    if (E.isLeft(asked) && asked.left.code !== 'ChallengeAlreadyPassed') return asked
    const isRight = ofAuthenticator.test(code)
      ? E.right(await authenticators.check(factor.totpRef, code.replace(/\s/g, ''), clock.now()))
      : await isRecoveryCode(profileId, factor, code, circumstances)
    if (E.isLeft(isRight)) return isRight
    return challenges.passAs({ purpose, flowId, profileId, isRight: isRight.right }, circumstances)()
  }

  const compare = async <Purpose extends 'signIn' | 'stepUp'>(
    flow: FactorFlow<Purpose>,
    code: string,
    circumstances: Circumstances,
  ): Answer<Proof<Purpose>> => {
    const { purpose, flowId, profileId, method, owner } = flow
    if (method === 'sms') return challenges.pass({ purpose, flowId, profileId, code }, circumstances)()
    return owner.twoFactor?.method === 'totp'
      ? byAuthenticator(flow, owner.twoFactor, code, circumstances)
      : // It was switched over since: this flow has no way to go on.
        E.left({ code: 'ChallengeExpired' })
  }

  return {
    ask,

    pass: async (flow, code, circumstances) => {
      const { profileId, owner } = flow
      const known = {
        guessedAt: { ...nobodyGuessedAt, profileId },
        counts: true,
        actor: { type: 'profile', id: profileId },
      } as const
      const look = async (): Answer<Looked<Proof<typeof flow.purpose>>> => {
        const passed = await compare(flow, code, circumstances)
        if (E.isRight(passed)) return E.right({ ...known, proven: passed.right })
        return passed.left.code === 'CodeWrong' ? E.right({ ...known, proven: null }) : passed
      }
      const subject = fingerprints.of('signInFailures', 'secondFactor', profileId)
      const guessed = await guesses.attempt({ subject, since: owner.passwordSince, circumstances, look })
      if (E.isLeft(guessed)) return guessed
      const { proven, failures } = guessed.right
      if (proven !== null) return E.right(proven)
      if (failures >= failuresThatBlock) await passwords.block(profileId, failures, circumstances)
      return E.left({ code: 'CodeWrong' })
    },
  }
}
