import { describe, expect, it } from 'vitest'
import { restoreService, resumeService } from '../../../domain/sip-account/operator-decisions.ts'
import { disableService, setTrunkLimit } from '../../../domain/sip-account/sip-account.ts'
import {
  callerIdSet,
  disabled,
  given,
  provisioned,
  reminderRequested,
  restored,
  resumed,
  routingChanged,
  suspended,
  tariffOptionActivated,
  trunkLimitSet,
} from './history.ts'

describe('the service', () => {
  it('M28: switched off, keeps its settings for the day it is restored', () => {
    const settings = [
      provisioned({ trunkLimit: 2 }),
      routingChanged('SIP+GSM'),
      trunkLimitSet(7),
      callerIdSet('+74951234567'),
      tariffOptionActivated('Безлимит'),
    ]
    const before = given(settings).state
    expect(given([...settings, disabled()]).state).toEqual({ ...before, status: 'disabled' })
    expect(given([...settings, disabled(), restored()]).state).toEqual(before)
  })

  it('M28: may be switched off while it is suspended', () => {
    given([provisioned(), suspended()]).when(disableService).then([disabled()])
  })

  it('M21: suspended and resumed again, may be changed again', () => {
    given([provisioned(), suspended(), resumed()])
      .when(setTrunkLimit(5))
      .then([trunkLimitSet(5)])
  })

  it('M28: disabled, is not resumed but restored', () => {
    const account = given([provisioned(), suspended(), disabled()])
    account.when(resumeService).refused('ServiceDisabled')
    account.when(restoreService).then([restored()])
    expect(account.when(restoreService).state()).toMatchObject({ status: 'active' })
  })

  it('M28: switched off twice, restored twice, records once', () => {
    given([provisioned(), disabled()]).when(disableService).thenNothing()
    given([provisioned(), disabled(), restored()]).when(restoreService).thenNothing()
    given([provisioned(), disabled(), restored()]).when(disableService).then([disabled()])
  })
})

describe('history', () => {
  it('before its first event tells of no account', () => {
    expect(given([trunkLimitSet(5), disabled(), reminderRequested()]).state).toEqual({ status: 'absent' })
  })

  it('is never rejected: a second first event changes nothing', () => {
    const once = given([provisioned({ trunkLimit: 2 }), trunkLimitSet(5)]).state
    expect(given([provisioned({ trunkLimit: 2 }), trunkLimitSet(5), provisioned()]).state).toEqual(once)
  })
})
