import { describe, expect, it } from 'vitest'
import { minutes } from '../../../domain/instant.ts'
import {
  acceptedPassword,
  blockSignIn,
  changeProfilePassword,
  type Recovery,
  recoverPassword,
  recoveryStep,
  rehashPassword,
} from '../../../domain/profile/password.ts'
import { erased } from '../../../domain/sealed.ts'
import { given as challengeOf, historyOf as challenges } from '../challenge/history.ts'
import { at, noon } from '../given-when-then.ts'
import { proven } from '../proofs.ts'
import {
  blocked,
  email,
  given,
  historyOf,
  passwordChanged,
  passwordRecovered,
  passwordRehashed,
  phone,
  phoneChanged,
  registered,
  smsEnabled,
  totpEnabled,
  unblocked,
} from './history.ts'

const now = noon + minutes(10)
const phoneProof = (passedAt = now) => proven('recoveryPhone', { to: phone, passedAt })
const emailProof = (passedAt = now) => proven('recoveryEmail', { to: email, passedAt, challengeId: 'c2' })
const byPhone: Recovery = { passwordRef: 'new-secret', phone: phoneProof(), email: null }

describe('M17: a forgotten password', () => {
  it('is replaced after the Profile’s phone was confirmed', () => {
    given([registered()])
      .when(recoverPassword(byPhone, now))
      .then([passwordRecovered('new-secret')])
  })

  it('is not replaced for another phone, nor for one that is the Profile’s no more', () => {
    given([registered()])
      .when(recoverPassword({ ...byPhone, phone: proven('recoveryPhone', { to: '+79031112244' }) }, now))
      .refused('ProofMismatch')
    given([registered(), phoneChanged('+79031112244')])
      .when(recoverPassword(byPhone, now))
      .refused('ProofMismatch')
    given([registered({ phone: erased })])
      .when(recoverPassword(byPhone, now))
      .refused('ProofMismatch')
  })

  it.each([smsEnabled, totpEnabled()])(
    'wants the e-mail confirmed too with two-factor on (%j)',
    (enabled) => {
      const { state, when } = given([registered(), enabled])
      when(recoverPassword(byPhone, now)).refusedUntil('SecondProofRequired', 'emailLink')
      when(recoverPassword({ ...byPhone, email: emailProof() }, now)).then([passwordRecovered('new-secret')])
      expect(when(recoverPassword({ ...byPhone, email: emailProof() }, now)).state()).toMatchObject({
        twoFactor: { method: state.status === 'active' ? state.twoFactor?.method : null },
      })
    },
  )

  it('takes the e-mail’s confirmation only from the same recovery, and only for the present address', () => {
    const { when } = given([registered(), smsEnabled])
    for (const other of [{ flowId: 'other', to: email }, { to: 'x@example.org' }])
      when(recoverPassword({ ...byPhone, email: proven('recoveryEmail', other) }, now)).refused(
        'ProofMismatch',
      )
  })

  it('is lifted of its block', () => {
    given([registered(), blocked])
      .when(recoverPassword(byPhone, now))
      .then([passwordRecovered('new-secret'), unblocked])
  })

  it('is replaced once by one confirmation, and asked for again changes nothing', () => {
    const recovered = given([at(noon, registered()), at(now, passwordRecovered('new-secret'))])
    recovered.when(recoverPassword(byPhone, now)).thenNothing()
    recovered.when(recoverPassword({ ...byPhone, passwordRef: 'other' }, now)).refused('ProofUsed')
  })

  it('is not replaced by a confirmation older than the present password', () => {
    given([at(noon, registered()), at(now + 1, passwordChanged('newer'))])
      .when(recoverPassword(byPhone, now + 2))
      .refused('ProofUsed')
    given([at(noon, registered()), at(now + 1, passwordRecovered('newer', 'c9'))])
      .when(recoverPassword(byPhone, now + 2))
      .refused('ProofUsed')
  })

  it('has to be replaced within 30 minutes of the last confirmation', () => {
    const { when } = given([at(noon, registered())])
    when(recoverPassword(byPhone, now + minutes(30))).then([passwordRecovered('new-secret')])
    when(recoverPassword(byPhone, now + minutes(30) + 1)).refused('ProofTooOld')
    const late = now + minutes(60)
    when(recoverPassword({ ...byPhone, email: emailProof(late) }, late)).then([
      passwordRecovered('new-secret'),
    ])
  })
})

describe('M17: a recovery goes on', () => {
  const passed = challengeOf(challenges.passed).state
  const waiting = ['absent', 'open', 'failedOnce', 'burned', 'expired'] as const
  const profileWith = (...more: Parameters<typeof given>[0]) => {
    const { state } = given([registered(), ...more])
    if (state.status !== 'active') throw new Error(`the Profile is ${state.status}`)
    return state
  }

  it.each(waiting)('from a code that is %s: the code is due', (status) => {
    const { state } = challengeOf(challenges[status])
    expect(recoveryStep(profileWith(), state, passed)).toBe('phoneCode')
  })

  it('from the right code to the new password, with two-factor on by way of the e-mail’s link', () => {
    const open = challengeOf(challenges.open).state
    expect(recoveryStep(profileWith(), passed, open)).toBe('password')
    expect(recoveryStep(profileWith(smsEnabled), passed, open)).toBe('emailLink')
    expect(recoveryStep(profileWith(smsEnabled), passed, passed)).toBe('password')
  })
})

describe('M11: the password that a sign-in compares with', () => {
  it.each(['absent', 'blocked', 'erased'] as const)('is none on a Profile that is %s', (status) => {
    expect(acceptedPassword(given(historyOf[status]).state)).toBeNull()
  })

  it('is the newest', () => {
    expect(acceptedPassword(given([registered(), passwordChanged('b')]).state)).toBe('b')
  })
})

describe('M6: the password', () => {
  it('is changed; the same secret changes nothing', () => {
    given([registered()])
      .when(changeProfilePassword('first-secret', 'b'))
      .then([passwordChanged('b')])
    given([registered(), passwordChanged('b')])
      .when(changeProfilePassword('first-secret', 'b'))
      .thenNothing()
  })

  it('recovered meanwhile is not replaced by whoever gave the one before (M17)', () => {
    given([registered(), passwordRecovered('c')])
      .when(changeProfilePassword('first-secret', 'b'))
      .refused('ProofUsed')
  })

  it('hashed anew is still the same, and one changed meanwhile stays changed', () => {
    given([registered({ passwordRef: 'a' })])
      .when(rehashPassword('a', 'b'))
      .then([passwordRehashed('b')])
    given([registered({ passwordRef: 'a' }), passwordChanged('c')])
      .when(rehashPassword('a', 'b'))
      .thenNothing()
    expect(given([registered({ passwordRef: 'a' }), passwordRehashed('b')]).state).toMatchObject({
      passwordRef: 'b',
      passwordSince: noon,
    })
  })
})

describe('sign-in throttle (security.md): sign-in', () => {
  it.each([0, 5, 99])('is not blocked by %d wrong passwords in a row', (failures) => {
    given([registered()]).when(blockSignIn(failures)).thenNothing()
  })

  it.each([100, 101])('is blocked by %d', (failures) => {
    given([registered()])
      .when(blockSignIn(failures))
      .then([{ type: 'SignInBlocked', data: { failures } }])
  })
})
