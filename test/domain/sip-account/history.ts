import type { SipAccountEvent } from '../../../domain/sip-account/events.ts'
import { sipAccount } from '../../../domain/sip-account/sip-account.ts'
import { histories } from '../given-when-then.ts'

export const given = histories(sipAccount)

export const number = '+79260250773'

type ProvisionedData = (SipAccountEvent & { type: 'SipAccountProvisioned' })['data']

/** The first event of an account, with what matters to the test said. */
export const provisioned = (said: Partial<ProvisionedData> = {}): SipAccountEvent => ({
  type: 'SipAccountProvisioned',
  data: { number, routing: 'SIP', trunkLimit: 2, passwordRef: 'first-secret', ...said },
})

export const routingChanged = (mode: 'GSM' | 'SIP' | 'SIP+GSM'): SipAccountEvent => ({
  type: 'RoutingChanged',
  data: { mode },
})
export const trunkLimitSet = (lines: number): SipAccountEvent => ({ type: 'TrunkLimitSet', data: { lines } })
export const passwordChanged = (passwordRef: string): SipAccountEvent => ({
  type: 'PasswordChanged',
  data: { passwordRef },
})
export const reminderRequested = (): SipAccountEvent => ({ type: 'PasswordReminderRequested', data: {} })
export const callerIdSet = (shown: string): SipAccountEvent => ({
  type: 'CallerIdSet',
  data: { number: shown },
})
export const callerIdCleared = (): SipAccountEvent => ({ type: 'CallerIdCleared', data: {} })
export const tariffOptionActivated = (name: string): SipAccountEvent => ({
  type: 'TariffOptionActivated',
  data: { name },
})
export const tariffOptionDeactivated = (): SipAccountEvent => ({ type: 'TariffOptionDeactivated', data: {} })
export const suspended = (): SipAccountEvent => ({ type: 'ServiceSuspended', data: {} })
export const resumed = (): SipAccountEvent => ({ type: 'ServiceResumed', data: {} })
export const disabled = (): SipAccountEvent => ({ type: 'ServiceDisabled', data: {} })
export const restored = (): SipAccountEvent => ({ type: 'ServiceRestored', data: {} })

/** One history for every status that an account can have. */
export const historyOf = {
  absent: [],
  active: [provisioned()],
  suspended: [provisioned(), suspended()],
  disabled: [provisioned(), disabled()],
} as const
