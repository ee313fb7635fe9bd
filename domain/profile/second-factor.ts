import type { Proof } from '../challenge/proof.ts'
import { nothingToDo, record, refuse } from '../decision.ts'
import type { Instant } from '../instant.ts'
import { underPassword } from './password.ts'
import {
  onRegistered,
  type ProfileDecided,
  type ProfileDecision,
  type RecoveryCodes,
  type RegisteredProfile,
} from './profile.ts'

// Whoever changes the second factor was let in by a password: `passwordSince` is that one's, and under another the change
// is refused (M17).

/** Every login is confirmed by an SMS to the Profile's phone from now on (M7); replaces an authenticator. */
export const enableSmsFactor = (passwordSince: Instant): ProfileDecision =>
  underPassword(passwordSince, ({ twoFactor }) =>
    twoFactor?.method === 'sms'
      ? nothingToDo
      : record({ type: 'TwoFactorEnabled', data: { method: 'sms', totpRef: null } }),
  )

export interface NewRecoveryCodes {
  readonly recoveryCodesRef: string
  readonly count: number
}

export interface NewAuthenticator extends NewRecoveryCodes {
  readonly totpRef: string
  /** That the authenticator shows the right codes; the challenge's flow is the secret's reference. */
  readonly proof: Proof<'totpSetup'>
}

/**
 * Every login is confirmed by an authenticator's code from now on, or by one of the recovery codes. An authenticator
 * that was let go cannot be switched on again: its secret is destroyed.
 */
export const enableAuthenticator = (
  passwordSince: Instant,
  { totpRef, recoveryCodesRef, count, proof }: NewAuthenticator,
): ProfileDecision =>
  underPassword(passwordSince, ({ twoFactor, totpRefs }) => {
    if (twoFactor?.method === 'totp' && twoFactor.totpRef === totpRef) return nothingToDo
    if (proof.flowId !== totpRef) return refuse('ProofMismatch')
    if (totpRefs.includes(totpRef)) return refuse('ProofUsed')
    return record(
      { type: 'TwoFactorEnabled', data: { method: 'totp', totpRef } },
      { type: 'RecoveryCodesIssued', data: { recoveryCodesRef, count } },
    )
  })

const switchOff = ({ twoFactor }: RegisteredProfile): ProfileDecided =>
  twoFactor === null ? nothingToDo : record({ type: 'TwoFactorDisabled', data: {} })

/** A password is enough again. */
export const disableTwoFactor = (passwordSince: Instant): ProfileDecision =>
  underPassword(passwordSince, switchOff)

/**
 * The operator's act for an owner whom a second factor keeps out: a lost one, or a stranger's, which no recovery of the
 * password switches off (M17).
 */
export const liftTwoFactor: ProfileDecision = onRegistered(switchOff)

/** Replaces the recovery codes; those before open nothing any more. */
export const issueRecoveryCodes = (
  passwordSince: Instant,
  { recoveryCodesRef, count }: NewRecoveryCodes,
): ProfileDecision =>
  underPassword(passwordSince, ({ twoFactor }) => {
    if (twoFactor?.method !== 'totp') return refuse('TwoFactorOff')
    return twoFactor.recoveryCodes?.ref === recoveryCodesRef
      ? nothingToDo
      : record({ type: 'RecoveryCodesIssued', data: { recoveryCodesRef, count } })
  })

const isSpent = ({ count, used }: RecoveryCodes, slot: number): boolean =>
  used.includes(slot) || !Number.isInteger(slot) || slot < 0 || slot >= count

/**
 * Spends one recovery code of this reference, before the sign-in that it stands for goes on; the vault has found
 * which one it is. Each can be spent once, those of an older set not at all.
 */
export const spendRecoveryCode = (recoveryCodesRef: string, slot: number): ProfileDecision =>
  onRegistered(({ twoFactor }) => {
    if (twoFactor?.method !== 'totp') return refuse('TwoFactorOff')
    const codes = twoFactor.recoveryCodes
    return codes === null || codes.ref !== recoveryCodesRef || isSpent(codes, slot)
      ? refuse('RecoveryCodeUsed')
      : record({ type: 'RecoveryCodeUsed', data: { slot } })
  })
