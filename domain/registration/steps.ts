import type { Proof } from '../challenge/proof.ts'
import { nothingToDo, record, refuse } from '../decision.ts'
import type { Instant } from '../instant.ts'
import { isEmail } from '../profile/email.ts'
import { isPersonName } from '../profile/person-name.ts'
import { isPhone } from '../profile/phone.ts'
import {
  notDue,
  type OpenRegistration,
  type RegistrationDecided,
  type RegistrationDecision,
  registrationLifetime,
  whileOpen,
} from './registration.ts'

interface Entry {
  readonly profileId: string
  readonly accountId: string
  readonly sipPasswordRef: string
}

/** Begins a registration for whoever came in with this SIP account and its present password (M2). */
export const start =
  (given: Entry, now: Instant): RegistrationDecision =>
  (registration) => {
    if (registration.status === 'absent')
      return record({ type: 'RegistrationStarted', data: { ...given, until: now + registrationLifetime } })
    return registration.profileId === given.profileId ? nothingToDo : refuse('RegistrationExists')
  }

interface PhoneGiven {
  /** E.164. */
  readonly phone: string
  readonly challengeId: string
}

/** Step 1: the phone, the service's own or one of any operator (M3); corrected as long as no code was given. */
export const givePhone = ({ phone, challengeId }: PhoneGiven, now: Instant): RegistrationDecision =>
  whileOpen(now, (at) => {
    if (at.status !== 'phone' && at.status !== 'phoneCode') return notDue(at)
    if (!isPhone(phone)) return refuse('PhoneInvalid')
    const isKnown = at.status === 'phoneCode' && at.phone === phone && at.phoneChallengeId === challengeId
    return isKnown ? nothingToDo : record({ type: 'RegistrationPhoneGiven', data: { phone, challengeId } })
  })

/** Step 2: the phone is confirmed by the code sent there (M4); a code for an earlier phone does not count. */
export const confirmPhone = (proof: Proof<'registrationPhone'>, now: Instant): RegistrationDecision =>
  whileOpen(now, (at) => {
    if (at.status === 'details' && at.phoneChallengeId === proof.challengeId) return nothingToDo
    if (at.status !== 'phoneCode') return notDue(at)
    return at.phoneChallengeId === proof.challengeId && at.phone === proof.to
      ? record({ type: 'RegistrationPhoneConfirmed', data: {} })
      : refuse('ProofMismatch')
  })

export interface Details {
  readonly lastName: string
  readonly firstName: string
  readonly email: string
  /** The offer's version that was shown and accepted; `null` when it was not accepted. */
  readonly acceptedOffer: string | null
}

const isSamePerson = (at: OpenRegistration & { status: 'password' }, given: Details): boolean =>
  at.lastName === given.lastName &&
  at.firstName === given.firstName &&
  at.email === given.email &&
  at.offer.version === given.acceptedOffer

const recordDetails = (
  { acceptedOffer, lastName, firstName, email }: Details,
  offerVersion: string,
): RegistrationDecided => {
  if (!isPersonName(lastName)) return refuse('LastNameInvalid')
  if (!isPersonName(firstName)) return refuse('FirstNameInvalid')
  if (!isEmail(email)) return refuse('EmailInvalid')
  if (acceptedOffer !== offerVersion) return refuse('OfferNotAccepted')
  return record({ type: 'RegistrationDetailsGiven', data: { offerVersion, lastName, firstName, email } })
}

/** Step 3: names, e-mail, and the offer accepted in its present version (M5). */
export const giveDetails = (given: Details, presentOffer: string, now: Instant): RegistrationDecision =>
  whileOpen(now, (at) => {
    if (at.status === 'password' && isSamePerson(at, given)) return nothingToDo
    return at.status === 'details' ? recordDetails(given, presentOffer) : notDue(at)
  })

/** Step 4: the password, which lies in the vault already (M6: `profilePasswordFaults` has found nothing). */
export const setPassword = (passwordRef: string, now: Instant): RegistrationDecision =>
  whileOpen(now, (at) => {
    if (at.status === 'letter' && at.passwordRef === passwordRef) return nothingToDo
    return at.status === 'password'
      ? record({ type: 'RegistrationPasswordSet', data: { passwordRef } })
      : notDue(at)
  })

interface LetterTo {
  readonly email: string
  readonly challengeId: string
}

/**
 * Step 5: the letter goes to the e-mail, or to another one (M8). The same letter sent again is the challenge's
 * matter and changes nothing here.
 */
export const requestLetter = ({ email, challengeId }: LetterTo, now: Instant): RegistrationDecision =>
  whileOpen(now, (at) => {
    if (at.status !== 'letter' && at.status !== 'emailConfirmation') return notDue(at)
    if (!isEmail(email)) return refuse('EmailInvalid')
    const isKnown =
      at.status === 'emailConfirmation' && at.email === email && at.letterChallengeId === challengeId
    return isKnown
      ? nothingToDo
      : record({ type: 'RegistrationLetterRequested', data: { email, challengeId } })
  })

/** Step 6: "Подтвердить почту" was followed (M9); a letter to an earlier address does not count. */
export const confirmEmail = (proof: Proof<'registrationEmail'>, now: Instant): RegistrationDecision =>
  whileOpen(now, (at) => {
    if (at.status === 'profile' && at.letterChallengeId === proof.challengeId) return nothingToDo
    if (at.status !== 'emailConfirmation') return notDue(at)
    return at.letterChallengeId === proof.challengeId && at.email === proof.to
      ? record({ type: 'RegistrationEmailConfirmed', data: {} })
      : refuse('ProofMismatch')
  })
