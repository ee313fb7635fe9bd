import { describe, expect, it } from 'vitest'
import { secretsInForce } from '../../../domain/profile/profile.ts'
import {
  disableTwoFactor,
  enableAuthenticator,
  enableSmsFactor,
  issueRecoveryCodes,
  type NewAuthenticator,
  spendRecoveryCode,
} from '../../../domain/profile/second-factor.ts'
import { noon } from '../given-when-then.ts'
import { proven } from '../proofs.ts'
import {
  codesIssued,
  codeUsed,
  given,
  passwordChanged,
  passwordRecovered,
  passwordRehashed,
  profileErased,
  registered,
  smsEnabled,
  totpEnabled,
  twoFactorDisabled,
} from './history.ts'

const authenticator: NewAuthenticator = {
  totpRef: 'totp',
  recoveryCodesRef: 'codes',
  count: 10,
  proof: proven('totpSetup', { to: null, flowId: 'totp' }),
}
const withCodes = [registered(), totpEnabled(), codesIssued()]

describe('M7: the second factor', () => {
  it('is off until its owner switches it on', () => {
    expect(given([registered()]).state).toMatchObject({ twoFactor: null })
    given([registered()]).when(enableSmsFactor(noon)).then([smsEnabled])
    given([registered(), smsEnabled]).when(enableSmsFactor(noon)).thenNothing()
  })

  it('is switched off, and stays so', () => {
    given([registered(), smsEnabled]).when(disableTwoFactor(noon)).then([twoFactorDisabled])
    given([registered(), smsEnabled, twoFactorDisabled]).when(disableTwoFactor(noon)).thenNothing()
  })

  it('may be an authenticator, whose codes were seen to be right', () => {
    given([registered(), smsEnabled])
      .when(enableAuthenticator(noon, authenticator))
      .then([totpEnabled(), codesIssued()])
    given(withCodes).when(enableAuthenticator(noon, authenticator)).thenNothing()
  })

  it('is no authenticator whose codes were seen to be right for another secret', () => {
    given([registered()])
      .when(enableAuthenticator(noon, { ...authenticator, totpRef: 'other' }))
      .refused('ProofMismatch')
  })

  it('is SMS again, and the authenticator’s recovery codes are void', () => {
    const { state } = given([...withCodes, smsEnabled])
    expect(state).toMatchObject({ twoFactor: { method: 'sms' } })
    given([...withCodes, smsEnabled])
      .when(spendRecoveryCode('codes', 0))
      .refused('TwoFactorOff')
  })

  it('is no authenticator that was let go: its secret is destroyed, however its codes were seen to be right', () => {
    for (const letGo of [smsEnabled, twoFactorDisabled, totpEnabled('newer')])
      given([...withCodes, letGo])
        .when(enableAuthenticator(noon, authenticator))
        .refused('ProofUsed')
  })

  it('of another authenticator has recovery codes of its own', () => {
    given([...withCodes, totpEnabled('newer')])
      .when(spendRecoveryCode('codes', 0))
      .refused('RecoveryCodeUsed')
  })
})

describe('M17: the second factor once the password was replaced', () => {
  const newer = { recoveryCodesRef: 'newer', count: 10 }
  const decisions = {
    sms: enableSmsFactor(noon),
    authenticator: enableAuthenticator(noon, {
      ...newer,
      totpRef: 'theirs',
      proof: proven('totpSetup', { to: null, flowId: 'theirs' }),
    }),
    none: disableTwoFactor(noon),
    codes: issueRecoveryCodes(noon, newer),
  }
  const recorded = {
    sms: [smsEnabled],
    authenticator: [totpEnabled('theirs'), codesIssued('newer')],
    none: [twoFactorDisabled],
    codes: [codesIssued('newer')],
  }

  it.each(['sms', 'authenticator', 'none', 'codes'] as const)(
    '%s: is changed by nobody who knew the one before; hashed anew it is the same',
    (what) => {
      given([...withCodes, passwordRehashed('same')])
        .when(decisions[what])
        .then(recorded[what])
      for (const renewed of [passwordRecovered('mine'), passwordChanged('mine')])
        given([...withCodes, renewed])
          .when(decisions[what])
          .refused('ProofUsed')
    },
  )
})

describe('recovery codes (security.md, second factor)', () => {
  it('are spent one by one', () => {
    given(withCodes)
      .when(spendRecoveryCode('codes', 0))
      .then([codeUsed(0)])
    given([...withCodes, codeUsed(0)])
      .when(spendRecoveryCode('codes', 0))
      .refused('RecoveryCodeUsed')
    given([...withCodes, codeUsed(0)])
      .when(spendRecoveryCode('codes', 9))
      .then([codeUsed(9)])
  })

  it.each([-1, 10, 0.5, Number.NaN])('have no slot %d', (slot) => {
    given(withCodes).when(spendRecoveryCode('codes', slot)).refused('RecoveryCodeUsed')
  })

  it('are replaced; the old ones open nothing, the new ones all', () => {
    given(withCodes)
      .when(issueRecoveryCodes(noon, { recoveryCodesRef: 'newer', count: 10 }))
      .then([codesIssued('newer')])
    given(withCodes)
      .when(issueRecoveryCodes(noon, { recoveryCodesRef: 'codes', count: 10 }))
      .thenNothing()
    const { when } = given([...withCodes, codeUsed(0), codesIssued('newer')])
    when(spendRecoveryCode('codes', 1)).refused('RecoveryCodeUsed')
    when(spendRecoveryCode('newer', 0)).then([codeUsed(0)])
  })
})

describe('M19: an erased Profile', () => {
  it('has no secret in force, a living one those that it names', () => {
    expect(secretsInForce(given(withCodes).state)).toEqual(['first-secret', 'totp', 'codes'])
    expect(secretsInForce(given([registered(), smsEnabled]).state)).toEqual(['first-secret'])
    expect(secretsInForce(given([...withCodes, twoFactorDisabled]).state)).toEqual(['first-secret'])
    expect(secretsInForce(given([...withCodes, profileErased]).state)).toEqual([])
    expect(secretsInForce(given([]).state)).toEqual([])
  })
})
