import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type {
  AccountChange,
  AccountOrder,
  ChangeAccount,
} from '../../application/accounts/account-settings.ts'
import type { Clock } from '../../application/ports/clock.ts'
import type { Refusal } from '../../application/refusal.ts'
import { days } from '../../domain/instant.ts'
import { type ProvisionedAccount, remindersADay } from '../../domain/sip-account/sip-account.ts'
import { timeOf } from '../schemas/basics.ts'
import type { Answer } from '../wire-answer.ts'

type Shown<Setting> = Setting & { readonly revision: number }

/**
 * Answers a change with the setting's new state, its revision as ETag and its place in the log. A request repeated
 * after a crash shows the state as it was right after the first time.
 */
export const changed =
  <Setting extends object>(show: (account: ProvisionedAccount) => Setting) =>
  ({ state, revision, position }: AccountChange): Answer<Shown<Setting>> => {
    if (state.status === 'absent') throw new Error('an account was changed that does not exist')
    return { body: { ...show(state), revision }, revision, position }
  }

/** Carries out a change and shows the setting. */
export const carryOut =
  <Setting extends object>(change: ChangeAccount, show: (account: ProvisionedAccount) => Setting) =>
  (order: AccountOrder): TaskEither<Refusal, Answer<Shown<Setting>>> =>
  async () =>
    E.map(changed(show))(await change(order)())

export const routingOf = ({ routing }: ProvisionedAccount) => ({ mode: routing })

export const trunkLimitOf = ({ trunkLimit }: ProvisionedAccount) => ({ lines: trunkLimit })

export const callerIdOf = ({ callerId }: ProvisionedAccount) => ({ number: callerId })

export const tariffOptionOf = ({ tariffOption }: ProvisionedAccount) => ({ name: tariffOption })

export const suspensionOf = ({ status }: ProvisionedAccount) => ({ suspended: status === 'suspended' })

export const serviceOf = ({ status }: ProvisionedAccount) => ({
  state: status === 'disabled' ? ('disabled' as const) : ('active' as const),
})

/** The latest reminder, and how many more the next 24 hours allow. */
export const remindersOf =
  (clock: Clock) =>
  ({ reminders }: ProvisionedAccount) => {
    const latest = reminders.at(-1)
    const counting = reminders.filter((at) => at > clock.now() - days(1))
    return {
      requestedAt: latest === undefined ? null : timeOf(latest),
      remaining: Math.max(0, remindersADay - counting.length),
    }
  }
