import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { AccountChange, AccountOrder } from '../../application/accounts/account-settings.ts'
import type { Cabinet } from '../../application/cabinet.ts'
import type { Refusal } from '../../application/refusal.ts'
import * as operations from '../contract/account-operations.ts'
import { type OfAccount, ownAccount } from '../own-account.ts'
import { sessionOf } from '../principal.ts'
import type { Problem } from '../problems/problem.ts'
import { shownDashboard } from '../schemas/shown-dashboard.ts'
import type { Serve } from '../serve.ts'
import { stepUp } from '../step-up.ts'
import type { Answer } from '../wire-answer.ts'
import { carryOut, changed, remindersOf, routingOf, serviceOf, trunkLimitOf } from './account-changes.ts'

/** What the subscriber does on their own account. */
export const accountRoutes = (serve: Serve, cabinet: Cabinet): void => {
  const { settings, clock } = cabinet
  const confirmedLately = stepUp(clock)

  const accountOf = ownAccount(cabinet.standings)

  const orderOf = (ask: OfAccount): TaskEither<Problem, AccountOrder> =>
    pipe(
      accountOf(ask),
      TE.map((accountId) => ({ accountId, circumstances: ask.circumstances(), ifMatch: ask.ifMatch })),
    )

  const confirmed = (ask: OfAccount): TaskEither<Problem, AccountOrder> =>
    pipe(
      orderOf(ask),
      TE.chainFirst((): TaskEither<Problem, void> => TE.fromEither(confirmedLately(ask))),
    )

  const own = <Shown>(
    ask: OfAccount,
    change: (order: AccountOrder) => TaskEither<Problem, Answer<Shown>>,
    mayDo = orderOf,
  ): TaskEither<Problem, Answer<Shown>> => pipe(mayDo(ask), TE.chain(change))

  /** Whoever else is in with the old password is out (`architecture.md`, operations that touch several streams). */
  const endOtherSessions =
    (ask: OfAccount) =>
    (outcome: AccountChange): TaskEither<Refusal, AccountChange> => {
      if (outcome.recorded.length === 0 && !outcome.replayed) return TE.right(outcome)
      const of = { provenAccountId: ask.params.accountId }
      const { sessionId } = sessionOf(ask.principal)
      return pipe(
        cabinet.sessions.endOthers(of, sessionId, 'passwordChanged', ask.circumstances()),
        TE.map(() => outcome),
      )
    }

  // Read more often than all else together, so without the steps of a pipe.
  serve(operations.getDashboard, (ask) => async () => {
    const accountId = await accountOf(ask)()
    if (E.isLeft(accountId)) return accountId
    const shown = await cabinet.accountReading.dashboard(accountId.right, ask.since)()
    return E.isLeft(shown) ? shown : E.right({ body: shownDashboard(shown.right) })
  })
  serve(operations.changeRouting, (ask) =>
    own(ask, carryOut(settings.changeRouting(ask.body.mode), routingOf)),
  )
  serve(operations.setTrunkLimit, (ask) =>
    own(ask, carryOut(settings.setTrunkLimit(ask.body.lines), trunkLimitOf)),
  )
  serve(operations.remindPassword, (ask) =>
    own(ask, carryOut(settings.requestPasswordReminder, remindersOf(clock))),
  )
  serve(operations.changePassword, (ask) =>
    own(
      ask,
      (order) =>
        pipe(
          cabinet.changeSipPassword(order, ask.body.newPassword),
          TE.chain(endOtherSessions(ask)),
          TE.map(changed(() => ({}))),
        ),
      confirmed,
    ),
  )
  serve(operations.disableService, (ask) => own(ask, carryOut(settings.disableService, serviceOf), confirmed))
}
