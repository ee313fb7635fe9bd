import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { RefusalOf } from '../../domain/decision.ts'
import type { SipAccountEvent } from '../../domain/sip-account/events.ts'
import {
  restoreService,
  resumeService,
  setCallerId,
  setTariffOption,
  suspendService,
} from '../../domain/sip-account/operator-decisions.ts'
import type { RoutingMode } from '../../domain/sip-account/routing.ts'
import {
  changeRouting,
  disableService,
  requestPasswordReminder,
  type SipAccount,
  type SipAccountDecision,
  type SipAccountRefusal,
  setTrunkLimit,
  sipAccount,
} from '../../domain/sip-account/sip-account.ts'
import type { CommandHandler, Outcome } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Clock } from '../ports/clock.ts'
import type { WriteRefusal } from '../refusal.ts'

/** On which account, by whom, and having seen which revision. */
export interface AccountOrder {
  readonly accountId: string
  readonly circumstances: Circumstances
  readonly ifMatch?: number | undefined
}

export type AccountChange = Outcome<SipAccount, SipAccountEvent>
/** All that a change of an account can be refused for. */
export type AccountRefusal = RefusalOf<SipAccountRefusal | WriteRefusal>
export type ChangeAccount = (order: AccountOrder) => TaskEither<AccountRefusal, AccountChange>

/** Every change of one setting of an account; each is one decision on one stream. */
export interface AccountSettings {
  /** M24. Refused: ServiceSuspended, ServiceDisabled. */
  readonly changeRouting: (mode: RoutingMode) => ChangeAccount
  /** M25, 1 to 20. Refused: TrunkLimitOutOfRange, ServiceSuspended, ServiceDisabled. */
  readonly setTrunkLimit: (lines: number) => ChangeAccount
  /** M26; the SMS follows as a reaction. Refused: TooManyReminders, ServiceDisabled. */
  readonly requestPasswordReminder: ChangeAccount
  /** M28. */
  readonly disableService: ChangeAccount
  /** M23, the operator's. `null` shows no number. Refused: CallerIdInvalid, ServiceSuspended, ServiceDisabled. */
  readonly setCallerId: (number: string | null) => ChangeAccount
  /** M22, the operator's. `null` is the basic tariff. Refused: ServiceDisabled. */
  readonly setTariffOption: (name: string | null) => ChangeAccount
  readonly suspendService: ChangeAccount
  readonly resumeService: ChangeAccount
  readonly restoreService: ChangeAccount
}

export const accountSettings = (handler: CommandHandler, clock: Clock): AccountSettings => {
  const change =
    (decide: SipAccountDecision): ChangeAccount =>
    ({ accountId, circumstances, ifMatch }) =>
      handler.execute({
        aggregate: sipAccount,
        id: accountId,
        owner: `account-${accountId}`,
        decide,
        circumstances,
        ifMatch,
      })

  return {
    changeRouting: (mode) => change(changeRouting(mode)),
    setTrunkLimit: (lines) => change(setTrunkLimit(lines)),
    requestPasswordReminder: (order) => change(requestPasswordReminder(clock.now()))(order),
    disableService: change(disableService),
    setCallerId: (number) => change(setCallerId(number)),
    setTariffOption: (name) => change(setTariffOption(name)),
    suspendService: change(suspendService),
    resumeService: change(resumeService),
    restoreService: change(restoreService),
  }
}
