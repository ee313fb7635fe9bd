import { describe, expect, it } from 'vitest'
import {
  chooseAccount,
  close,
  openByProfile,
  openBySip,
  passSecondFactor,
  proveProfile,
  revocationCauses,
  revoke,
  stageOf,
  stageShown,
} from '../../../domain/session/session.ts'
import { barred, linked, given as profileOf, registered, unlinked } from '../profile/history.ts'
import { proven } from '../proofs.ts'
import { given as registrationOf, historyOf as registrations } from '../registration/history.ts'
import {
  accountChosen,
  closed,
  factorPassed,
  given,
  historyOf,
  openedByProfile,
  openedBySip,
  profileProven,
  revoked,
} from './history.ts'

const withAccounts = profileOf([registered(), linked('a'), linked('b')]).state

const stage = (history: Parameters<typeof given>[0]) => {
  const { state } = given(history)
  return state.status === 'open' ? stageOf(state) : state.status
}

describe('a session', () => {
  it('M2: is opened by the account whose SIP password was given, and works in no account yet', () => {
    given([]).when(openBySip('a')).then([openedBySip()])
    expect(given([openedBySip()]).state).toEqual({
      status: 'open',
      entry: 'sip',
      provenAccountId: 'a',
      profileId: null,
      secondFactor: null,
      accountId: null,
    })
  })

  it('M11: is opened for the Profile whose password was given, without an account yet', () => {
    given([])
      .when(openByProfile({ profileId: 'p1', secondFactor: null }))
      .then([openedByProfile()])
    expect(given([openedByProfile()]).state).toEqual({
      status: 'open',
      entry: 'profile',
      provenAccountId: null,
      profileId: 'p1',
      secondFactor: null,
      accountId: null,
    })
  })

  it('is opened once', () => {
    for (const history of [[openedBySip()], [openedBySip(), closed]]) {
      given(history).when(openBySip('b')).refused('SessionExists')
      given(history)
        .when(openByProfile({ profileId: 'p1', secondFactor: null }))
        .refused('SessionExists')
    }
  })

  it('M2: asks whoever came in with a SIP account to give a Profile or register one', () => {
    expect(stage([openedBySip()])).toBe('linkOrRegister')
  })

  it('M8: shows that its registration waits for the letter, until the Profile is there', () => {
    const waiting = registrationOf(registrations.emailConfirmation).state
    const shown = (history: Parameters<typeof given>[0], registration = waiting) => {
      const { state } = given(history)
      return state.status === 'open' ? stageShown(state, registration) : state.status
    }
    expect(shown([openedBySip()])).toBe('emailConfirmation')
    expect(shown([openedBySip()], registrationOf(registrations.password).state)).toBe('linkOrRegister')
    expect(shown([openedBySip(), profileProven()])).toBe('accountChoice')
  })

  it('M10, M14: takes the Profile in, once, and no other', () => {
    const give = proveProfile({ profileId: 'p1', secondFactor: null })
    given([openedBySip()]).when(give).then([profileProven()])
    given([openedBySip(), profileProven()]).when(give).thenNothing()
    given([openedBySip(), profileProven()])
      .when(proveProfile({ profileId: 'p2', secondFactor: null }))
      .refused('ProfileAlreadyProven')
    given(historyOf.ended).when(give).refused('SessionEnded')
    given([]).when(give).refused('SessionEnded')
  })

  it('M14, M18: works in the account of its entry only once that is linked and chosen', () => {
    const entered = given([openedBySip('c'), profileProven()])
    expect(entered.state).toMatchObject({ accountId: null })
    entered.when(chooseAccount('c', withAccounts)).refused('AccountNotFound')
    entered.when(chooseAccount('a', withAccounts)).then([accountChosen('a')])
  })
})

describe('M7: with a second factor the session', () => {
  const proof = proven('signIn', { to: '+79031112233', flowId: 's1' })

  it('waits for it, and then goes on', () => {
    expect(stage([openedByProfile('sms')])).toBe('secondFactor')
    given([openedByProfile('sms')])
      .when(passSecondFactor('s1', proof))
      .then([factorPassed])
    expect(stage([openedByProfile('sms'), factorPassed])).toBe('accountChoice')
    given([openedByProfile('sms'), factorPassed])
      .when(passSecondFactor('s1', proof))
      .thenNothing()
  })

  it('takes none that was passed for another Profile or in another session', () => {
    const waiting = given([openedByProfile('sms')])
    waiting.when(passSecondFactor('s2', proof)).refused('ProofMismatch')
    waiting
      .when(passSecondFactor('s1', proven('signIn', { to: 'x', flowId: 's1', profileId: 'p2' })))
      .refused('ProofMismatch')
    given([openedBySip()]).when(passSecondFactor('s1', proof)).refused('ProofMismatch')
    given(historyOf.ended).when(passSecondFactor('s1', proof)).refused('SessionEnded')
  })

  it('lets nobody choose an account before', () => {
    const waiting = given([openedByProfile('totp')])
    waiting.when(chooseAccount('a', withAccounts)).refusedUntil('StageDue', 'secondFactor')
  })
})

describe('M15, M16: the account of a session', () => {
  it('is chosen among those linked', () => {
    const choosing = given([openedByProfile()])
    choosing.when(chooseAccount('b', withAccounts)).then([accountChosen('b')])
    choosing.when(chooseAccount('c', withAccounts)).refused('AccountNotFound')
    choosing.when(chooseAccount('a', { status: 'absent' })).refused('AccountNotFound')
  })

  it('M18: is not one whose access was withdrawn', () => {
    const { state } = profileOf([registered(), linked('a'), unlinked('a'), barred('a')])
    given([openedByProfile()]).when(chooseAccount('a', state)).refused('AccountNotFound')
  })

  it('is one at a time: another choice leaves the one before', () => {
    const inA = given([openedByProfile(), accountChosen('a')])
    expect(inA.state).toMatchObject({ accountId: 'a' })
    inA.when(chooseAccount('a', withAccounts)).thenNothing()
    inA.when(chooseAccount('b', withAccounts)).then([accountChosen('b')])
    expect(given([openedByProfile(), accountChosen('a'), accountChosen('b')]).state).toMatchObject({
      accountId: 'b',
    })
  })

  it('is chosen by nobody whose stage is another, or whose session is over', () => {
    given(historyOf.linkOrRegister)
      .when(chooseAccount('a', withAccounts))
      .refusedUntil('StageDue', 'linkOrRegister')
    for (const status of ['ended', 'absent'] as const)
      given(historyOf[status]).when(chooseAccount('a', withAccounts)).refused('SessionEnded')
  })
})

describe('the end of a session', () => {
  it('M29: comes when the person leaves', () => {
    given([openedBySip()]).when(close).then([closed])
    expect(given(historyOf.ended).state).toMatchObject({ status: 'ended', accountId: 'a' })
  })

  it.each(revocationCauses)('M17, M18, M19: may be told by others: %s', (cause) => {
    given([openedBySip()])
      .when(revoke(cause))
      .then([revoked(cause)])
  })

  it('comes only once, however it came', () => {
    for (const ending of [closed, revoked()]) {
      given([openedBySip(), ending]).when(close).thenNothing()
      given([openedBySip(), ending]).when(revoke('byOwner')).thenNothing()
    }
  })

  it('cannot come to a session that never was', () => {
    given([]).when(close).thenNothing()
    given([]).when(revoke('byOwner')).thenNothing()
    expect(given([closed, revoked(), accountChosen(), factorPassed]).state).toEqual({ status: 'absent' })
  })
})
