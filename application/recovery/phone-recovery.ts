import * as E from 'fp-ts/lib/Either.js'
import type { Challenge, ChallengeToIssue } from '../../domain/challenge/challenge.ts'
import { challenge } from '../../domain/challenge/challenge.ts'
import type { Instant } from '../../domain/instant.ts'
import { recoverPassword, recoveryStep, recoveryWindow } from '../../domain/profile/password.ts'
import { phoneOf } from '../../domain/profile/phone.ts'
import { type Profile, profile, type RegisteredProfile } from '../../domain/profile/profile.ts'
import type { Challenges } from '../challenges/challenges.ts'
import { hasValue } from '../claims/has-value.ts'
import type { ProfileClaims } from '../claims/profile-claims.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import { isSurelyUnnamed } from '../commands/unnamed-secret.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Clock } from '../ports/clock.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { Ids } from '../ports/ids.ts'
import type { IsCommonPassword, PasswordVault } from '../ports/passwords.ts'
import type { SecretVault } from '../ports/vault.ts'
import { checkNewPassword, ownerOf } from '../profiles/new-password.ts'
import type { Sessions } from '../sign-in/sessions.ts'
import type { Recovery, RecoveryRefusal, RecoveryShown } from './recovery.ts'

export interface RecoveryParts {
  readonly handler: CommandHandler
  readonly claims: ProfileClaims
  readonly challenges: Challenges
  readonly passwords: PasswordVault
  readonly isCommonPassword: IsCommonPassword
  readonly secrets: Pick<SecretVault, 'destroy'>
  readonly sessions: Pick<Sessions, 'endOthers'>
  readonly fingerprints: Fingerprints
  readonly ids: Ids
  readonly clock: Clock
}

type Answer<A> = Promise<E.Either<RecoveryRefusal, A>>

/** A recovery as its challenges' streams tell it. */
interface Under {
  readonly id: string
  readonly flowId: string
  readonly phone: Challenge & { readonly status: 'open' | 'expired' | 'passed' }
  readonly email: Challenge
  /** Whose password it is about; `null` for a phone that nobody has. */
  readonly profileId: string | null
  readonly owner: Profile
}

/** An id that no Profile has: looking for it costs what looking for a known one costs. */
const nobody = 'nobody'

const isRegistered = (state: Profile): state is RegisteredProfile =>
  state.status === 'active' || state.status === 'blocked'

const untilOf = (state: Challenge): Instant | null => (state.status === 'absent' ? null : state.until)
const passedAtOf = (state: Challenge): Instant => (state.status === 'passed' ? state.passedAt : 0)

export const phoneRecovery = (parts: RecoveryParts): Recovery => {
  const { handler, claims, challenges, passwords, isCommonPassword, secrets, sessions } = parts
  const { fingerprints, ids, clock } = parts

  const load = async (profileId: string): Answer<Profile> =>
    E.map(({ state }: { readonly state: Profile }) => state)(await handler.load(profile, profileId)())

  /** The Profile that has the phone; `null` for nobody, at the same cost. */
  const whose = async (phone: string): Answer<string | null> => {
    const value = { kind: 'phone', phone } as const
    const holder = await claims.holderOf(value)()
    if (E.isLeft(holder)) return holder
    const owner = await load(holder.right ?? nobody)
    return E.map((state: Profile) => (hasValue(state, value) ? holder.right : null))(owner)
  }

  const challengeOf = async (purpose: 'recoveryPhone' | 'recoveryEmail', flowId: string): Answer<Challenge> =>
    E.map(({ state }: { readonly state: Challenge }) => state)(
      await handler.load(challenge, challenges.idOf(purpose, flowId))(),
    )

  const under = async (id: string): Answer<Under> => {
    const flowId = fingerprints.of('token', id)
    const phone = await challengeOf('recoveryPhone', flowId)
    if (E.isLeft(phone)) return phone
    const email = await challengeOf('recoveryEmail', flowId)
    if (E.isLeft(email)) return email
    const { right: known } = phone
    if (known.status === 'absent') return E.left({ code: 'ChallengeNotFound' })
    const { profileId } = known
    const owner = await load(profileId ?? nobody)
    return E.map((state: Profile) => ({
      ...{ id, flowId, profileId, owner: state },
      ...{ phone: known, email: email.right },
    }))(owner)
  }

  const isDone = ({ flowId, owner }: Under): boolean =>
    isRegistered(owner) && owner.recoveredBy === challenges.idOf('recoveryPhone', flowId)

  const shown = (at: Under): RecoveryShown => {
    const { id, phone, email, owner } = at
    if (isDone(at)) return { id, due: null, expiresAt: null }
    const due = isRegistered(owner) ? recoveryStep(owner, phone, email) : 'phoneCode'
    const lasts = {
      phoneCode: untilOf(phone),
      emailLink: untilOf(email),
      password: Math.max(passedAtOf(phone), passedAtOf(email)) + recoveryWindow,
    }
    return { id, due, expiresAt: lasts[due] }
  }

  const again = async (id: string): Answer<RecoveryShown> => E.map(shown)(await under(id))

  const asOwner = (profileId: string, asked: Circumstances): Circumstances => ({
    ...asked,
    actor: { type: 'profile', id: profileId },
  })

  const issuePhone = (flowId: string, to: string, profileId: string | null, circumstances: Circumstances) => {
    const asked: ChallengeToIssue = {
      ...{ purpose: 'recoveryPhone', via: 'sms', flowId, profileId, to },
      decoy: profileId === null,
    }
    return challenges.issue(asked, circumstances)()
  }

  const issueLetter = async (at: Under, circumstances: Circumstances): Answer<void> => {
    const { owner, flowId, profileId } = at
    if (!isRegistered(owner) || typeof owner.email !== 'string') return E.left({ code: 'ProfileErased' })
    const issued = await challenges.issue(
      { purpose: 'recoveryEmail', via: 'mail', flowId, profileId, to: owner.email, decoy: false },
      circumstances,
    )()
    return E.map(() => undefined)(issued)
  }

  /** What has to be the step that is due. */
  const atStep = async (id: string, step: RecoveryShown['due']): Answer<Under> => {
    const at = await under(id)
    if (E.isLeft(at)) return at
    const { due } = shown(at.right)
    return due === step ? at : E.left({ code: 'StepNotDue', ...(due === null ? {} : { due }) })
  }

  const confirmPhone = async (id: string, code: string, asked: Circumstances): Answer<RecoveryShown> => {
    const at = await under(id)
    if (E.isLeft(at)) return at
    const { flowId, profileId } = at.right
    const given = { purpose: 'recoveryPhone', flowId, profileId: profileId ?? nobody, code } as const
    const passed = await challenges.pass(given, asked)()
    if (E.isLeft(passed)) return passed
    const now = await under(id)
    if (E.isLeft(now) || shown(now.right).due !== 'emailLink') return E.map(shown)(now)
    const sent = await issueLetter(now.right, asOwner(passed.right.profileId, asked))
    // Said again, the code finds the letter of a moment ago on its way.
    return E.isLeft(sent) && sent.left.code !== 'ResendTooSoon' ? sent : again(id)
  }

  const recovered = async (
    at: Under & { readonly owner: RegisteredProfile },
    profileId: string,
    ref: string,
    circumstances: Circumstances,
  ): Answer<void> => {
    const { flowId, email } = at
    const phone = await challenges.proof('recoveryPhone', flowId, profileId)()
    if (E.isLeft(phone)) return E.left({ code: 'StepNotDue', due: 'phoneCode' })
    const link = await challenges.proof('recoveryEmail', flowId, profileId)()
    const proof = email.status === 'passed' && E.isRight(link) ? link.right : null
    const outcome = await handler.execute({
      aggregate: profile,
      id: profileId,
      owner: `profile-${profileId}`,
      decide: recoverPassword({ passwordRef: ref, phone: phone.right, email: proof }, clock.now()),
      circumstances: { ...circumstances, idempotency: null },
    })()
    return E.map(() => undefined)(outcome)
  }

  /** What follows the commit point; a reaction makes good whatever of it breaks off. */
  const finish = async (profileId: string, replaced: string, circumstances: Circumstances): Promise<void> => {
    await sessions.endOthers({ profileId }, null, 'passwordRecovered', circumstances)()
    await secrets.destroy(replaced)
  }

  const replace = async (at: Under, password: string, asked: Circumstances): Answer<void> => {
    const { owner, profileId } = at
    if (profileId === null || !isRegistered(owner)) return E.left({ code: 'StepNotDue', due: 'phoneCode' })
    const circumstances = asOwner(profileId, asked)
    const fit = checkNewPassword(password, ownerOf(owner), isCommonPassword)
    if (E.isLeft(fit)) return fit
    const put = await passwords.put(`profile-${profileId}`, password)
    if (E.isLeft(put)) return put
    const done = await recovered({ ...at, owner }, profileId, put.right, circumstances)
    if (E.isRight(done)) await finish(profileId, owner.passwordRef, circumstances)
    else if (isSurelyUnnamed(done.left)) await secrets.destroy(put.right)
    return done
  }

  return {
    begin: (written, circumstances) => async () => {
      const phone = phoneOf(written)
      if (phone === null) return E.left({ code: 'PhoneInvalid' })
      const profileId = await whose(phone)
      if (E.isLeft(profileId)) return profileId
      const id = ids.token()
      const issued = await issuePhone(fingerprints.of('token', id), phone, profileId.right, circumstances)
      return E.isLeft(issued)
        ? issued
        : E.right({ id, due: 'phoneCode', expiresAt: issued.right.challenge.until })
    },

    look: (id) => () => again(id),

    sendCode: (id, circumstances) => async () => {
      const at = await atStep(id, 'phoneCode')
      if (E.isLeft(at)) return at
      const { flowId, phone, profileId } = at.right
      if (typeof phone.to !== 'string') return E.left({ code: 'ChallengeNotFound' })
      const issued = await issuePhone(flowId, phone.to, profileId, circumstances)
      return E.isLeft(issued) ? issued : again(id)
    },

    confirmPhone: (id, code, circumstances) => () => confirmPhone(id, code, circumstances),

    sendLetter: (id, circumstances) => async () => {
      const at = await atStep(id, 'emailLink')
      if (E.isLeft(at)) return at
      const sent = await issueLetter(at.right, asOwner(at.right.profileId ?? nobody, circumstances))
      return E.isLeft(sent) ? sent : again(id)
    },

    setPassword: (id, password, circumstances) => async () => {
      const at = await atStep(id, 'password')
      if (E.isLeft(at)) return at
      const replaced = await replace(at.right, password, circumstances)
      return E.isLeft(replaced) ? replaced : again(id)
    },
  }
}
