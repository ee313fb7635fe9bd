import { nothingToDo, record, refuse } from '../decision.ts'
import type { Instant } from '../instant.ts'
import type { Profile } from '../profile/profile.ts'
import type { SipAccount } from '../sip-account/sip-account.ts'
import type { AbandonCause } from './events.ts'
import { isOver, notDue, type ReadyRegistration, type RegistrationDecision } from './registration.ts'

/** Step 7: the Profile is there, the account linked to it (M10). Only a Profile that exists ends a registration so. */
export const complete =
  (profile: Profile): RegistrationDecision =>
  (registration) => {
    if (registration.status === 'absent') return refuse('RegistrationNotFound')
    if (registration.status === 'abandoned') return refuse('RegistrationAbandoned')
    if (registration.status === 'completed') return nothingToDo
    return registration.status === 'profile' && profile.status !== 'absent'
      ? record({ type: 'RegistrationCompleted', data: {} })
      : notDue(registration)
  }

/** Ends one whose time is over; its phone, secret and key are let go after it. One with its e-mail confirmed stays. */
export const abandonExpired =
  (now: Instant): RegistrationDecision =>
  (registration) => {
    const { status } = registration
    if (status === 'absent' || status === 'completed' || status === 'abandoned') return nothingToDo
    return isOver(registration, now)
      ? record({ type: 'RegistrationAbandoned', data: { cause: 'expired' } })
      : nothingToDo
  }

/** The person gives it up, or begins anew. Too late once the e-mail is confirmed: the Profile is being made. */
export const giveUp: RegistrationDecision = (registration) => {
  const { status } = registration
  if (status === 'absent') return refuse('RegistrationNotFound')
  if (status === 'completed') return refuse('RegistrationCompleted')
  if (status === 'abandoned') return nothingToDo
  return status === 'profile'
    ? notDue(registration)
    : record({ type: 'RegistrationAbandoned', data: { cause: 'byPerson' } })
}

/** Ends one of which a Profile can come no more. Once the Profile is there, it can only be completed. */
const abandonInsteadOf =
  (profile: Profile, cause: AbandonCause): RegistrationDecision =>
  (registration) => {
    const { status } = registration
    if (status === 'absent') return refuse('RegistrationNotFound')
    if (status === 'completed') return refuse('RegistrationCompleted')
    if (status === 'abandoned') return nothingToDo
    return status === 'profile' && profile.status === 'absent'
      ? record({ type: 'RegistrationAbandoned', data: { cause } })
      : notDue(registration)
  }

/**
 * Ends one whose phone or e-mail somebody else came to have meanwhile, as the claim says. `profile` is the Profile
 * that would have come of it.
 */
export const abandonAsTaken = (profile: Profile): RegistrationDecision =>
  abandonInsteadOf(profile, 'valueTaken')

/**
 * Whether the SIP account has another password by now than the one that opened the entry. Whoever knows only the old
 * one is not its subscriber any more: a withdrawal (M18) ends with a new one.
 */
export const isOutdated = ({ sipPasswordRef }: ReadyRegistration, account: SipAccount): boolean =>
  account.status === 'absent' || account.passwordRef !== sipPasswordRef

/** Ends one whose SIP password was replaced before the account could be linked. */
export const abandonAsOutdated = (profile: Profile): RegistrationDecision =>
  abandonInsteadOf(profile, 'passwordReplaced')
