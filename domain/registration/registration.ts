import { match } from 'ts-pattern'
import { type Aggregate, type Decided, refuse } from '../decision.ts'
import { oneOf, type Recorded } from '../event.ts'
import { hours, type Instant } from '../instant.ts'
import type { Sealed } from '../sealed.ts'
import { type RegistrationEvent, registrationEvents } from './events.ts'

// State

/** The manual's seven steps, each by what is due in it (M3–M10). */
export const registrationSteps = [
  'phone',
  'phoneCode',
  'details',
  'password',
  'letter',
  'emailConfirmation',
  'profile',
] as const
export type RegistrationStep = (typeof registrationSteps)[number]

export interface AcceptedOffer {
  readonly version: string
  readonly acceptedAt: Instant
}

interface Started {
  /** Id of the Profile that comes of it. */
  readonly profileId: string
  readonly accountId: string
  /** The SIP password that opened the entry; `null` where it was not noted. */
  readonly sipPasswordRef: string | null
  readonly until: Instant
}
interface WithPhone extends Started {
  readonly phone: Sealed<string>
  readonly phoneChallengeId: string
}
interface WithDetails extends WithPhone {
  readonly lastName: Sealed<string>
  readonly firstName: Sealed<string>
  readonly email: Sealed<string>
  readonly offer: AcceptedOffer
}
interface WithPassword extends WithDetails {
  readonly passwordRef: string
}
interface WithLetter extends WithPassword {
  readonly letterChallengeId: string
}

/** Everything a Profile needs, its e-mail confirmed. */
export type ReadyRegistration = WithLetter & { readonly status: 'profile' }

/** While it is open its status is the step that is due. */
export type OpenRegistration =
  | (Started & { readonly status: 'phone' })
  | (WithPhone & { readonly status: 'phoneCode' | 'details' })
  | (WithDetails & { readonly status: 'password' })
  | (WithPassword & { readonly status: 'letter' })
  | (WithLetter & { readonly status: 'emailConfirmation' })
  | ReadyRegistration

/** What an abandoned one leaves to be released and destroyed. */
export interface AbandonedRegistration {
  readonly status: 'abandoned'
  readonly profileId: string
  readonly phone: Sealed<string> | null
  readonly email: Sealed<string> | null
  readonly passwordRef: string | null
}

export type Registration =
  | { readonly status: 'absent' }
  | OpenRegistration
  | { readonly status: 'completed'; readonly profileId: string }
  | AbandonedRegistration

export const noRegistration: Registration = { status: 'absent' }

/** How long a registration is kept open: a letter's 24 hours, and time to come back to it. */
export const registrationLifetime = hours(48)

// Evolve

const abandoned = (registration: OpenRegistration): AbandonedRegistration => ({
  status: 'abandoned',
  profileId: registration.profileId,
  phone: 'phone' in registration ? registration.phone : null,
  email: 'email' in registration ? registration.email : null,
  passwordRef: 'passwordRef' in registration ? registration.passwordRef : null,
})

type Of<Type> = Recorded<RegistrationEvent & { readonly type: Type }>

const givenPhone = (at: OpenRegistration, { data }: Of<'RegistrationPhoneGiven'>): Registration =>
  at.status === 'phone' || at.status === 'phoneCode'
    ? { ...at, status: 'phoneCode', phone: data.phone, phoneChallengeId: data.challengeId }
    : at

const givenDetails = (at: OpenRegistration, event: Of<'RegistrationDetailsGiven'>): Registration => {
  if (at.status !== 'details') return at
  const { offerVersion, ...person } = event.data
  return { ...at, ...person, status: 'password', offer: { version: offerVersion, acceptedAt: event.at } }
}

const requestedLetter = (at: OpenRegistration, { data }: Of<'RegistrationLetterRequested'>): Registration =>
  at.status === 'letter' || at.status === 'emailConfirmation'
    ? { ...at, status: 'emailConfirmation', email: data.email, letterChallengeId: data.challengeId }
    : at

const step = (at: OpenRegistration, event: Recorded<RegistrationEvent>): Registration =>
  match(event)
    .returnType<Registration>()
    .with({ type: 'RegistrationStarted' }, () => at)
    .with({ type: 'RegistrationPhoneGiven' }, (given) => givenPhone(at, given))
    .with({ type: 'RegistrationPhoneConfirmed' }, () =>
      at.status === 'phoneCode' ? { ...at, status: 'details' } : at,
    )
    .with({ type: 'RegistrationDetailsGiven' }, (given) => givenDetails(at, given))
    .with({ type: 'RegistrationPasswordSet' }, ({ data }) =>
      at.status === 'password' ? { ...at, status: 'letter', passwordRef: data.passwordRef } : at,
    )
    .with({ type: 'RegistrationLetterRequested' }, (given) => requestedLetter(at, given))
    .with({ type: 'RegistrationEmailConfirmed' }, () =>
      at.status === 'emailConfirmation' ? { ...at, status: 'profile' } : at,
    )
    .with({ type: 'RegistrationCompleted' }, () =>
      at.status === 'profile' ? { status: 'completed', profileId: at.profileId } : at,
    )
    .with({ type: 'RegistrationAbandoned' }, () => abandoned(at))
    .exhaustive()

/** Adds one event; one that does not fit the step that is due, or comes after the end, changes nothing. */
export const evolve = (registration: Registration, event: Recorded<RegistrationEvent>): Registration => {
  if (registration.status === 'completed' || registration.status === 'abandoned') return registration
  if (registration.status !== 'absent') return step(registration, event)
  return event.type === 'RegistrationStarted' ? { status: 'phone', ...event.data } : registration
}

export const registration: Aggregate<Registration, RegistrationEvent, 'registration'> = {
  category: 'registration',
  owns: oneOf(registrationEvents),
  initial: noRegistration,
  evolve,
}

// Refusals

export type RegistrationRefusal =
  | 'RegistrationNotFound'
  | 'RegistrationExists'
  | 'RegistrationCompleted'
  | 'RegistrationAbandoned'
  | 'RegistrationExpired'
  /** Another step is due; the refusal says which (`due`, a `RegistrationStep`). */
  | 'StepNotDue'
  | 'PhoneInvalid'
  | 'LastNameInvalid'
  | 'FirstNameInvalid'
  | 'EmailInvalid'
  | 'OfferNotAccepted'
  /** The code or link was confirmed for another phone or address than the one that is meant now. */
  | 'ProofMismatch'

export type RegistrationDecided = Decided<RegistrationEvent, RegistrationRefusal>
export type RegistrationDecision = (registration: Registration) => RegistrationDecided

export const notDue = ({ status }: OpenRegistration) => refuse('StepNotDue', { due: status })

/** Whether its time is over; one whose e-mail is confirmed becomes a Profile however late. */
export const isOver = (registration: OpenRegistration, now: Instant): boolean =>
  registration.status !== 'profile' && now >= registration.until

/** Decides on an open registration in its time, and refuses for all others. */
export const whileOpen =
  (now: Instant, decide: (registration: OpenRegistration) => RegistrationDecided): RegistrationDecision =>
  (registration) => {
    if (registration.status === 'absent') return refuse('RegistrationNotFound')
    if (registration.status === 'completed') return refuse('RegistrationCompleted')
    if (registration.status === 'abandoned') return refuse('RegistrationAbandoned')
    return isOver(registration, now) ? refuse('RegistrationExpired') : decide(registration)
  }
