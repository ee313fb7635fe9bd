import { type Challenge, isPassed } from '../challenge/challenge.ts'
import type { Proof } from '../challenge/proof.ts'
import { nothingToDo, record, refuse } from '../decision.ts'
import { type Instant, minutes } from '../instant.ts'
import type { ProfileEvent } from './events.ts'
import {
  onRegistered,
  type Profile,
  type ProfileDecided,
  type ProfileDecision,
  type ProfileRefusal,
  type RegisteredProfile,
} from './profile.ts'

/** Consecutive wrong passwords that block sign-in until recovery (`security.md`, sign-in throttle). */
export const failuresThatBlock = 100

/** How long after the last confirmation the new password has to be given. */
export const recoveryWindow = minutes(30)

/** The secret that a sign-in compares with; `null` where none is accepted: then a decoy is compared with. */
export const acceptedPassword = (profile: Profile): string | null =>
  profile.status === 'active' ? profile.passwordRef : null

/** Whether the password is still that of the registration: who set it there needs to give it in no other way. */
export const hasFirstPassword = (profile: RegisteredProfile): boolean =>
  profile.passwordSince === profile.registeredAt

/**
 * Names the secret that is the Profile's password from now on; it lies in the vault already. `from` is the one that
 * whoever asks knew: one that was recovered meanwhile (M17) is not replaced by somebody who gave the one before.
 */
export const changeProfilePassword = (from: string, passwordRef: string): ProfileDecision =>
  onRegistered((profile) => {
    if (profile.status === 'blocked') return refuse('SignInBlocked')
    if (profile.passwordRef === passwordRef) return nothingToDo
    return profile.passwordRef === from
      ? record({ type: 'ProfilePasswordChanged', data: { passwordRef } })
      : refuse('ProofUsed')
  })

/** The same password, hashed anew at sign-in; a password changed meanwhile stays changed. */
export const rehashPassword = (from: string, to: string): ProfileDecision =>
  onRegistered(({ passwordRef }) =>
    passwordRef === from && from !== to
      ? record({ type: 'ProfilePasswordRehashed', data: { passwordRef: to } })
      : nothingToDo,
  )

/**
 * Decides for whoever was let in with the password that is there since `passwordSince`; the same one hashed anew is no
 * other. One that came meanwhile (M17) shuts out who knew the one before, with what was on its way.
 */
export const underPassword = (
  passwordSince: Instant,
  decide: (profile: RegisteredProfile) => ProfileDecided,
): ProfileDecision =>
  onRegistered((profile) => (profile.passwordSince === passwordSince ? decide(profile) : refuse('ProofUsed')))

export interface Recovery {
  readonly passwordRef: string
  readonly phone: Proof<'recoveryPhone'>
  /** The link sent to the e-mail; wanted with two-factor on, where the phone alone would be its second factor. */
  readonly email: Proof<'recoveryEmail'> | null
}

export type RecoveryStep = 'phoneCode' | 'emailLink' | 'password'

/** What a recovery waits for, by its two challenges (M17); a decoy for an unknown phone waits for its code for ever. */
export const recoveryStep = (
  { twoFactor }: RegisteredProfile,
  phone: Challenge,
  email: Challenge,
): RecoveryStep => {
  if (!isPassed(phone)) return 'phoneCode'
  return twoFactor !== null && !isPassed(email) ? 'emailLink' : 'password'
}

const faultOf = (
  profile: RegisteredProfile,
  { phone, email }: Recovery,
  now: Instant,
): ProfileRefusal | null => {
  if (phone.to !== profile.phone) return 'ProofMismatch'
  if (profile.twoFactor !== null && email === null) return 'SecondProofRequired'
  if (email !== null && (email.to !== profile.email || email.flowId !== phone.flowId)) return 'ProofMismatch'
  if (phone.challengeId === profile.recoveredBy || phone.passedAt < profile.passwordSince) return 'ProofUsed'
  return now > Math.max(phone.passedAt, email?.passedAt ?? 0) + recoveryWindow ? 'ProofTooOld' : null
}

/**
 * Replaces a forgotten password after the Profile's phone was confirmed (M17), and its e-mail too with two-factor
 * on. It lifts a block, switches no second factor off and signs nobody in.
 */
export const recoverPassword = (recovery: Recovery, now: Instant): ProfileDecision =>
  onRegistered((profile) => {
    const { passwordRef, phone } = recovery
    const { challengeId } = phone
    if (profile.passwordRef === passwordRef && profile.recoveredBy === challengeId) return nothingToDo
    const fault = faultOf(profile, recovery, now)
    if (fault === 'SecondProofRequired') return refuse(fault, { due: 'emailLink' satisfies RecoveryStep })
    if (fault !== null) return refuse(fault)
    const unblocked: ProfileEvent = { type: 'SignInUnblocked', data: {} }
    return record<ProfileEvent>(
      { type: 'PasswordRecovered', data: { passwordRef, challengeId } },
      ...(profile.status === 'blocked' ? [unblocked] : []),
    )
  })

/** Blocks the password once so many wrong ones were given in a row; fewer change nothing. */
export const blockSignIn = (failures: number): ProfileDecision =>
  onRegistered(({ status }) =>
    status === 'active' && failures >= failuresThatBlock
      ? record({ type: 'SignInBlocked', data: { failures } })
      : nothingToDo,
  )

/** Staff let the present password be accepted again. */
export const unblockSignIn: ProfileDecision = onRegistered(({ status }) =>
  status === 'blocked' ? record({ type: 'SignInUnblocked', data: {} }) : nothingToDo,
)
