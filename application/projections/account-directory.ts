import type { Instant } from '../../domain/instant.ts'
import { sipAccountEvents } from '../../domain/sip-account/events.ts'
import type { AccountStatus } from '../../domain/sip-account/sip-account.ts'
import type { SealedField } from '../events/projected-event.ts'
import type { Position } from '../ports/event-store.ts'
import { eventOf, type Projection } from './projection.ts'

/** One line of the operator's list of accounts. */
export interface DirectoryRow {
  readonly accountId: string
  readonly number: SealedField
  readonly status: AccountStatus
  readonly tariffOption: string | null
  readonly provisionedAt: Instant
  /** Of the account's first event: the list's order. */
  readonly provisioned: Position
  /** Of the last event that this row was made from. */
  readonly revision: number
}

const ofAccount = eventOf(sipAccountEvents)

type AccountEvent = ReturnType<typeof ofAccount>

const changeOf = (event: AccountEvent): Partial<DirectoryRow> | null => {
  if (event.type === 'ServiceSuspended') return { status: 'suspended' }
  if (event.type === 'ServiceDisabled') return { status: 'disabled' }
  if (event.type === 'ServiceResumed' || event.type === 'ServiceRestored') return { status: 'active' }
  if (event.type === 'TariffOptionActivated') return { tariffOption: event.data.name }
  return event.type === 'TariffOptionDeactivated' ? { tariffOption: null } : null
}

const begin = (event: AccountEvent): DirectoryRow | null =>
  event.type === 'SipAccountProvisioned'
    ? {
        accountId: event.subjectId,
        number: event.data.number,
        status: 'active',
        tariffOption: null,
        provisionedAt: event.at,
        provisioned: event.position,
        revision: event.revision,
      }
    : null

/** Every account, for the operator; what an account's other settings are, its dashboard tells. */
export const accountDirectory: Projection<DirectoryRow> = {
  version: 1,
  follows: (category) => category === 'sipAccount',
  keyOf: ({ subjectId }) => subjectId,
  apply: (row, event) => {
    const told = ofAccount(event)
    if (row === null) return begin(told)
    const change = event.revision <= row.revision ? null : changeOf(told)
    return change === null ? row : { ...row, ...change, revision: event.revision }
  },
}
