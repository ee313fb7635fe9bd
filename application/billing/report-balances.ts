import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type Balance, billing, reportBalance } from '../../domain/billing/billing.ts'
import type { ServiceNumber } from '../../domain/sip-account/number.ts'
import type { AccountFinder } from '../accounts/account-finder.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Position } from '../ports/event-store.ts'
import type { Refusal } from '../refusal.ts'

export interface BalanceTaken {
  readonly accountId: string
  /** False when what was known is as new. */
  readonly recorded: boolean
  readonly position: Position | null
}

/** Takes over one balance that billing reports (M21). Refused: AccountNotFound, StoreUnavailable. */
export type ReportBalance = (
  number: ServiceNumber,
  balance: Balance,
  circumstances: Circumstances,
) => TaskEither<Refusal, BalanceTaken>

export const reportBalanceOf =
  (handler: CommandHandler, finder: AccountFinder): ReportBalance =>
  (number, balance, circumstances) =>
  async () => {
    const holder = await finder.accountOf(number)()
    if (E.isLeft(holder)) return holder
    const accountId = holder.right
    if (accountId === null) return E.left({ code: 'AccountNotFound' })
    const reported = await handler.execute({
      aggregate: billing,
      id: accountId,
      owner: `account-${accountId}`,
      decide: reportBalance(balance),
      circumstances,
    })()
    return E.map(({ recorded, position }: { recorded: readonly unknown[]; position: Position | null }) => ({
      accountId,
      recorded: recorded.length > 0,
      position,
    }))(reported)
  }
