import { nothingToDo, record, refuse } from '../decision.ts'
import type { Instant } from '../instant.ts'
import type { ReadyRegistration } from '../registration/registration.ts'
import { isErased } from '../sealed.ts'
import { type Destroyed, onRegistered, type Profile, type ProfileDecision } from './profile.ts'

const isForgotten = ({ lastName, firstName, phone, email }: ReadyRegistration): boolean =>
  [lastName, firstName, phone, email].some(isErased)

/**
 * Makes the Profile out of a registration whose e-mail is confirmed, its offer accepted when it was accepted (M5), and
 * links the SIP account used at entry (M10). The commit point of a registration: asked again it changes nothing.
 */
export const register =
  (registrationId: string, ready: ReadyRegistration): ProfileDecision =>
  (profile) => {
    if (profile.status === 'erased') return refuse('ProfileErased')
    if (profile.status !== 'absent')
      return profile.registrationId === registrationId ? nothingToDo : refuse('ProfileExists')
    if (isForgotten(ready)) return refuse('ProfileErased')
    const { lastName, firstName, phone, email, passwordRef, offer, accountId } = ready
    return record(
      {
        type: 'ProfileRegistered',
        data: { registrationId, passwordRef, lastName, firstName, phone, email },
      },
      { type: 'OfferAccepted', data: { ...offer } },
      { type: 'AccountLinked', data: { accountId } },
    )
  }

/** Accepts the offer in the version that was shown; which one and when is kept (M5). */
export const acceptOffer = (version: string, now: Instant): ProfileDecision =>
  onRegistered(({ offer }) =>
    offer?.version === version
      ? nothingToDo
      : record({ type: 'OfferAccepted', data: { version, acceptedAt: now } }),
  )

/** Whether the offer in its present version is still to be accepted: it is asked for at the next sign-in. */
export const isOfferDue = (profile: Profile, presentVersion: string): boolean =>
  profile.status !== 'absent' && profile.status !== 'erased' && profile.offer?.version !== presentVersion

/** Erases the Profile on request (M19); its keys, claims, secrets and sessions go after it. */
export const eraseProfile: ProfileDecision = (profile) => {
  if (profile.status === 'absent') return refuse('ProfileNotFound')
  return profile.status === 'erased' ? nothingToDo : record({ type: 'ProfileErased', data: {} })
}

/** Certifies what the erasure has destroyed, once everything is: nothing follows it (M19). */
export const certifyErasure =
  (destroyed: Destroyed): ProfileDecision =>
  (profile) => {
    if (profile.status === 'absent') return refuse('ProfileNotFound')
    if (profile.status !== 'erased') return refuse('ProfileNotErased')
    return profile.certificate === null ? record({ type: 'ErasureCertified', data: destroyed }) : nothingToDo
  }
