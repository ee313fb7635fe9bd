import { describe, expect, it } from 'vitest'
import { changePhone, confirmEmailChange, requestEmailChange } from '../../../domain/profile/contact.ts'
import { acceptOffer, isOfferDue, register } from '../../../domain/profile/life.ts'
import { erased } from '../../../domain/sealed.ts'
import { at, noon } from '../given-when-then.ts'
import { proven } from '../proofs.ts'
import {
  email,
  emailChangeCancelled,
  emailChangeRequested,
  emailConfirmed,
  given,
  offerAccepted,
  passwordChanged,
  passwordRecovered,
  passwordRehashed,
  phone,
  phoneChanged,
  profileErased,
  registered,
} from './history.ts'
import { ready } from './ready-registration.ts'

describe('M9: a Profile begins', () => {
  it('with what its registration holds, the offer accepted when it was accepted (M5)', () => {
    expect(given([]).when(register('r1', ready())).state()).toMatchObject({
      lastName: 'Ёлкина',
      firstName: 'Анна',
      phone,
      email,
      passwordRef: 'first-secret',
      offer: { version: '1', acceptedAt: noon + 180_000 },
      twoFactor: null,
    })
  })

  it('once: another registration does not make it again', () => {
    given([registered()]).when(register('r2', ready())).refused('ProfileExists')
  })

  it('not once the person’s key is gone', () => {
    given([])
      .when(register('r1', { ...ready(), firstName: erased }))
      .refused('ProfileErased')
  })
})

describe('M5: the offer', () => {
  it('is due again when it has a new version, until that is accepted', () => {
    const { state } = given([registered(), offerAccepted('1')])
    expect(isOfferDue(state, '1')).toBe(false)
    expect(isOfferDue(state, '2')).toBe(true)
    expect(isOfferDue(given([registered()]).state, '1')).toBe(true)
    expect(isOfferDue(given([registered(), profileErased]).state, '2')).toBe(false)
  })

  it('accepted again changes nothing, and keeps the first moment', () => {
    given([registered(), offerAccepted('1', 5)])
      .when(acceptOffer('1', noon))
      .thenNothing()
  })
})

describe('M7: the phone', () => {
  const to = '+79031112244'

  it('is changed to the one that the code went to', () => {
    given([at(noon, registered())])
      .when(changePhone(proven('phoneChange', { to, passedAt: noon })))
      .then([phoneChanged(to)])
  })

  it('as it is already changes nothing', () => {
    given([registered()])
      .when(changePhone(proven('phoneChange', { to: phone })))
      .thenNothing()
  })

  it('is not changed back by a confirmation that a later change has overtaken', () => {
    given([at(noon, registered()), at(noon + 2, phoneChanged('+79031112255', 'c2'))])
      .when(changePhone(proven('phoneChange', { to, passedAt: noon + 1 })))
      .refused('ProofUsed')
  })

  it.each([
    ['a recovery', passwordRecovered('r2', 'c9')],
    ['another password', passwordChanged('r2')],
  ])('asked for before %s is not changed, however late the code was right', (_, renewed) => {
    const after = given([at(noon, registered()), at(noon + 2, renewed)])
    for (const passedAt of [noon + 1, noon + 3])
      after.when(changePhone(proven('phoneChange', { to, askedAt: noon + 1, passedAt }))).refused('ProofUsed')
    after
      .when(changePhone(proven('phoneChange', { to, askedAt: noon + 2, passedAt: noon + 3 })))
      .then([phoneChanged(to)])
  })

  it.each([null, 'anna@example.org'])('is not changed by what was confirmed at %j', (other) => {
    given([registered()])
      .when(changePhone(proven('phoneChange', { to: other })))
      .refused('ProofMismatch')
  })
})

describe('M8: the e-mail', () => {
  const other = 'anna@example.net'

  it('stays as it is until the new one is confirmed (security.md, e-mail link)', () => {
    const asked = given([registered(), emailChangeRequested(other)])
    expect(asked.state).toMatchObject({ email })
    asked.when(confirmEmailChange(proven('emailChange', { to: other }))).then([emailConfirmed(other)])
    expect(given([registered(), emailChangeRequested(other), emailConfirmed(other)]).state).toMatchObject({
      email: other,
      pendingEmail: null,
    })
  })

  it('asked for again changes nothing; asked for in vain may be asked for otherwise', () => {
    const asked = given([registered(), emailChangeRequested(other)])
    asked.when(requestEmailChange(noon, other, 'c1')).thenNothing()
    asked
      .when(requestEmailChange(noon, 'anna@example.com', 'c2'))
      .then([emailChangeRequested('anna@example.com', 'c2')])
  })

  it('the present one asked for takes back what was asked before', () => {
    given([registered()])
      .when(requestEmailChange(noon, email, 'c1'))
      .thenNothing()
    given([registered(), emailChangeRequested(other)])
      .when(requestEmailChange(noon, email, 'c2'))
      .then([emailChangeCancelled])
    given([registered(), emailChangeRequested(other), emailChangeCancelled])
      .when(confirmEmailChange(proven('emailChange', { to: other })))
      .refused('EmailChangeNotPending')
  })

  it.each([
    ['a recovery', passwordRecovered('r2', 'c9')],
    ['another password', passwordChanged('r2')],
  ])('asked for before %s is void: whoever knew the old password may have asked', (_, renewed) => {
    const after = given([registered(), emailChangeRequested(other), renewed])
    expect(after.state).toMatchObject({ email, pendingEmail: null })
    after.when(confirmEmailChange(proven('emailChange', { to: other }))).refused('EmailChangeNotPending')
  })

  it.each([
    ['a recovery', passwordRecovered('r2', 'c9')],
    ['another password', passwordChanged('r2')],
  ])('is not asked for after %s by whoever was let in before', (_, renewed) => {
    const after = given([registered(), emailChangeRequested(other), renewed])
    for (const asked of [email, other]) after.when(requestEmailChange(noon, asked, 'c2')).refused('ProofUsed')
    given([registered(), passwordRehashed('same')])
      .when(requestEmailChange(noon, other, 'c1'))
      .then([emailChangeRequested(other)])
  })

  it('is not changed by the link of an earlier letter', () => {
    const asked = given([registered(), emailChangeRequested(other), emailChangeRequested('x@y.org', 'c2')])
    asked.when(confirmEmailChange(proven('emailChange', { to: other }))).refused('EmailChangeNotPending')
    asked
      .when(confirmEmailChange(proven('emailChange', { to: other, challengeId: 'c2' })))
      .refused('EmailChangeNotPending')
    given([registered(), emailChangeRequested(other, 'c2')])
      .when(confirmEmailChange(proven('emailChange', { to: other, challengeId: 'c1' })))
      .refused('EmailChangeNotPending')
  })

  it('confirmed twice changes nothing more', () => {
    given([registered(), emailChangeRequested(other), emailConfirmed(other)])
      .when(confirmEmailChange(proven('emailChange', { to: other })))
      .thenNothing()
  })

  it('that is none is refused', () => {
    given([registered()])
      .when(requestEmailChange(noon, 'anna', 'c1'))
      .refused('EmailInvalid')
    given([registered()])
      .when(confirmEmailChange(proven('emailChange', { to: null })))
      .refused('ProofMismatch')
  })
})
