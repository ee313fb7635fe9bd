import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StaffEvent } from '../../../domain/staff/events.ts'
import { staffLoginOf } from '../../../domain/staff/login.ts'
import {
  acceptedPassword,
  blockStaff,
  changeStaffPassword,
  createStaff,
  disableStaff,
  enableStaff,
  oneTimePasswordLasts,
  rehashStaffPassword,
  resetSecondFactor,
  setAuthenticator,
  staff,
  stageOfStaff,
} from '../../../domain/staff/staff.ts'
import { anyStaffEvents } from '../any-events.ts'
import { at, histories, noon } from '../given-when-then.ts'

const given = histories(staff)

const wanted = { role: 'manager', login: 'ivanova', name: 'Мария Иванова', passwordRef: 'p1' } as const
const created: StaffEvent = { type: 'StaffCreated', data: wanted }
const changed = (passwordRef: string): StaffEvent => ({ type: 'StaffPasswordChanged', data: { passwordRef } })
const issued = (passwordRef: string): StaffEvent => ({
  type: 'StaffOneTimePasswordIssued',
  data: { passwordRef },
})
const factor: StaffEvent = { type: 'StaffSecondFactorSet', data: { totpRef: 't1' } }
const factorReset: StaffEvent = { type: 'StaffSecondFactorReset', data: {} }
const blocked: StaffEvent = { type: 'StaffBlocked', data: { failures: 10 } }
const disabled: StaffEvent = { type: 'StaffDisabled', data: {} }
const enabled: StaffEvent = { type: 'StaffEnabled', data: {} }
const settled = [created, changed('p2'), factor]

const known = (events: readonly StaffEvent[]) => {
  const { state } = given(events)
  if (state.status === 'absent') throw new Error('nobody')
  return state
}

describe('somebody of the staff (security.md, staff)', () => {
  it('is created once, and unknown before', () => {
    given([]).when(createStaff(wanted)).then([created])
    given([created]).when(createStaff(wanted)).refused('StaffExists')
    for (const decide of [disableStaff, enableStaff, changeStaffPassword(1, 'x'), resetSecondFactor('x')])
      given([]).when(decide).refused('StaffNotFound')
  })

  it('changes the one-time password, then sets up an authenticator, and only then is in', () => {
    expect(stageOfStaff(known([created]), false)).toBe('passwordChange')
    expect(stageOfStaff(known([created, changed('p2')]), false)).toBe('authenticatorSetup')
    expect(stageOfStaff(known(settled), false)).toBe('secondFactor')
    expect(stageOfStaff(known(settled), true)).toBe('open')
  })

  it('shows the second factor before anything else: a password alone changes nothing', () => {
    expect(stageOfStaff(known([created, factor]), false)).toBe('secondFactor')
    expect(stageOfStaff(known([created, factor]), true)).toBe('passwordChange')
  })

  it('has one authenticator: another takes its place only after a reset', () => {
    given([created, changed('p2')])
      .when(setAuthenticator(2, 't1'))
      .then([factor])
    given(settled).when(setAuthenticator(2, 't1')).thenNothing()
    given(settled).when(setAuthenticator(2, 't2')).refusedUntil('StageDue', 'secondFactor')
  })

  it('after a reset begins anew with a one-time password: the old one sets up no authenticator', () => {
    given(settled)
      .when(resetSecondFactor('p3'))
      .then([factorReset, issued('p3')])
    given([created])
      .when(resetSecondFactor('p3'))
      .then([issued('p3')])
    const after = known([...settled, factorReset, issued('p3')])
    expect(after).toMatchObject({ passwordRef: 'p3', isOneTime: true, totpRef: null, passwordNumber: 3 })
    expect(stageOfStaff(after, true)).toBe('passwordChange')
  })

  it('after a reset, who gave the password before it sets neither a password nor an authenticator', () => {
    const reset = [...settled, factorReset, issued('p3')]
    given([created])
      .when(changeStaffPassword(1, 'p2'))
      .then([changed('p2')])
    given([created, issued('p3')])
      .when(changeStaffPassword(1, 'p2'))
      .refused('SessionEnded')
    given([created, changed('p2'), issued('p3')])
      .when(setAuthenticator(2, 't1'))
      .refused('SessionEnded')
    given(reset).when(changeStaffPassword(2, 'p4')).refused('SessionEnded')
    given(reset).when(setAuthenticator(2, 't2')).refused('SessionEnded')
    given(reset)
      .when(changeStaffPassword(3, 'p4'))
      .then([changed('p4')])
  })

  it('is the same in its session when the password was only hashed anew meanwhile', () => {
    const rehashed: StaffEvent = { type: 'StaffPasswordRehashed', data: { passwordRef: 'p1b' } }
    given([created, rehashed])
      .when(changeStaffPassword(1, 'p2'))
      .then([changed('p2')])
    given([created, changed('p2'), rehashed])
      .when(setAuthenticator(2, 't1'))
      .then([factor])
  })

  it('has a one-time password for three days', () => {
    const { state } = given([at(noon, created)])
    expect(acceptedPassword(state, noon + oneTimePasswordLasts - 1)).toBe('p1')
    expect(acceptedPassword(state, noon + oneTimePasswordLasts)).toBeNull()
    expect(acceptedPassword(given(settled).state, noon + 100 * oneTimePasswordLasts)).toBe('p2')
  })

  it('is shut out by the 10th failure in a row, and let in by the operator alone', () => {
    given(settled).when(blockStaff(9)).thenNothing()
    given(settled).when(blockStaff(10)).then([blocked])
    given([...settled, blocked])
      .when(blockStaff(11))
      .thenNothing()
    expect(acceptedPassword(given([...settled, blocked]).state, noon)).toBeNull()
    given([...settled, blocked])
      .when(enableStaff)
      .then([enabled])
    given(settled).when(enableStaff).thenNothing()
    expect(acceptedPassword(given([...settled, blocked, enabled]).state, noon)).toBe('p2')
  })

  it('lets failures from before it was let in, or from an earlier password, count no more', () => {
    expect(known([at(1, created), at(2, changed('p2'))]).failuresSince).toBe(2)
    expect(known([at(1, created), at(2, blocked), at(3, enabled)]).failuresSince).toBe(3)
    expect(known([at(1, created), at(2, issued('p2'))]).failuresSince).toBe(2)
  })

  it('is disabled by the operator, blocked or not, and then changes nothing', () => {
    given(settled).when(disableStaff).then([disabled])
    given([...settled, blocked])
      .when(disableStaff)
      .then([disabled])
    given([...settled, disabled])
      .when(disableStaff)
      .thenNothing()
    given([...settled, disabled])
      .when(changeStaffPassword(2, 'p3'))
      .refused('StaffNotActive')
    given([created, disabled]).when(setAuthenticator(1, 't1')).refused('StaffNotActive')
    given([...settled, disabled])
      .when(enableStaff)
      .then([enabled])
  })

  it('has its password hashed anew without that being another password', () => {
    given(settled)
      .when(rehashStaffPassword('p2', 'p2b'))
      .then([{ type: 'StaffPasswordRehashed', data: { passwordRef: 'p2b' } }])
    given(settled).when(rehashStaffPassword('p1', 'p1b')).thenNothing()
    const after = known([...settled, { type: 'StaffPasswordRehashed', data: { passwordRef: 'p2b' } }])
    expect(after).toMatchObject({ passwordRef: 'p2b', passwordNumber: 2, isOneTime: false })
  })

  it('reads any history without a fault, and nothing but the creation begins it', () => {
    fc.assert(
      fc.property(anyStaffEvents, (events) => {
        const state = events.reduce(staff.evolve, staff.initial)
        expect(state.status === 'absent').toBe(!events.some(({ type }) => type === 'StaffCreated'))
      }),
    )
  })
})

describe('a staff login', () => {
  it.each([
    ['ivanova', 'ivanova'],
    [' Ivanova ', 'ivanova'],
    ['m.ivanova-2', 'm.ivanova-2'],
    ['iv', null],
    ['79260250730', null],
    ['иванова', null],
    ['ivanova@example.org', null],
    ['i'.repeat(33), null],
  ])('%j is %j', (written, login) => {
    expect(staffLoginOf(written)).toBe(login)
  })
})
