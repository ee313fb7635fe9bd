import { pipe } from 'fp-ts/lib/function.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Cabinet } from '../../application/cabinet.ts'
import type { Position } from '../../application/ports/event-store.ts'
import type { Refusal } from '../../application/refusal.ts'
import { numberOfLogin } from '../../domain/sip-account/number.ts'
import { getAccount, listAccounts } from '../contract/operator-operations.ts'
import type { AccountList } from '../schemas/account.ts'
import { shownDashboard, shownSummary } from '../schemas/shown-dashboard.ts'
import type { Serve } from '../serve.ts'

const nobody: AccountList = { items: [], nextCursor: null }

/** What the operator's programs look up. */
export const operatorReadingRoutes = (serve: Serve, { accountReading, finder }: Cabinet): void => {
  const summaryOf = (accountId: string, since: Position | null): TaskEither<Refusal, AccountList> =>
    pipe(
      accountReading.dashboard(accountId, since),
      TE.map((account): AccountList => ({ items: [shownSummary(account)], nextCursor: null })),
      // A number can be claimed before its account is there.
      TE.orElse((refusal) => (refusal.code === 'AccountNotFound' ? TE.right(nobody) : TE.left(refusal))),
    )

  /** Exact, through the number's claim: never behind. */
  const byLogin = (login: string, since: Position | null): TaskEither<Refusal, AccountList> => {
    const number = numberOfLogin(login)
    if (number === null) return TE.left({ code: 'LoginInvalid' })
    return pipe(
      finder.accountOf(number),
      TE.chain((accountId) => (accountId === null ? TE.right(nobody) : summaryOf(accountId, since))),
    )
  }

  serve(listAccounts, ({ query: { login, limit, cursor }, since }) =>
    pipe(
      login === undefined
        ? pipe(
            accountReading.accounts({ limit, cursor }, since),
            TE.map(({ items, nextCursor }) => ({ items: items.map(shownSummary), nextCursor })),
          )
        : byLogin(login, since),
      TE.map((body) => ({ body })),
    ),
  )
  serve(getAccount, ({ params, since }) =>
    pipe(
      accountReading.dashboard(params.accountId, since),
      TE.map((shown) => ({ body: shownDashboard(shown) })),
    ),
  )
}
