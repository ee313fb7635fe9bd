import { match } from 'ts-pattern'
import { type Aggregate, type Decided, nothingToDo, record, refuse, secondsUntil } from '../decision.ts'
import { oneOf, type Recorded } from '../event.ts'
import { days, type Instant } from '../instant.ts'
import type { Sealed } from '../sealed.ts'
import { type SipAccountEvent, sipAccountEvents } from './events.ts'
import { isCallerId, type ServiceNumber } from './number.ts'
import type { RoutingMode } from './routing.ts'
import { isTrunkLimit } from './trunk-limit.ts'

// State

export interface AccountSettings {
  readonly number: Sealed<ServiceNumber>
  readonly routing: RoutingMode
  /** Simultaneous outgoing calls, 1 to 20 (M25). */
  readonly trunkLimit: number
  readonly callerId: Sealed<string> | null
  /** Name of the active tariff option; `null` is the basic tariff (M22). */
  readonly tariffOption: string | null
  /** Where the vault keeps the SIP password. */
  readonly passwordRef: string
  /** When reminders were asked for, oldest first; only as many as the daily limit looks at. */
  readonly reminders: readonly Instant[]
}

export type AccountStatus = 'active' | 'suspended' | 'disabled'
export type ProvisionedAccount = AccountSettings & { readonly status: AccountStatus }
export type SipAccount = { readonly status: 'absent' } | ProvisionedAccount

export const absent: SipAccount = { status: 'absent' }

/** Reminders of the SIP password that one account may ask for in 24 hours (`security.md`, SIP password). */
export const remindersADay = 3

// Evolve

const begin = (data: (SipAccountEvent & { type: 'SipAccountProvisioned' })['data']): ProvisionedAccount => ({
  status: 'active',
  number: data.number,
  routing: data.routing,
  trunkLimit: data.trunkLimit,
  passwordRef: data.passwordRef,
  callerId: null,
  tariffOption: null,
  reminders: [],
})

const change = (account: ProvisionedAccount, event: Recorded<SipAccountEvent>): ProvisionedAccount =>
  match(event)
    .returnType<ProvisionedAccount>()
    .with({ type: 'SipAccountProvisioned' }, () => account)
    .with({ type: 'RoutingChanged' }, ({ data }) => ({ ...account, routing: data.mode }))
    .with({ type: 'TrunkLimitSet' }, ({ data }) => ({ ...account, trunkLimit: data.lines }))
    .with({ type: 'PasswordChanged' }, ({ data }) => ({ ...account, passwordRef: data.passwordRef }))
    .with({ type: 'PasswordReminderRequested' }, ({ at }) => ({
      ...account,
      reminders: [...account.reminders, at].slice(-remindersADay),
    }))
    .with({ type: 'CallerIdSet' }, ({ data }) => ({ ...account, callerId: data.number }))
    .with({ type: 'CallerIdCleared' }, () => ({ ...account, callerId: null }))
    .with({ type: 'TariffOptionActivated' }, ({ data }) => ({ ...account, tariffOption: data.name }))
    .with({ type: 'TariffOptionDeactivated' }, () => ({ ...account, tariffOption: null }))
    .with({ type: 'ServiceSuspended' }, () => ({ ...account, status: 'suspended' }))
    .with({ type: 'ServiceResumed' }, () => ({ ...account, status: 'active' }))
    .with({ type: 'ServiceDisabled' }, () => ({ ...account, status: 'disabled' }))
    .with({ type: 'ServiceRestored' }, () => ({ ...account, status: 'active' }))
    .exhaustive()

/** Adds one event to the account. An event before the first one changes nothing. */
export const evolve = (account: SipAccount, event: Recorded<SipAccountEvent>): SipAccount => {
  if (account.status !== 'absent') return change(account, event)
  return event.type === 'SipAccountProvisioned' ? begin(event.data) : account
}

export const sipAccount: Aggregate<SipAccount, SipAccountEvent, 'sipAccount'> = {
  category: 'sipAccount',
  owns: oneOf(sipAccountEvents),
  initial: absent,
  evolve,
}

// Decisions

export type SipAccountRefusal =
  | 'AccountNotFound'
  | 'AccountExists'
  | 'ServiceDisabled'
  | 'ServiceSuspended'
  | 'TrunkLimitOutOfRange'
  | 'CallerIdInvalid'
  | 'TooManyReminders'

type Result = Decided<SipAccountEvent, SipAccountRefusal>
export type SipAccountDecision = (account: SipAccount) => Result

export interface NewAccount {
  readonly number: ServiceNumber
  readonly passwordRef: string
  readonly routing: RoutingMode
  readonly trunkLimit: number
  readonly callerId: string | null
  readonly tariffOption: string | null
}

const firstEvents = (given: NewAccount): readonly SipAccountEvent[] => [
  {
    type: 'SipAccountProvisioned',
    data: {
      number: given.number,
      routing: given.routing,
      trunkLimit: given.trunkLimit,
      passwordRef: given.passwordRef,
    },
  },
  ...(given.callerId === null ? [] : [{ type: 'CallerIdSet', data: { number: given.callerId } } as const]),
  ...(given.tariffOption === null
    ? []
    : [{ type: 'TariffOptionActivated', data: { name: given.tariffOption } } as const]),
]

/** Opens an account with its first settings. */
export const provision =
  (given: NewAccount): SipAccountDecision =>
  (account) => {
    if (account.status !== 'absent') return refuse('AccountExists')
    if (!isTrunkLimit(given.trunkLimit)) return refuse('TrunkLimitOutOfRange')
    if (given.callerId !== null && !isCallerId(given.callerId)) return refuse('CallerIdInvalid')
    return record(...firstEvents(given))
  }

/** Sends incoming calls to the SIM, to the SIP devices, or to both (M24). */
export const changeRouting =
  (mode: RoutingMode): SipAccountDecision =>
  (account) =>
    match(account)
      .returnType<Result>()
      .with({ status: 'absent' }, () => refuse('AccountNotFound'))
      .with({ status: 'disabled' }, () => refuse('ServiceDisabled'))
      .with({ status: 'suspended' }, () => refuse('ServiceSuspended'))
      .with({ status: 'active', routing: mode }, () => nothingToDo)
      .with({ status: 'active' }, () => record({ type: 'RoutingChanged', data: { mode } }))
      .exhaustive()

/** Limits simultaneous outgoing calls, 1 to 20 (M25). */
export const setTrunkLimit =
  (lines: number): SipAccountDecision =>
  (account) =>
    match(account)
      .returnType<Result>()
      .with({ status: 'absent' }, () => refuse('AccountNotFound'))
      .with({ status: 'disabled' }, () => refuse('ServiceDisabled'))
      .with({ status: 'suspended' }, () => refuse('ServiceSuspended'))
      .with({ status: 'active', trunkLimit: lines }, () => nothingToDo)
      .with({ status: 'active' }, () =>
        isTrunkLimit(lines)
          ? record({ type: 'TrunkLimitSet', data: { lines } })
          : refuse('TrunkLimitOutOfRange'),
      )
      .exhaustive()

/** Names the secret that is the account's SIP password from now on (M27). The secret already lies in the vault. */
export const changePassword =
  (passwordRef: string): SipAccountDecision =>
  (account) =>
    match(account)
      .returnType<Result>()
      .with({ status: 'absent' }, () => refuse('AccountNotFound'))
      .with({ status: 'disabled' }, () => refuse('ServiceDisabled'))
      .with({ status: 'active' }, { status: 'suspended' }, (present) =>
        present.passwordRef === passwordRef
          ? nothingToDo
          : record({ type: 'PasswordChanged', data: { passwordRef } }),
      )
      .exhaustive()

const oldestThatCounts = (reminders: readonly Instant[], now: Instant): Instant | null => {
  const ofTheLastDay = reminders.filter((at) => at > now - days(1))
  return ofTheLastDay.length < remindersADay ? null : (ofTheLastDay[0] ?? null)
}

const remind = (reminders: readonly Instant[], now: Instant): Result => {
  const oldest = oldestThatCounts(reminders, now)
  return oldest === null
    ? record({ type: 'PasswordReminderRequested', data: {} })
    : refuse('TooManyReminders', { retryAfter: secondsUntil(oldest + days(1), now) })
}

/** Asks that the current SIP password be sent to the number that has the service (M26), 3 times in 24 hours at most. */
export const requestPasswordReminder =
  (now: Instant): SipAccountDecision =>
  (account) =>
    match(account)
      .returnType<Result>()
      .with({ status: 'absent' }, () => refuse('AccountNotFound'))
      .with({ status: 'disabled' }, () => refuse('ServiceDisabled'))
      .with({ status: 'active' }, { status: 'suspended' }, ({ reminders }) => remind(reminders, now))
      .exhaustive()

/** Switches the service off at the subscriber's or the operator's wish (M28). */
export const disableService: SipAccountDecision = (account) =>
  match(account)
    .returnType<Result>()
    .with({ status: 'absent' }, () => refuse('AccountNotFound'))
    .with({ status: 'disabled' }, () => nothingToDo)
    .with({ status: 'active' }, { status: 'suspended' }, () => record({ type: 'ServiceDisabled', data: {} }))
    .exhaustive()
