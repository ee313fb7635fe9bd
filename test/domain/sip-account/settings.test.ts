import { describe, expect, it } from 'vitest'
import { setCallerId, setTariffOption } from '../../../domain/sip-account/operator-decisions.ts'
import { routingModes } from '../../../domain/sip-account/routing.ts'
import {
  changePassword,
  changeRouting,
  provision,
  setTrunkLimit,
} from '../../../domain/sip-account/sip-account.ts'
import {
  callerIdCleared,
  callerIdSet,
  given,
  number,
  passwordChanged,
  provisioned,
  routingChanged,
  suspended,
  tariffOptionActivated,
  tariffOptionDeactivated,
  trunkLimitSet,
} from './history.ts'

const wanted = {
  number,
  routing: 'SIP+GSM',
  trunkLimit: 4,
  passwordRef: 'secret',
  callerId: '+74951234567',
  tariffOption: 'Безлимит',
} as const

describe('an account is provisioned', () => {
  it('M22, M23: with its first caller id and tariff option as events of their own', () => {
    given([])
      .when(provision(wanted))
      .then([
        provisioned({ routing: 'SIP+GSM', trunkLimit: 4, passwordRef: 'secret' }),
        callerIdSet('+74951234567'),
        tariffOptionActivated('Безлимит'),
      ])
  })

  it('M21, M22, M23, M24, M25: and is active, with what it was given', () => {
    const { number: _, ...settings } = wanted
    expect(given([]).when(provision(wanted)).state()).toEqual({
      ...settings,
      number,
      status: 'active',
      reminders: [],
    })
  })

  it.each([0, 21, 1.5, Number.NaN])('M25: not with %s lines', (trunkLimit) => {
    given([])
      .when(provision({ ...wanted, trunkLimit }))
      .refused('TrunkLimitOutOfRange')
  })

  it('M23: not with a caller id that is no number', () => {
    given([])
      .when(provision({ ...wanted, callerId: '84951234567' }))
      .refused('CallerIdInvalid')
  })
})

describe('M24: routing', () => {
  const pairs = routingModes.flatMap((from) => routingModes.map((to) => [from, to] as const))

  it.each(pairs.filter(([from, to]) => from !== to))('goes from %s to %s', (from, to) => {
    given([provisioned({ routing: from })])
      .when(changeRouting(to))
      .then([routingChanged(to)])
  })

  it.each(routingModes)('%s again records nothing', (mode) => {
    given([provisioned({ routing: mode })])
      .when(changeRouting(mode))
      .thenNothing()
    given([provisioned({ routing: 'GSM' }), routingChanged(mode)])
      .when(changeRouting(mode))
      .thenNothing()
  })

  it('back to what it was before is a change', () => {
    given([provisioned({ routing: 'GSM' }), routingChanged('SIP')])
      .when(changeRouting('GSM'))
      .then([routingChanged('GSM')])
  })
})

describe('M25: the trunk limit', () => {
  it.each([1, 20])('may be %i', (lines) => {
    given([provisioned({ trunkLimit: 2 })])
      .when(setTrunkLimit(lines))
      .then([trunkLimitSet(lines)])
  })

  it.each([0, 21, -1, 1.5, 1e9, Number.NaN, Number.POSITIVE_INFINITY])('may not be %d', (lines) => {
    given([provisioned({ trunkLimit: 2 })])
      .when(setTrunkLimit(lines))
      .refused('TrunkLimitOutOfRange')
  })

  it('as it is already records nothing', () => {
    given([provisioned({ trunkLimit: 2 })])
      .when(setTrunkLimit(2))
      .thenNothing()
    given([provisioned({ trunkLimit: 2 }), trunkLimitSet(5)])
      .when(setTrunkLimit(5))
      .thenNothing()
  })

  it('out of range is refused for the service’s status first', () => {
    given([provisioned(), suspended()]).when(setTrunkLimit(21)).refused('ServiceSuspended')
  })

  it('that an older rule had allowed is still read from history, and can be set right', () => {
    const account = given([provisioned({ trunkLimit: 30 })])
    expect(account.state).toMatchObject({ trunkLimit: 30 })
    account.when(setTrunkLimit(20)).then([trunkLimitSet(20)])
  })
})

describe('M23: the caller id', () => {
  it('is not set at first', () => {
    expect(given([provisioned()]).state).toMatchObject({ callerId: null })
  })

  it('is set, replaced and cleared', () => {
    given([provisioned()])
      .when(setCallerId('+74951234567'))
      .then([callerIdSet('+74951234567')])
    const account = given([provisioned(), callerIdSet('+74951234567')])
    account.when(setCallerId('+78125556677')).then([callerIdSet('+78125556677')])
    account.when(setCallerId(null)).then([callerIdCleared()])
  })

  it('as it is already records nothing', () => {
    given([provisioned()]).when(setCallerId(null)).thenNothing()
    given([provisioned(), callerIdSet('+74951234567')])
      .when(setCallerId('+74951234567'))
      .thenNothing()
    given([provisioned(), callerIdSet('+74951234567'), callerIdCleared()])
      .when(setCallerId(null))
      .thenNothing()
  })

  it.each([
    '',
    '74951234567',
    '+7495123456',
    '+749512345678',
    '+14951234567',
    '+7495123456７',
    '+74951234567\n',
  ])('may not be %j', (shown) => {
    given([provisioned()]).when(setCallerId(shown)).refused('CallerIdInvalid')
  })

  it('of an erased person can be set and cleared', () => {
    const account = given([provisioned(), { type: 'CallerIdSet', data: { number: { erased: true } } }])
    account.when(setCallerId('+74951234567')).then([callerIdSet('+74951234567')])
    account.when(setCallerId(null)).then([callerIdCleared()])
  })
})

describe('M22: the tariff option', () => {
  it('is none at first: the basic tariff', () => {
    expect(given([provisioned()]).state).toMatchObject({ tariffOption: null })
  })

  it('is activated, replaced and deactivated', () => {
    given([provisioned()])
      .when(setTariffOption('Безлимит'))
      .then([tariffOptionActivated('Безлимит')])
    const account = given([provisioned(), tariffOptionActivated('Безлимит')])
    account.when(setTariffOption('Город')).then([tariffOptionActivated('Город')])
    account.when(setTariffOption(null)).then([tariffOptionDeactivated()])
    expect(account.when(setTariffOption(null)).state()).toMatchObject({ tariffOption: null })
  })

  it('as it is already records nothing', () => {
    given([provisioned()]).when(setTariffOption(null)).thenNothing()
    given([provisioned(), tariffOptionActivated('Безлимит')])
      .when(setTariffOption('Безлимит'))
      .thenNothing()
  })
})

describe('M27: the reference of the SIP password', () => {
  it('names the newest secret', () => {
    expect(given([provisioned(), passwordChanged('b'), passwordChanged('c')]).state).toMatchObject({
      passwordRef: 'c',
    })
  })

  it('that is named already records nothing', () => {
    given([provisioned({ passwordRef: 'a' })])
      .when(changePassword('a'))
      .thenNothing()
    given([provisioned({ passwordRef: 'a' }), passwordChanged('b')])
      .when(changePassword('b'))
      .thenNothing()
  })
})
