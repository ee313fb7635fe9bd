import { match } from 'ts-pattern'
import { type Aggregate, type Decided, nothingToDo, record, refuse } from '../decision.ts'
import { oneOf, type Recorded } from '../event.ts'
import { days, type Instant } from '../instant.ts'
import type { Sealed } from '../sealed.ts'
import { type StaffEvent, type StaffRole, staffEvents } from './events.ts'

// State

/** `blocked`: after too many failures; `disabled`: by the operator. Neither gets in, and open sessions end. */
export interface KnownStaff {
  readonly status: 'active' | 'blocked' | 'disabled'
  readonly role: StaffRole
  readonly login: Sealed<string>
  readonly name: Sealed<string>
  readonly passwordRef: string
  readonly passwordSince: Instant
  /** Failures before this moment count no more. */
  readonly failuresSince: Instant
  /** How many passwords there have been, the present one included: a session of an earlier one opens nothing. */
  readonly passwordNumber: number
  /** Given by the operator: it has to be changed before anything else, and soon. */
  readonly isOneTime: boolean
  readonly totpRef: string | null
}

export type Staff = { readonly status: 'absent' } | KnownStaff

// Evolve

type Of<Type> = Recorded<StaffEvent & { readonly type: Type }>

const begin = ({ data, at }: Of<'StaffCreated'>): KnownStaff => ({
  status: 'active',
  ...data,
  passwordSince: at,
  failuresSince: at,
  passwordNumber: 1,
  isOneTime: true,
  totpRef: null,
})

const withPassword = (
  staff: KnownStaff,
  { data, at }: Of<'StaffOneTimePasswordIssued' | 'StaffPasswordChanged'>,
  isOneTime: boolean,
): KnownStaff => ({
  ...staff,
  passwordRef: data.passwordRef,
  passwordSince: at,
  failuresSince: at,
  passwordNumber: staff.passwordNumber + 1,
  isOneTime,
})

const change = (staff: KnownStaff, event: Recorded<Exclude<StaffEvent, { type: 'StaffCreated' }>>): Staff =>
  match(event)
    .returnType<Staff>()
    .with({ type: 'StaffOneTimePasswordIssued' }, (issued) => withPassword(staff, issued, true))
    .with({ type: 'StaffPasswordChanged' }, (changed) => withPassword(staff, changed, false))
    .with({ type: 'StaffPasswordRehashed' }, ({ data }) => ({ ...staff, passwordRef: data.passwordRef }))
    .with({ type: 'StaffSecondFactorSet' }, ({ data }) => ({ ...staff, totpRef: data.totpRef }))
    .with({ type: 'StaffSecondFactorReset' }, () => ({ ...staff, totpRef: null }))
    .with({ type: 'StaffBlocked' }, () => ({ ...staff, status: 'blocked' }))
    .with({ type: 'StaffDisabled' }, () => ({ ...staff, status: 'disabled' }))
    .with({ type: 'StaffEnabled' }, ({ at }) => ({ ...staff, status: 'active', failuresSince: at }))
    .exhaustive()

/** Adds one event; before the creation nothing changes anything. */
export const evolve = (staff: Staff, event: Recorded<StaffEvent>): Staff => {
  if (staff.status === 'absent') return event.type === 'StaffCreated' ? begin(event) : staff
  return event.type === 'StaffCreated' ? staff : change(staff, event)
}

export const staff: Aggregate<Staff, StaffEvent, 'staff'> = {
  category: 'staff',
  owns: oneOf(staffEvents),
  initial: { status: 'absent' },
  evolve,
}

// Decisions

export type StaffRefusal =
  | 'StaffNotFound'
  | 'StaffExists'
  | 'StaffNotActive'
  | 'StageDue'
  /** Another password came meanwhile: what was begun under the one before is over. */
  | 'SessionEnded'
export type StaffDecision = (staff: Staff) => Decided<StaffEvent, StaffRefusal>

const onKnown =
  (decide: (known: KnownStaff) => Decided<StaffEvent, StaffRefusal>): StaffDecision =>
  (present) =>
    present.status === 'absent' ? refuse('StaffNotFound') : decide(present)

const onActive = (decide: (known: KnownStaff) => Decided<StaffEvent, StaffRefusal>): StaffDecision =>
  onKnown((known) => (known.status === 'active' ? decide(known) : refuse('StaffNotActive')))

export interface NewStaff {
  readonly role: StaffRole
  readonly login: string
  readonly name: string
  /** Of the one-time password, which lies in the vault already. */
  readonly passwordRef: string
}

/** Makes somebody staff (`security.md`, staff); the operator does it, by the CLI. */
export const createStaff =
  (given: NewStaff): StaffDecision =>
  (present) =>
    present.status === 'absent' ? record({ type: 'StaffCreated', data: { ...given } }) : refuse('StaffExists')

/**
 * For whoever has lost the authenticator, or the password: both are void, and everything begins anew with another
 * one-time password. The old password alone must not be enough to set up an authenticator.
 */
export const resetSecondFactor = (passwordRef: string): StaffDecision =>
  onKnown((known) => {
    if (known.passwordRef === passwordRef) return nothingToDo
    const void_: StaffEvent = { type: 'StaffSecondFactorReset', data: {} }
    return record<StaffEvent>(...(known.totpRef === null ? [] : [void_]), {
      type: 'StaffOneTimePasswordIssued',
      data: { passwordRef },
    })
  })

/**
 * The person's own password from now on; it lies in the vault already. `passwordNumber` is that of the password which
 * was given: a reset that came meanwhile is not undone by whoever holds the one before.
 */
export const changeStaffPassword = (passwordNumber: number, passwordRef: string): StaffDecision =>
  onActive((known) => {
    if (known.passwordRef === passwordRef) return nothingToDo
    return known.passwordNumber === passwordNumber
      ? record({ type: 'StaffPasswordChanged', data: { passwordRef } })
      : refuse('SessionEnded')
  })

/** The same password, hashed anew at sign-in; a password changed meanwhile stays changed. */
export const rehashStaffPassword = (from: string, to: string): StaffDecision =>
  onKnown((known) =>
    known.passwordRef === from && from !== to
      ? record({ type: 'StaffPasswordRehashed', data: { passwordRef: to } })
      : nothingToDo,
  )

/**
 * The authenticator whose code was just shown is the second factor; one that is set is not replaced, and one that was
 * begun under an earlier password (`passwordNumber`) is not set.
 */
export const setAuthenticator = (passwordNumber: number, totpRef: string): StaffDecision =>
  onActive((known) => {
    if (known.totpRef === totpRef) return nothingToDo
    if (known.passwordNumber !== passwordNumber) return refuse('SessionEnded')
    return known.totpRef === null
      ? record({ type: 'StaffSecondFactorSet', data: { totpRef } })
      : refuse('StageDue', { due: 'secondFactor' satisfies StaffStage })
  })

/** Consecutive failures that shut somebody out until the operator lets them in again. */
export const failuresThatShutOut = 10

/** Shuts somebody out once so many wrong passwords and codes came in a row; fewer change nothing. */
export const blockStaff = (failures: number): StaffDecision =>
  onKnown(({ status }) =>
    status === 'active' && failures >= failuresThatShutOut
      ? record({ type: 'StaffBlocked', data: { failures } })
      : nothingToDo,
  )

/** The operator shuts somebody out; the next request of their sessions is refused. */
export const disableStaff: StaffDecision = onKnown(({ status }) =>
  status === 'disabled' ? nothingToDo : record({ type: 'StaffDisabled', data: {} }),
)

/** The operator lets somebody in again. */
export const enableStaff: StaffDecision = onKnown(({ status }) =>
  status === 'active' ? nothingToDo : record({ type: 'StaffEnabled', data: {} }),
)

// What a sign-in asks

/** How long a one-time password may be used. */
export const oneTimePasswordLasts = days(3)

/** The secret that a sign-in compares with; `null` where none is accepted: then a decoy is compared with. */
export const acceptedPassword = (present: Staff, now: Instant): string | null => {
  if (present.status !== 'active') return null
  const isOver = present.isOneTime && now >= present.passwordSince + oneTimePasswordLasts
  return isOver ? null : present.passwordRef
}

/** What is due before the desk opens; the second factor first, so that a password alone changes nothing. */
export const staffStages = ['secondFactor', 'passwordChange', 'authenticatorSetup', 'open'] as const
export type StaffStage = (typeof staffStages)[number]

/** Where somebody stands who has given the password, and perhaps shown the authenticator. */
export const stageOfStaff = ({ totpRef, isOneTime }: KnownStaff, hasShownFactor: boolean): StaffStage => {
  if (totpRef !== null && !hasShownFactor) return 'secondFactor'
  if (isOneTime) return 'passwordChange'
  return totpRef === null ? 'authenticatorSetup' : 'open'
}
