import type { AccountFinder } from './accounts/account-finder.ts'
import type { AccountSettings } from './accounts/account-settings.ts'
import type { ChangeSipPassword } from './accounts/change-sip-password.ts'
import type { ImportAccounts } from './accounts/import-accounts.ts'
import type { ProvisionAccount } from './accounts/provision-account.ts'
import type { ApiTokens } from './api-tokens/api-tokens.ts'
import type { PresentBalance } from './billing/present-balance.ts'
import type { ReportBalance } from './billing/report-balances.ts'
import type { ConfirmByLetter } from './challenges/email-confirmations.ts'
import type { Erasures } from './erasure/erasures.ts'
import type { Offer } from './offer/offer.ts'
import type { Backups } from './operations/backups.ts'
import type { OperatorActs } from './operations/operator-acts.ts'
import type { Vitals } from './operations/vitals.ts'
import type { Answers } from './ports/answers.ts'
import type { Clock } from './ports/clock.ts'
import type { Fingerprints } from './ports/fingerprints.ts'
import type { Ids } from './ports/ids.ts'
import type { Tracing } from './ports/tracing.ts'
import type { ProfileDesk } from './profiles/profile-desk.ts'
import type { ProfilePage } from './profiles/profile-page.ts'
import type { Views } from './projections/views.ts'
import type { Reactions } from './reactions/reactions.ts'
import type { AccountReading } from './reading/account-reading.ts'
import type { HistoryReading } from './reading/history-reading.ts'
import type { PastReading } from './reading/past-reading.ts'
import type { Recovery } from './recovery/recovery.ts'
import type { Registrations } from './registration/registrations.ts'
import type { ProfileSignIn } from './sign-in/profile-sign-in.ts'
import type { Sessions } from './sign-in/sessions.ts'
import type { ProveSipCredentials } from './sign-in/sip-credentials.ts'
import type { Standings } from './sign-in/standings.ts'
import type { StaffRegister } from './staff/staff-register.ts'
import type { StaffSignIn } from './staff/staff-sign-in.ts'

/** What the doors (REST, `/sm/client`, the CLI's socket) may ask for: every use case, and nothing behind them. */
export interface Cabinet {
  readonly clock: Clock
  readonly ids: Ids
  readonly fingerprints: Fingerprints
  readonly settings: AccountSettings
  readonly finder: AccountFinder
  readonly changeSipPassword: ChangeSipPassword
  /** What a Profile's owner does on the Profile's own page. */
  readonly profilePage: ProfilePage
  readonly provisionAccount: ProvisionAccount
  readonly importAccounts: ImportAccounts
  readonly erasures: Erasures
  readonly reportBalance: ReportBalance
  readonly presentBalance: PresentBalance
  readonly proveSipCredentials: ProveSipCredentials
  readonly sessions: Sessions
  readonly standings: Standings
  readonly profileSignIn: ProfileSignIn
  readonly recovery: Recovery
  readonly offer: Offer
  readonly registrations: Registrations
  readonly confirmByLetter: ConfirmByLetter
  readonly apiTokens: ApiTokens
  /** First answers to requests that may be repeated. */
  readonly answers: Answers
  readonly reactions: Pick<Reactions, 'status' | 'parked' | 'acceptLog'>
  readonly accountReading: AccountReading
  readonly historyReading: HistoryReading
  readonly pastReading: PastReading
  readonly views: Pick<Views, 'status' | 'parked' | 'progress'>
  readonly backups: Backups
  readonly vitals: () => Promise<Vitals>
  /** Where requests are told of; absent when nobody listens. */
  readonly tracing?: Tracing
  /** What the parts count, in Prometheus' text format. */
  readonly measured?: () => Promise<string>
  readonly operatorActs: OperatorActs
  readonly profileDesk: ProfileDesk
  readonly staff: { readonly register: StaffRegister; readonly signIn: StaffSignIn }
}
