import type { ListedAccount, ShownDashboard } from '../../application/reading/account-reading.ts'
import type { AccountSummary } from './account.ts'
import { timeOf } from './basics.ts'
import type { DashboardBody } from './dashboard.ts'

/** The dashboard as the API shows it. Nothing is pending: every setting has taken effect once it is recorded. */
export const shownDashboard = (shown: ShownDashboard): DashboardBody => {
  const { balance, tariffOption } = shown
  return {
    account: { id: shown.accountId, login: shown.login, number: shown.number, status: shown.status },
    balance:
      balance === null ? null : { kopecks: balance.kopecks, currency: 'RUB', asOf: timeOf(balance.asOf) },
    tariff: tariffOption === null ? { kind: 'basic' } : { kind: 'option', name: tariffOption },
    callerId: { number: shown.callerId },
    routing: { mode: shown.routing },
    trunkLimit: { lines: shown.trunkLimit },
    pending: [],
    revision: shown.revision,
  }
}

/** One line of the operator's list. */
export const shownSummary = (
  listed: Pick<ListedAccount, 'accountId' | 'login' | 'number' | 'status' | 'tariffOption'>,
): AccountSummary => ({
  id: listed.accountId,
  login: listed.login,
  number: listed.number,
  status: listed.status,
  tariffOption: listed.tariffOption,
})
