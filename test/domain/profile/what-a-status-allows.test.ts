import { describe, it } from 'vitest'
import {
  liftBar,
  linkAccount,
  linkOtherService,
  unlinkAccount,
  unlinkOtherService,
  withdrawAccount,
} from '../../../domain/profile/accounts.ts'
import { changePhone, confirmEmailChange, requestEmailChange } from '../../../domain/profile/contact.ts'
import type { ProfileEvent } from '../../../domain/profile/events.ts'
import { acceptOffer, eraseProfile, register } from '../../../domain/profile/life.ts'
import {
  blockSignIn,
  changeProfilePassword,
  recoverPassword,
  rehashPassword,
  unblockSignIn,
} from '../../../domain/profile/password.ts'
import type { ProfileDecision, ProfileRefusal } from '../../../domain/profile/profile.ts'
import {
  disableTwoFactor,
  enableAuthenticator,
  enableSmsFactor,
  issueRecoveryCodes,
  spendRecoveryCode,
} from '../../../domain/profile/second-factor.ts'
import { noon } from '../given-when-then.ts'
import { proven } from '../proofs.ts'
import {
  barred,
  blocked,
  codesIssued,
  emailChangeRequested,
  given,
  historyOf,
  linked,
  offerAccepted,
  passwordChanged,
  passwordRecovered,
  passwordRehashed,
  phone,
  phoneChanged,
  profileErased,
  registered,
  serviceLinked,
  smsEnabled,
  totpEnabled,
  unblocked,
} from './history.ts'
import { ready } from './ready-registration.ts'

type Answer = ProfileRefusal | 'nothing' | readonly ProfileEvent[]
type Answers = Readonly<Record<keyof typeof historyOf, Answer>>

const statuses = ['absent', 'active', 'blocked', 'erased'] as const

const inWords = (answer: Answer): string => {
  if (typeof answer === 'string') return answer === 'nothing' ? 'changes nothing' : `is refused: ${answer}`
  return `records ${answer.map(({ type }) => type).join(', ')}`
}

const inEveryStatus = (decision: ProfileDecision, answers: Answers): void => {
  for (const status of statuses) {
    const answer = answers[status]
    it(`on a Profile that is ${status} it ${inWords(answer)}`, () => {
      const expectation = given(historyOf[status]).when(decision)
      if (typeof answer !== 'string') expectation.then(answer)
      else if (answer === 'nothing') expectation.thenNothing()
      else expectation.refused(answer)
    })
  }
}

/** What a Profile that is registered answers, blocked or not; nobody else has anything to decide. */
const registeredAnswers = (answer: Answer): Answers => ({
  absent: 'ProfileNotFound',
  active: answer,
  blocked: answer,
  erased: 'ProfileErased',
})

describe('M9, M10: a Profile is registered', () => {
  inEveryStatus(register('r1', ready()), {
    absent: [registered(), offerAccepted('1', noon + 180_000), linked('a')],
    active: 'nothing',
    blocked: 'nothing',
    erased: 'ProfileErased',
  })
})

describe('M5: a new offer is accepted', () => {
  inEveryStatus(acceptOffer('2', noon), registeredAnswers([offerAccepted('2', noon)]))
})

describe('M10, M14: an account is linked', () => {
  inEveryStatus(linkAccount('a'), registeredAnswers([linked('a')]))
})

describe('M13: an account is unlinked that is not linked', () => {
  inEveryStatus(unlinkAccount('a'), registeredAnswers('nothing'))
})

describe('M18: access is withdrawn', () => {
  inEveryStatus(withdrawAccount('a'), registeredAnswers([barred('a')]))
})

describe('M18: a bar is lifted that is not there', () => {
  inEveryStatus(liftBar('a'), registeredAnswers('nothing'))
})

describe('M12: another service’s account is linked', () => {
  inEveryStatus(linkOtherService('8-800', '88001234567'), registeredAnswers([serviceLinked('88001234567')]))
})

describe('M12: another service’s account is unlinked that is not there', () => {
  inEveryStatus(unlinkOtherService('8-800'), registeredAnswers('nothing'))
})

describe('M7: the phone is changed', () => {
  const to = '+79031112244'
  inEveryStatus(
    changePhone(proven('phoneChange', { to, passedAt: noon + 1 })),
    registeredAnswers([phoneChanged(to)]),
  )
})

describe('M8: another e-mail is asked for', () => {
  inEveryStatus(
    requestEmailChange(noon, 'anna@example.net', 'c1'),
    registeredAnswers([emailChangeRequested('anna@example.net')]),
  )
})

describe('M8: an e-mail is confirmed that nobody asked for', () => {
  inEveryStatus(
    confirmEmailChange(proven('emailChange', { to: 'anna@example.net' })),
    registeredAnswers('EmailChangeNotPending'),
  )
})

describe('M6: the password is changed', () => {
  inEveryStatus(changeProfilePassword('first-secret', 'second-secret'), {
    ...registeredAnswers([passwordChanged('second-secret')]),
    blocked: 'SignInBlocked',
  })
})

describe('the password is hashed anew (security.md)', () => {
  inEveryStatus(
    rehashPassword('first-secret', 'same-secret'),
    registeredAnswers([passwordRehashed('same-secret')]),
  )
})

describe('M17: the password is recovered', () => {
  const recovery = {
    passwordRef: 'second-secret',
    phone: proven('recoveryPhone', { to: phone, passedAt: noon + 1 }),
    email: null,
  }
  inEveryStatus(recoverPassword(recovery, noon + 1), {
    ...registeredAnswers([passwordRecovered('second-secret')]),
    blocked: [passwordRecovered('second-secret'), unblocked],
  })
})

describe('M17: sign-in is blocked', () => {
  inEveryStatus(blockSignIn(100), { ...registeredAnswers([blocked]), blocked: 'nothing' })
})

describe('M17: staff unblock sign-in', () => {
  inEveryStatus(unblockSignIn, { ...registeredAnswers('nothing'), blocked: [unblocked] })
})

describe('M7: SMS at every login is switched on', () => {
  inEveryStatus(enableSmsFactor(noon), registeredAnswers([smsEnabled]))
})

describe('M7: an authenticator is switched on', () => {
  const codes = { recoveryCodesRef: 'codes', count: 10 }
  const proof = proven('totpSetup', { to: null, flowId: 'totp' })
  inEveryStatus(
    enableAuthenticator(noon, { totpRef: 'totp', proof, ...codes }),
    registeredAnswers([totpEnabled(), codesIssued()]),
  )
})

describe('M7: a second factor is switched off that is not on', () => {
  inEveryStatus(disableTwoFactor(noon), registeredAnswers('nothing'))
})

describe('M7: recovery codes are asked for or spent without an authenticator', () => {
  inEveryStatus(
    issueRecoveryCodes(noon, { recoveryCodesRef: 'codes', count: 10 }),
    registeredAnswers('TwoFactorOff'),
  )
  inEveryStatus(spendRecoveryCode('codes', 0), registeredAnswers('TwoFactorOff'))
})

describe('M19: the Profile is erased', () => {
  inEveryStatus(eraseProfile, {
    absent: 'ProfileNotFound',
    active: [profileErased],
    blocked: [profileErased],
    erased: 'nothing',
  })
})
