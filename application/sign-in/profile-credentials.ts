import * as E from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../../domain/decision.ts'
import { emailOf, uniqueEmail } from '../../domain/profile/email.ts'
import {
  acceptedPassword,
  blockSignIn,
  failuresThatBlock,
  rehashPassword,
} from '../../domain/profile/password.ts'
import { phoneOf } from '../../domain/profile/phone.ts'
import { type Profile, profile, type RegisteredProfile } from '../../domain/profile/profile.ts'
import { nobodyGuessedAt } from '../../domain/sign-in-failures/sign-in-failures.ts'
import { hasValue } from '../claims/has-value.ts'
import type { ProfileClaims, UniqueValue } from '../claims/profile-claims.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { PasswordVault } from '../ports/passwords.ts'
import type { SecretVault } from '../ports/vault.ts'
import { addressBlock } from './address-block.ts'
import type { Guess, Guesses, Looked } from './guesses.ts'
import type { ProfileCredentials } from './profile-sign-in.ts'

export interface ProvenProfile {
  readonly profileId: string
  readonly profile: RegisteredProfile
}

export type PasswordRefusal = RefusalOf<
  'CredentialsWrong' | 'TooManyAttempts' | 'HashingBusy' | 'StoreUnavailable'
>

type Answer<A> = Promise<E.Either<PasswordRefusal, A>>

/**
 * Profile passwords, compared. Counted by Profile, or by login where nobody has it: the 100th failure in a row blocks the
 * password until recovery. Whoever guesses waits by login and address block: 4 failures are free, then the wait doubles
 * from 10 s to 5 min. Known, unknown and blocked cost the same and are refused in the same words.
 */
export interface ProfilePasswords {
  /** Entry (M11): a phone or an e-mail, as the person wrote it, and the password. */
  readonly prove: (given: ProfileCredentials, circumstances: Circumstances) => Answer<ProvenProfile>
  /** The password given again by somebody who is in. */
  readonly proveAgain: (
    profileId: string,
    password: string,
    circumstances: Circumstances,
  ) => Answer<ProvenProfile>
  /** Blocks the password when so many failures call for it; fewer change nothing. */
  readonly block: (
    profileId: string,
    failures: number,
    circumstances: Circumstances,
  ) => Promise<E.Either<RefusalOf<'StoreUnavailable'>, Profile>>
}

export interface ProfilePasswordsParts {
  readonly handler: CommandHandler
  readonly claims: ProfileClaims
  readonly passwords: PasswordVault
  readonly secrets: Pick<SecretVault, 'destroy'>
  readonly fingerprints: Fingerprints
  readonly guesses: Guesses
}

/** An id that no Profile has: looking for it costs what looking for a known one costs. */
const nobody = 'nobody'

/** What a login stands for. One that is neither phone nor e-mail is nobody's, and is looked for all the same. */
const meantBy = (login: string): UniqueValue => {
  const phone = phoneOf(login)
  return phone === null ? { kind: 'email', email: emailOf(login) ?? login } : { kind: 'phone', phone }
}

/** One word for one login, however it is spelt: another one would be another to guess at. */
const wordOf = (value: UniqueValue): string =>
  value.kind === 'phone' ? value.phone : uniqueEmail(value.email)

const isRegistered = (state: Profile): state is RegisteredProfile =>
  state.status === 'active' || state.status === 'blocked'

export const profilePasswords = (parts: ProfilePasswordsParts): ProfilePasswords => {
  const { handler, claims, passwords, secrets, fingerprints, guesses } = parts

  const load = async (profileId: string): Answer<Profile> =>
    E.map(({ state }: { readonly state: Profile }) => state)(await handler.load(profile, profileId)())

  const decide = async (
    profileId: string,
    decision: ReturnType<typeof blockSignIn>,
    circumstances: Circumstances,
  ) =>
    handler.execute({
      aggregate: profile,
      id: profileId,
      owner: `profile-${profileId}`,
      decide: decision,
      circumstances: { ...circumstances, idempotency: null },
    })()

  const block: ProfilePasswords['block'] = async (profileId, failures, circumstances) => {
    const blocked = await decide(profileId, blockSignIn(failures), circumstances)
    return E.isLeft(blocked)
      ? E.left({ code: 'StoreUnavailable', retryAfter: 2 })
      : E.right(blocked.right.state)
  }

  /** The Profile as it stands now; one that so many failures should have blocked is blocked first. */
  const present = async (
    profileId: string | null,
    failures: number,
    circumstances: Circumstances,
  ): Answer<Profile> =>
    profileId === null || failures < failuresThatBlock
      ? load(profileId ?? nobody)
      : block(profileId, failures, circumstances)

  /** The same password under today's parameters. That it fails is nobody's loss: the next entry tries again. */
  const rehash = async (
    profileId: string,
    passwordRef: string,
    password: string,
    circumstances: Circumstances,
  ): Promise<void> => {
    const put = await passwords.put(`profile-${profileId}`, password)
    if (E.isLeft(put)) return
    const named = await decide(profileId, rehashPassword(passwordRef, put.right), circumstances)
    const isNamed = E.isRight(named) && named.right.recorded.length > 0
    // After an unknown outcome an event may name it yet: then the sweep decides.
    if (isNamed) await secrets.destroy(passwordRef)
    else if (E.isRight(named)) await secrets.destroy(put.right)
  }

  const look = async (
    profileId: string | null,
    password: string,
    failures: number,
    circumstances: Circumstances,
  ): Answer<Looked<ProvenProfile>> => {
    const owner = await present(profileId, failures, circumstances)
    if (E.isLeft(owner)) return owner
    const { right: state } = owner
    const accepted = profileId === null ? null : acceptedPassword(state)
    const verdict = await passwords.verify(accepted, password)
    if (E.isLeft(verdict)) return verdict
    const isRight = profileId !== null && isRegistered(state) && verdict.right !== 'wrong'
    const actor = { type: 'profile', id: profileId ?? 'unknown' } as const
    if (isRight && verdict.right === 'rightButOutdated')
      await rehash(profileId, state.passwordRef, password, { ...circumstances, actor })
    return E.right({
      guessedAt: { ...nobodyGuessedAt, profileId },
      proven: isRight ? { profileId, profile: state } : null,
      counts: true,
      actor,
    })
  }

  const guess = async (
    at: Pick<Guess<unknown, unknown>, 'subject' | 'from' | 'since'>,
    profileId: string | null,
    password: string,
    circumstances: Circumstances,
  ): Answer<ProvenProfile> => {
    const guessed = await guesses.attempt({
      ...at,
      circumstances,
      look: (failures) => look(profileId, password, failures, circumstances),
    })
    if (E.isLeft(guessed)) return guessed
    const { proven, failures } = guessed.right
    if (proven !== null) return E.right(proven)
    // The failure is recorded already; what breaks off here is made good by the next attempt.
    if (profileId !== null && failures >= failuresThatBlock) await block(profileId, failures, circumstances)
    return E.left({ code: 'CredentialsWrong' })
  }

  return {
    block,

    prove: async ({ login, password }, circumstances) => {
      const value = meantBy(login)
      const holder = await claims.holderOf(value)()
      if (E.isLeft(holder)) return holder
      const owner = await load(holder.right ?? nobody)
      if (E.isLeft(owner)) return owner
      const { right: state } = owner
      const isTheirs = isRegistered(state) && hasValue(state, value)
      const profileId = isTheirs ? holder.right : null
      const word = wordOf(value)
      const subject =
        profileId === null
          ? fingerprints.of('signInFailures', 'profileLogin', word)
          : fingerprints.of('signInFailures', 'profile', profileId)
      // By login too: that two of them wait together would tell that one Profile has both.
      const from = fingerprints.of('signInFailures', 'from', word, addressBlock(circumstances.ip ?? ''))
      const since = isTheirs ? state.passwordSince : 0
      return guess({ subject, from, since }, profileId, password, circumstances)
    },

    proveAgain: async (profileId, password, circumstances) => {
      const owner = await load(profileId)
      if (E.isLeft(owner)) return owner
      const since = isRegistered(owner.right) ? owner.right.passwordSince : 0
      // Of its own: what strangers guess at the door keeps nobody from a change inside.
      const subject = fingerprints.of('signInFailures', 'confirmation', profileId)
      return guess({ subject, since }, profileId, password, circumstances)
    },
  }
}
