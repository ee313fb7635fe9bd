import { match } from 'ts-pattern'
import { type Balance, billingEvents } from '../../domain/billing/billing.ts'
import { sipAccountEvents } from '../../domain/sip-account/events.ts'
import type { RoutingMode } from '../../domain/sip-account/routing.ts'
import type { AccountStatus } from '../../domain/sip-account/sip-account.ts'
import type { ProjectedEvent, SealedField } from '../events/projected-event.ts'
import { eventOf, type Projection } from './projection.ts'

/** The account's part of the dashboard: header, and the cards that the account itself tells. */
export interface DashboardAccount {
  readonly number: SealedField
  readonly status: AccountStatus
  readonly routing: RoutingMode
  readonly trunkLimit: number
  readonly callerId: SealedField | null
  readonly tariffOption: string | null
}

/** One account's dashboard, fed by its own stream and by billing's. */
export interface DashboardRow {
  readonly accountId: string
  /** `null` while only billing has told of it. */
  readonly account: DashboardAccount | null
  readonly balance: Balance | null
  /** Of the last event applied from the account's stream; -1 before the first. */
  readonly revision: number
  /** The same of billing's stream. */
  readonly billingRevision: number
}

const ofAccount = eventOf(sipAccountEvents)
const ofBilling = eventOf(billingEvents)

type AccountEvent = ReturnType<typeof ofAccount>

const begin = (event: AccountEvent): DashboardAccount | null =>
  event.type === 'SipAccountProvisioned'
    ? {
        number: event.data.number,
        status: 'active',
        routing: event.data.routing,
        trunkLimit: event.data.trunkLimit,
        callerId: null,
        tariffOption: null,
      }
    : null

const change = (account: DashboardAccount, event: AccountEvent): DashboardAccount =>
  match(event)
    .returnType<DashboardAccount>()
    .with({ type: 'SipAccountProvisioned' }, { type: 'PasswordChanged' }, () => account)
    .with({ type: 'PasswordReminderRequested' }, () => account)
    .with({ type: 'RoutingChanged' }, ({ data }) => ({ ...account, routing: data.mode }))
    .with({ type: 'TrunkLimitSet' }, ({ data }) => ({ ...account, trunkLimit: data.lines }))
    .with({ type: 'CallerIdSet' }, ({ data }) => ({ ...account, callerId: data.number }))
    .with({ type: 'CallerIdCleared' }, () => ({ ...account, callerId: null }))
    .with({ type: 'TariffOptionActivated' }, ({ data }) => ({ ...account, tariffOption: data.name }))
    .with({ type: 'TariffOptionDeactivated' }, () => ({ ...account, tariffOption: null }))
    .with({ type: 'ServiceSuspended' }, () => ({ ...account, status: 'suspended' }))
    .with({ type: 'ServiceDisabled' }, () => ({ ...account, status: 'disabled' }))
    .with({ type: 'ServiceResumed' }, { type: 'ServiceRestored' }, () => ({ ...account, status: 'active' }))
    .exhaustive()

const empty = (accountId: string): DashboardRow => ({
  accountId,
  account: null,
  balance: null,
  revision: -1,
  billingRevision: -1,
})

const addBalance = (row: DashboardRow, event: ProjectedEvent): DashboardRow => {
  const { kopecks, asOf } = ofBilling(event).data
  return { ...row, balance: { kopecks, asOf }, billingRevision: event.revision }
}

const addChange = (row: DashboardRow, event: ProjectedEvent): DashboardRow => {
  const told = ofAccount(event)
  const account = row.account === null ? begin(told) : change(row.account, told)
  return { ...row, account, revision: event.revision }
}

/** The five cards and the header (M20–M25), one row an account. */
export const dashboard: Projection<DashboardRow> = {
  version: 1,
  follows: (category) => category === 'sipAccount' || category === 'billing',
  keyOf: ({ subjectId }) => subjectId,
  apply: (present, event) => {
    const row = present ?? empty(event.subjectId)
    if (event.category === 'billing')
      return event.revision <= row.billingRevision ? present : addBalance(row, event)
    return event.revision <= row.revision ? present : addChange(row, event)
  },
}
