import { describe, it } from 'vitest'
import type { SipAccountEvent } from '../../../domain/sip-account/events.ts'
import {
  restoreService,
  resumeService,
  setCallerId,
  setTariffOption,
  suspendService,
} from '../../../domain/sip-account/operator-decisions.ts'
import {
  changePassword,
  changeRouting,
  disableService,
  provision,
  requestPasswordReminder,
  type SipAccountDecision,
  type SipAccountRefusal,
  setTrunkLimit,
} from '../../../domain/sip-account/sip-account.ts'
import { noon } from '../given-when-then.ts'
import {
  callerIdSet,
  disabled,
  given,
  historyOf,
  number,
  passwordChanged,
  provisioned,
  reminderRequested,
  restored,
  resumed,
  routingChanged,
  suspended,
  tariffOptionActivated,
  trunkLimitSet,
} from './history.ts'

type Answer = SipAccountRefusal | 'nothing' | readonly SipAccountEvent[]
type Answers = Readonly<Record<keyof typeof historyOf, Answer>>

const statuses = ['absent', 'active', 'suspended', 'disabled'] as const

const inWords = (answer: Answer): string => {
  if (typeof answer === 'string') return answer === 'nothing' ? 'changes nothing' : `is refused: ${answer}`
  return `records ${answer.map(({ type }) => type).join(', ')}`
}

/** One test for every status; the row of the table in `events.md`. */
const inEveryStatus = (decision: SipAccountDecision, answers: Answers): void => {
  for (const status of statuses) {
    const answer = answers[status]
    it(`on an account that is ${status} it ${inWords(answer)}`, () => {
      const expectation = given(historyOf[status]).when(decision)
      if (typeof answer !== 'string') expectation.then(answer)
      else if (answer === 'nothing') expectation.thenNothing()
      else expectation.refused(answer)
    })
  }
}

const everyDecisionButOpening = { absent: 'AccountNotFound' } as const

describe('O1, M2: an account is provisioned', () => {
  const account = { number, routing: 'SIP', trunkLimit: 2, passwordRef: 'first-secret' } as const
  inEveryStatus(provision({ ...account, callerId: null, tariffOption: null }), {
    absent: [provisioned()],
    active: 'AccountExists',
    suspended: 'AccountExists',
    disabled: 'AccountExists',
  })
})

describe('M22: the tariff option is changed', () => {
  inEveryStatus(setTariffOption('Безлимит'), {
    ...everyDecisionButOpening,
    active: [tariffOptionActivated('Безлимит')],
    suspended: [tariffOptionActivated('Безлимит')],
    disabled: 'ServiceDisabled',
  })
})

describe('M23: the caller id is changed', () => {
  inEveryStatus(setCallerId('+74951234567'), {
    ...everyDecisionButOpening,
    active: [callerIdSet('+74951234567')],
    suspended: 'ServiceSuspended',
    disabled: 'ServiceDisabled',
  })
})

describe('M24: routing is changed', () => {
  inEveryStatus(changeRouting('SIP+GSM'), {
    ...everyDecisionButOpening,
    active: [routingChanged('SIP+GSM')],
    suspended: 'ServiceSuspended',
    disabled: 'ServiceDisabled',
  })
})

describe('M25: the trunk limit is set', () => {
  inEveryStatus(setTrunkLimit(5), {
    ...everyDecisionButOpening,
    active: [trunkLimitSet(5)],
    suspended: 'ServiceSuspended',
    disabled: 'ServiceDisabled',
  })
})

describe('M26: a reminder of the SIP password is asked for', () => {
  inEveryStatus(requestPasswordReminder(noon), {
    ...everyDecisionButOpening,
    active: [reminderRequested()],
    suspended: [reminderRequested()],
    disabled: 'ServiceDisabled',
  })
})

describe('M27: the SIP password is changed', () => {
  inEveryStatus(changePassword('second-secret'), {
    ...everyDecisionButOpening,
    active: [passwordChanged('second-secret')],
    suspended: [passwordChanged('second-secret')],
    disabled: 'ServiceDisabled',
  })
})

describe('M28: the service is disabled', () => {
  inEveryStatus(disableService, {
    ...everyDecisionButOpening,
    active: [disabled()],
    suspended: [disabled()],
    disabled: 'nothing',
  })
})

describe('M21: the operator suspends the service', () => {
  inEveryStatus(suspendService, {
    ...everyDecisionButOpening,
    active: [suspended()],
    suspended: 'nothing',
    disabled: 'ServiceDisabled',
  })
})

describe('M21: the operator resumes the service', () => {
  inEveryStatus(resumeService, {
    ...everyDecisionButOpening,
    active: 'nothing',
    suspended: [resumed()],
    disabled: 'ServiceDisabled',
  })
})

describe('M21: the operator restores the service', () => {
  inEveryStatus(restoreService, {
    ...everyDecisionButOpening,
    active: 'nothing',
    suspended: 'nothing',
    disabled: [restored()],
  })
})
