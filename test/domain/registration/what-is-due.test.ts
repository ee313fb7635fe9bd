import { describe, expect, it } from 'vitest'
import { hours } from '../../../domain/instant.ts'
import {
  abandonAsOutdated,
  abandonAsTaken,
  abandonExpired,
  complete,
  giveUp,
  isOutdated,
} from '../../../domain/registration/end.ts'
import type { RegistrationEvent } from '../../../domain/registration/events.ts'
import {
  type RegistrationDecision,
  type RegistrationRefusal,
  type RegistrationStep,
  registrationSteps,
} from '../../../domain/registration/registration.ts'
import {
  confirmEmail,
  confirmPhone,
  giveDetails,
  givePhone,
  requestLetter,
  setPassword,
  start,
} from '../../../domain/registration/steps.ts'
import type { SipAccount } from '../../../domain/sip-account/sip-account.ts'
import { noon } from '../given-when-then.ts'
import { given as profileOf, registered } from '../profile/history.ts'
import { proven } from '../proofs.ts'
import { given as accountOf, provisioned } from '../sip-account/history.ts'
import {
  abandoned,
  completed,
  detailsGiven,
  email,
  emailConfirmed,
  given,
  historyOf,
  letterRequested,
  passwordSet,
  phone,
  phoneConfirmed,
  phoneGiven,
  started,
} from './history.ts'

type Status = keyof typeof historyOf
type Answer = RegistrationRefusal | 'nothing' | readonly RegistrationEvent[]

const now = noon + hours(1)
const statuses = ['absent', ...registrationSteps, 'completed', 'abandoned'] as const

const isStep = (status: Status): status is RegistrationStep =>
  registrationSteps.some((step) => step === status)

const ended = {
  absent: 'RegistrationNotFound',
  completed: 'RegistrationCompleted',
  abandoned: 'RegistrationAbandoned',
} as const

const inWords = (answer: Answer | null): string => {
  if (answer === null) return 'is refused, and told what is due'
  if (typeof answer === 'string') return answer === 'nothing' ? 'changes nothing' : `is refused: ${answer}`
  return `records ${answer.map(({ type }) => type).join(', ')}`
}

/** One test for every status; what is not said is refused with the step that is due, or because it has ended. */
const inEveryStatus = (
  decision: RegistrationDecision,
  said: { readonly [S in Status]?: Answer | undefined },
): void => {
  for (const status of statuses) {
    const answer = said[status] ?? (isStep(status) ? null : ended[status])
    it(`where ${status} is its status it ${inWords(answer)}`, () => {
      const expectation = given(historyOf[status]).when(decision)
      if (answer === null) expectation.refusedUntil('StepNotDue', status)
      else if (typeof answer !== 'string') expectation.then(answer)
      else if (answer === 'nothing') expectation.thenNothing()
      else expectation.refused(answer)
    })
  }
}

const everyStep = (answer: Answer) => Object.fromEntries(registrationSteps.map((step) => [step, answer]))

describe('M2: a registration is started', () => {
  inEveryStatus(start({ profileId: 'p1', accountId: 'a', sipPasswordRef: 'sip-secret' }, noon), {
    ...everyStep('nothing'),
    absent: [started],
    completed: 'nothing',
    abandoned: 'nothing',
  })
  it('once: another Profile’s is not begun under the same id', () => {
    given([started])
      .when(start({ profileId: 'p2', accountId: 'a', sipPasswordRef: 'sip-secret' }, noon))
      .refused('RegistrationExists')
  })
})

describe('M3, step 1: the phone is given', () => {
  inEveryStatus(givePhone({ phone, challengeId: 'c1' }, now), {
    phone: [phoneGiven()],
    phoneCode: 'nothing',
  })
})

describe('M4, step 2: the phone is confirmed', () => {
  inEveryStatus(confirmPhone(proven('registrationPhone', { to: phone }), now), {
    phoneCode: [phoneConfirmed],
    details: 'nothing',
  })
})

describe('M5, step 3: names, e-mail and the accepted offer are given', () => {
  inEveryStatus(giveDetails({ lastName: 'Ёлкина', firstName: 'Анна', email, acceptedOffer: '1' }, '1', now), {
    details: [detailsGiven],
    password: 'nothing',
  })
})

describe('M6, step 4: the password is set', () => {
  inEveryStatus(setPassword('first-secret', now), { password: [passwordSet], letter: 'nothing' })
})

describe('M8, step 5: the letter is sent', () => {
  inEveryStatus(requestLetter({ email, challengeId: 'c2' }, now), {
    letter: [letterRequested()],
    emailConfirmation: 'nothing',
  })
})

describe('M9, step 6: the e-mail is confirmed', () => {
  inEveryStatus(confirmEmail(proven('registrationEmail', { to: email, challengeId: 'c2' }), now), {
    emailConfirmation: [emailConfirmed],
    profile: 'nothing',
  })
})

describe('M10, step 7: the Profile is there', () => {
  inEveryStatus(complete(profileOf([registered()]).state), {
    profile: [completed],
    completed: 'nothing',
  })
  it('and not before it is', () => {
    given(historyOf.profile)
      .when(complete(profileOf([]).state))
      .refusedUntil('StepNotDue', 'profile')
  })
})

describe('a registration whose time is over', () => {
  const late = noon + hours(48)
  inEveryStatus(abandonExpired(late), {
    ...everyStep([abandoned('expired')]),
    absent: 'nothing',
    profile: 'nothing',
    completed: 'nothing',
    abandoned: 'nothing',
  })

  it('M9: is not one whose e-mail is confirmed: however late, a Profile comes of it', () => {
    given(historyOf.profile)
      .when(complete(profileOf([registered()]).state))
      .then([completed])
  })

  it('takes no more steps, and is not abandoned a moment too early', () => {
    for (const status of registrationSteps.filter((step) => step !== 'profile')) {
      given(historyOf[status])
        .when(givePhone({ phone, challengeId: 'c1' }, late))
        .refused('RegistrationExpired')
      given(historyOf[status])
        .when(abandonExpired(late - 1))
        .thenNothing()
    }
  })
})

describe('a registration is given up by the person', () => {
  inEveryStatus(giveUp, { ...everyStep([abandoned('byPerson')]), profile: undefined, abandoned: 'nothing' })
})

describe('a registration whose phone or e-mail has become somebody else’s', () => {
  inEveryStatus(abandonAsTaken(profileOf([]).state), {
    profile: [abandoned('valueTaken')],
    abandoned: 'nothing',
  })
  it('is not abandoned once its Profile is there', () => {
    given(historyOf.profile)
      .when(abandonAsTaken(profileOf([registered()]).state))
      .refusedUntil('StepNotDue', 'profile')
  })
})

describe('a registration whose SIP password has been replaced (M18)', () => {
  inEveryStatus(abandonAsOutdated(profileOf([]).state), {
    profile: [abandoned('passwordReplaced')],
    abandoned: 'nothing',
  })
  const ready = given(historyOf.profile).state
  const account = (passwordRef: string) => accountOf([provisioned({ passwordRef })]).state
  const outdated = (noted: string | null, present: SipAccount) =>
    ready.status === 'profile' && isOutdated({ ...ready, sipPasswordRef: noted }, present)

  it('is outdated by another password than that of its entry, and where that was not noted', () => {
    expect(outdated('sip-secret', account('sip-secret'))).toBe(false)
    expect(outdated('sip-secret', account('new-secret'))).toBe(true)
    expect(outdated(null, account('sip-secret'))).toBe(true)
    expect(outdated('sip-secret', accountOf([]).state)).toBe(true)
  })
})

describe('an abandoned registration', () => {
  it('says what is to be released and destroyed', () => {
    const early = given([started, abandoned()]).state
    const full = given([...historyOf.emailConfirmation, abandoned('byPerson')]).state
    const kept = { status: 'abandoned', profileId: 'p1' }
    expect(early).toEqual({ ...kept, phone: null, email: null, passwordRef: null })
    expect(full).toEqual({ ...kept, phone, email, passwordRef: 'first-secret' })
  })
})
