import { describe, expect, it } from 'vitest'
import { hours } from '../../../domain/instant.ts'
import {
  confirmEmail,
  confirmPhone,
  type Details,
  giveDetails,
  givePhone,
  requestLetter,
  setPassword,
} from '../../../domain/registration/steps.ts'
import { erased } from '../../../domain/sealed.ts'
import { at, noon } from '../given-when-then.ts'
import { proven } from '../proofs.ts'
import {
  detailsGiven,
  email,
  given,
  historyOf,
  letterRequested,
  phone,
  phoneConfirmed,
  phoneGiven,
  started,
} from './history.ts'

const now = noon + hours(1)
const details: Details = { lastName: 'Ёлкина', firstName: 'Анна', email, acceptedOffer: '1' }

describe('M3: the phone', () => {
  it.each(['+74951234567', '89031112233', '+7903111223', '', '+19031112233'])('may not be %j', (other) => {
    given([started])
      .when(givePhone({ phone: other, challengeId: 'c1' }, now))
      .refused('PhoneInvalid')
  })

  it('is corrected as long as its code was not given', () => {
    given(historyOf.phoneCode)
      .when(givePhone({ phone: '+79031112244', challengeId: 'c1' }, now))
      .then([phoneGiven('+79031112244')])
  })
})

describe('M4: the phone’s code', () => {
  it('counts only for the phone that is meant now', () => {
    given([started, phoneGiven(), phoneGiven('+79031112244')])
      .when(confirmPhone(proven('registrationPhone', { to: phone }), now))
      .refused('ProofMismatch')
  })

  it('counts only if it is this registration’s', () => {
    given(historyOf.phoneCode)
      .when(confirmPhone(proven('registrationPhone', { to: phone, challengeId: 'other' }), now))
      .refused('ProofMismatch')
  })

  it('does not count once the person’s key is gone', () => {
    given([started, { type: 'RegistrationPhoneGiven', data: { challengeId: 'c1', phone: erased } }])
      .when(confirmPhone(proven('registrationPhone', { to: phone }), now))
      .refused('ProofMismatch')
  })
})

describe('M5: the person', () => {
  it.each([
    [{ lastName: '' }, 'LastNameInvalid'],
    [{ lastName: ' Ёлкина' }, 'LastNameInvalid'],
    [{ firstName: '123' }, 'FirstNameInvalid'],
    [{ email: 'anna' }, 'EmailInvalid'],
    [{ email: 'anna@EXAMPLE.org' }, 'EmailInvalid'],
    [{ acceptedOffer: null }, 'OfferNotAccepted'],
    [{ acceptedOffer: '0' }, 'OfferNotAccepted'],
  ] as const)('%j is refused', (other, code) => {
    given(historyOf.details)
      .when(giveDetails({ ...details, ...other }, '1', now))
      .refused(code)
  })

  it('has accepted the offer in this version at this moment, and that is kept', () => {
    const { state } = given([started, phoneGiven(), phoneConfirmed, at(now, detailsGiven)])
    expect(state).toMatchObject({ status: 'password', offer: { version: '1', acceptedAt: now } })
  })

  it('cannot be given otherwise in a later step', () => {
    given(historyOf.password)
      .when(giveDetails({ ...details, firstName: 'Мария' }, '1', now))
      .refusedUntil('StepNotDue', 'password')
  })
})

describe('M6: the password', () => {
  it('is set once; a second secret is refused, so that it can be destroyed', () => {
    given(historyOf.letter).when(setPassword('second-secret', now)).refusedUntil('StepNotDue', 'letter')
  })
})

describe('M8: the letter', () => {
  it('may go to another e-mail, as often as the person likes', () => {
    const other = 'anna@example.net'
    given(historyOf.emailConfirmation)
      .when(requestLetter({ email: other, challengeId: 'c2' }, now))
      .then([letterRequested(other)])
    expect(given([...historyOf.emailConfirmation, letterRequested(other)]).state).toMatchObject({
      status: 'emailConfirmation',
      email: other,
    })
  })

  it('goes to no address that is none', () => {
    given(historyOf.letter)
      .when(requestLetter({ email: 'a@b', challengeId: 'c2' }, now))
      .refused('EmailInvalid')
  })
})

describe('M9: the letter’s link', () => {
  it('counts only for the e-mail that is meant now', () => {
    given([...historyOf.emailConfirmation, letterRequested('anna@example.net')])
      .when(confirmEmail(proven('registrationEmail', { to: email, challengeId: 'c2' }), now))
      .refused('ProofMismatch')
  })
})
