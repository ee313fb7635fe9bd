import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Balance } from '../../domain/billing/billing.ts'
import type { Instant } from '../../domain/instant.ts'
import { isErased, type Sealed } from '../../domain/sealed.ts'
import { loginOfNumber } from '../../domain/sip-account/number.ts'
import type { RoutingMode } from '../../domain/sip-account/routing.ts'
import type { AccountStatus } from '../../domain/sip-account/sip-account.ts'
import type { Position } from '../ports/event-store.ts'
import type { DirectoryRow } from '../projections/account-directory.ts'
import type { DashboardAccount, DashboardRow } from '../projections/dashboard.ts'
import type { Views } from '../projections/views.ts'
import type { Refusal } from '../refusal.ts'
import { cursorOf, type Page, positionOf } from './cursor.ts'
import type { OpenedEnvelopes } from './opened-envelopes.ts'

/** The five cards and the header (M20–M25). */
export interface ShownDashboard {
  readonly accountId: string
  readonly login: Sealed<string>
  readonly number: Sealed<string>
  readonly status: AccountStatus
  readonly balance: Balance | null
  /** `null` is the basic tariff. */
  readonly tariffOption: string | null
  readonly callerId: Sealed<string> | null
  readonly routing: RoutingMode
  readonly trunkLimit: number
  /** Of the account's stream. */
  readonly revision: number
}

/** One line of the operator's list. */
export interface ListedAccount {
  readonly accountId: string
  readonly login: Sealed<string>
  readonly number: Sealed<string>
  readonly status: AccountStatus
  readonly tariffOption: string | null
  readonly provisionedAt: Instant
}

export interface AccountReading {
  /** Refused: AccountNotFound, ViewParked, ViewBehind. `since`: the reader's own last write. */
  readonly dashboard: (accountId: string, since: Position | null) => TaskEither<Refusal, ShownDashboard>
  /** Newest first. Refused: CursorMalformed, ViewBehind. */
  readonly accounts: (
    page: { readonly limit: number; readonly cursor: string | undefined },
    since: Position | null,
  ) => TaskEither<Refusal, Page<ListedAccount>>
}

const loginOf = (number: Sealed<string>): Sealed<string> =>
  isErased(number) ? number : loginOfNumber(number)

export const accountReading = (views: Views, opened: OpenedEnvelopes): AccountReading => {
  const showDashboard = async (row: DashboardRow, account: DashboardAccount): Promise<ShownDashboard> => {
    const number = await opened.text(account.number)
    return {
      accountId: row.accountId,
      login: loginOf(number),
      number,
      status: account.status,
      balance: row.balance,
      tariffOption: account.tariffOption,
      callerId: account.callerId === null ? null : await opened.text(account.callerId),
      routing: account.routing,
      trunkLimit: account.trunkLimit,
      revision: row.revision,
    }
  }

  const showListed = async (row: DirectoryRow): Promise<ListedAccount> => {
    const number = await opened.text(row.number)
    const { accountId, status, tariffOption, provisionedAt } = row
    return { accountId, login: loginOf(number), number, status, tariffOption, provisionedAt }
  }

  const isParked = (accountId: string): boolean =>
    ['sipAccount', 'billing'].some((category) => views.isParked('dashboard', `${category}-${accountId}`))

  return {
    dashboard: (accountId, since) => async () => {
      const reader = await views.readAt(since)()
      if (E.isLeft(reader)) return reader
      if (isParked(accountId)) return E.left({ code: 'ViewParked' })
      const row = await reader.right.dashboard(accountId)
      if (row === null || row.account === null) return E.left({ code: 'AccountNotFound' })
      return E.right(await showDashboard(row, row.account))
    },

    accounts:
      ({ limit, cursor }, since) =>
      async () => {
        const before = positionOf(cursor)
        if (E.isLeft(before)) return before
        const reader = await views.readAt(since)()
        if (E.isLeft(reader)) return reader
        const rows = await reader.right.accounts({ before: before.right, limit: limit + 1 })
        const shown = rows.slice(0, limit)
        const last = rows.length > limit ? shown.at(-1) : undefined
        return E.right({
          items: await Promise.all(shown.map(showListed)),
          nextCursor: last === undefined ? null : cursorOf(last.provisioned),
        })
      },
  }
}
