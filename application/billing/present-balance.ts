import { pipe } from 'fp-ts/lib/function.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Balance, billing } from '../../domain/billing/billing.ts'
import type { RefusalOf } from '../../domain/decision.ts'
import type { CommandHandler } from '../commands/command-handler.ts'

/**
 * The balance that billing has told last (M21), from the log itself and so never behind; `null` while billing has
 * told none. Refused: StoreUnavailable.
 */
export type PresentBalance = (accountId: string) => TaskEither<RefusalOf<'StoreUnavailable'>, Balance | null>

export const presentBalanceOf =
  (handler: CommandHandler): PresentBalance =>
  (accountId) =>
    pipe(
      handler.load(billing, accountId),
      TE.map(({ state }) => state.balance),
    )
