import { describe, expect, it } from 'vitest'
import {
  isLinked,
  liftBar,
  linkAccount,
  linkOtherService,
  unlinkAccount,
  unlinkOtherService,
  withdrawAccount,
} from '../../../domain/profile/accounts.ts'
import { register } from '../../../domain/profile/life.ts'
import {
  barred,
  given,
  linked,
  profileErased,
  registered,
  serviceLinked,
  serviceUnlinked,
  unbarred,
  unlinked,
} from './history.ts'
import { ready } from './ready-registration.ts'

describe('M10: the account used at entry', () => {
  it('is linked to the new Profile', () => {
    expect(given([]).when(register('r1', ready())).state()).toMatchObject({
      status: 'active',
      accounts: ['a'],
    })
  })
})

describe('M13: accounts of a Profile', () => {
  it('may be many, in the order in which they were linked', () => {
    const { state, when } = given([registered(), linked('a'), linked('b')])
    expect(state).toMatchObject({ accounts: ['a', 'b'] })
    when(linkAccount('c')).then([linked('c')])
  })

  it('may be another Profile’s too: nothing here asks whose it is', () => {
    for (const registrationId of ['r1', 'r2'])
      given([registered({ registrationId })])
        .when(linkAccount('a'))
        .then([linked('a')])
  })

  it('linked again change nothing', () => {
    given([registered(), linked('a')])
      .when(linkAccount('a'))
      .thenNothing()
  })

  it('are let go by the owner, and may be linked again', () => {
    const { when } = given([registered(), linked('a')])
    when(unlinkAccount('a')).then([unlinked('a')])
    given([registered(), linked('a'), unlinked('a')])
      .when(linkAccount('a'))
      .then([linked('a')])
  })

  it('are the Profile’s to work in exactly while they are linked', () => {
    expect(isLinked(given([registered(), linked('a')]).state, 'a')).toBe(true)
    expect(isLinked(given([registered(), linked('a')]).state, 'b')).toBe(false)
    expect(isLinked(given([registered(), linked('a'), unlinked('a')]).state, 'a')).toBe(false)
    expect(isLinked(given([registered(), linked('a'), profileErased]).state, 'a')).toBe(false)
    expect(isLinked(given([]).state, 'a')).toBe(false)
  })
})

describe('M18: access that a manager withdraws', () => {
  it('ends the link and bars the Profile from making it anew', () => {
    const { when } = given([registered(), linked('a'), linked('b')])
    when(withdrawAccount('a')).then([unlinked('a'), barred('a')])
    expect(when(withdrawAccount('a')).state()).toMatchObject({ accounts: ['b'], barred: ['a'] })
    given([registered(), unlinked('a'), barred('a')])
      .when(linkAccount('a'))
      .refused('AccountBarred')
  })

  it('is barred even when the employee had let the link go just before', () => {
    given([registered(), linked('a'), unlinked('a')])
      .when(withdrawAccount('a'))
      .then([barred('a')])
  })

  it('is withdrawn once', () => {
    given([registered(), linked('a'), unlinked('a'), barred('a')])
      .when(withdrawAccount('a'))
      .thenNothing()
  })

  it('bars no other account', () => {
    given([registered(), barred('a')])
      .when(linkAccount('b'))
      .then([linked('b')])
  })

  it('may be given again: the bar is lifted, and the link is the owner’s to make', () => {
    given([registered(), barred('a')])
      .when(liftBar('a'))
      .then([unbarred('a')])
    const free = given([registered(), linked('a'), unlinked('a'), barred('a'), unbarred('a')])
    expect(free.state).toMatchObject({ accounts: [], barred: [] })
    free.when(linkAccount('a')).then([linked('a')])
  })
})

describe('M12: accounts of other services', () => {
  it.each(['vats', 'staff-control', '8-800', 'one-of-tomorrow'])(
    'of the type %s are linked, one of a type',
    (service) => {
      given([registered()])
        .when(linkOtherService(service, 'vats-42'))
        .then([{ type: 'OtherServiceLinked', data: { service, account: 'vats-42' } }])
    },
  )

  it('are replaced by another, and let go', () => {
    const { state, when } = given([registered(), serviceLinked('88001234567')])
    expect(state).toMatchObject({ services: { '8-800': '88001234567' } })
    when(linkOtherService('8-800', '88001234567')).thenNothing()
    when(linkOtherService('8-800', '88007654321')).then([serviceLinked('88007654321')])
    when(unlinkOtherService('8-800')).then([serviceUnlinked])
    when(unlinkOtherService('vats')).thenNothing()
    expect(given([registered(), serviceLinked('88001234567'), serviceUnlinked]).state).toMatchObject({
      services: {},
    })
  })

  it.each(['', ' ', 'a b', 'a\n', 'x'.repeat(65), '<b>'])('may not be %j', (account) => {
    given([registered()]).when(linkOtherService('vats', account)).refused('OtherAccountInvalid')
  })
})
