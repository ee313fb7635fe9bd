import { hours } from '../../../domain/instant.ts'
import type { AbandonCause, RegistrationEvent } from '../../../domain/registration/events.ts'
import { registration } from '../../../domain/registration/registration.ts'
import { histories, noon } from '../given-when-then.ts'

export const given = histories(registration)

export const phone = '+79031112233'
export const email = 'anna@example.org'

export const started: RegistrationEvent = {
  type: 'RegistrationStarted',
  data: { profileId: 'p1', accountId: 'a', sipPasswordRef: 'sip-secret', until: noon + hours(48) },
}
export const phoneGiven = (to = phone): RegistrationEvent => ({
  type: 'RegistrationPhoneGiven',
  data: { challengeId: 'c1', phone: to },
})
export const phoneConfirmed: RegistrationEvent = { type: 'RegistrationPhoneConfirmed', data: {} }
export const detailsGiven: RegistrationEvent = {
  type: 'RegistrationDetailsGiven',
  data: { offerVersion: '1', lastName: 'Ёлкина', firstName: 'Анна', email },
}
export const passwordSet: RegistrationEvent = {
  type: 'RegistrationPasswordSet',
  data: { passwordRef: 'first-secret' },
}
export const letterRequested = (to = email): RegistrationEvent => ({
  type: 'RegistrationLetterRequested',
  data: { challengeId: 'c2', email: to },
})
export const emailConfirmed: RegistrationEvent = { type: 'RegistrationEmailConfirmed', data: {} }
export const completed: RegistrationEvent = { type: 'RegistrationCompleted', data: {} }
export const abandoned = (cause: AbandonCause = 'expired'): RegistrationEvent => ({
  type: 'RegistrationAbandoned',
  data: { cause },
})

const all = [
  started,
  phoneGiven(),
  phoneConfirmed,
  detailsGiven,
  passwordSet,
  letterRequested(),
  emailConfirmed,
  completed,
]

/** One history for every status that a registration can have: the step that is due, or how it ended. */
export const historyOf = {
  absent: [],
  phone: all.slice(0, 1),
  phoneCode: all.slice(0, 2),
  details: all.slice(0, 3),
  password: all.slice(0, 4),
  letter: all.slice(0, 5),
  emailConfirmation: all.slice(0, 6),
  profile: all.slice(0, 7),
  completed: all,
  abandoned: [started, phoneGiven(), abandoned()],
} as const
