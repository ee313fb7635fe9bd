import type { Proof } from '../challenge/proof.ts'
import { nothingToDo, record, refuse } from '../decision.ts'
import type { Instant } from '../instant.ts'
import { isEmail } from './email.ts'
import { underPassword } from './password.ts'
import { isPhone } from './phone.ts'
import { onRegistered, type ProfileDecision } from './profile.ts'

/**
 * Replaces the phone by one that a code has confirmed. A confirmation older than the present phone is used up; one that
 * was asked for under an earlier password is void: whoever knew it may have asked.
 */
export const changePhone = (proof: Proof<'phoneChange'>): ProfileDecision =>
  onRegistered((profile) => {
    const { to: phone, challengeId, askedAt, passedAt } = proof
    if (typeof phone !== 'string' || !isPhone(phone)) return refuse('ProofMismatch')
    if (profile.phone === phone) return nothingToDo
    return passedAt < profile.phoneSince || askedAt < profile.passwordSince
      ? refuse('ProofUsed')
      : record({ type: 'PhoneChanged', data: { challengeId, phone } })
  })

/**
 * Asks for another e-mail; the present one stays until the letter's link is followed (`security.md`, e-mail link).
 * The present address asked for takes back what was asked before. `passwordSince`: of the password that let in who asks.
 */
export const requestEmailChange = (
  passwordSince: Instant,
  email: string,
  challengeId: string,
): ProfileDecision =>
  underPassword(passwordSince, ({ email: present, pendingEmail }) => {
    if (!isEmail(email)) return refuse('EmailInvalid')
    if (email === present)
      return pendingEmail === null ? nothingToDo : record({ type: 'EmailChangeCancelled', data: {} })
    return pendingEmail?.email === email && pendingEmail.challengeId === challengeId
      ? nothingToDo
      : record({ type: 'EmailChangeRequested', data: { email, challengeId } })
  })

/** The link of the letter to the new address was followed: it is the Profile's from now on. */
export const confirmEmailChange = (proof: Proof<'emailChange'>): ProfileDecision =>
  onRegistered(({ email: present, pendingEmail }) => {
    const { to: email, challengeId } = proof
    if (typeof email !== 'string') return refuse('ProofMismatch')
    if (pendingEmail === null) return present === email ? nothingToDo : refuse('EmailChangeNotPending')
    return pendingEmail.challengeId === challengeId && pendingEmail.email === email
      ? record({ type: 'EmailConfirmed', data: { email, challengeId } })
      : refuse('EmailChangeNotPending')
  })
