import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { AccountOrder, ChangeAccount } from '../../application/accounts/account-settings.ts'
import type { Provisioned } from '../../application/accounts/provision-account.ts'
import type { Cabinet } from '../../application/cabinet.ts'
import { numberOfLogin } from '../../domain/sip-account/number.ts'
import type { ProvisionedAccount } from '../../domain/sip-account/sip-account.ts'
import * as operations from '../contract/operator-operations.ts'
import type { Problem } from '../problems/problem.ts'
import type { Ask, Serve } from '../serve.ts'
import type { Answer } from '../wire-answer.ts'
import {
  callerIdOf,
  carryOut,
  remindersOf,
  serviceOf,
  suspensionOf,
  tariffOptionOf,
} from './account-changes.ts'

type OfAccount = Ask<{ readonly accountId: string }, unknown, { readonly reason: string }>

const orderOf = ({ params, body, circumstances, ifMatch }: OfAccount): AccountOrder => ({
  accountId: params.accountId,
  circumstances: circumstances(body.reason),
  ifMatch,
})

type Opened = { readonly id: string; readonly outcome: 'provisioned' | 'completed' }

const accountPath = (accountId: string): string => `/api/v1/operator/accounts/${accountId}`

/** What the operator's programs, and the CLI, do with accounts. */
export const operatorRoutes = (serve: Serve, cabinet: Cabinet): void => {
  const { settings, clock } = cabinet

  const change =
    <Body extends { readonly reason: string }, Setting extends object>(
      what: (body: Body) => ChangeAccount,
      show: (account: ProvisionedAccount) => Setting,
    ) =>
    (ask: Ask<{ readonly accountId: string }, unknown, Body>) =>
      carryOut(what(ask.body), show)(orderOf(ask))

  const opened = ({ accountId, outcome, position }: Provisioned): E.Either<Problem, Answer<Opened>> =>
    outcome === 'existing'
      ? E.left({ code: 'AccountExists' })
      : E.right({ body: { id: accountId, outcome }, position, headers: { location: accountPath(accountId) } })

  serve(operations.createAccount, ({ body, circumstances }) => {
    const { login, lines, balance, ...rest } = body
    const number = numberOfLogin(login)
    if (number === null) return TE.left({ code: 'LoginInvalid' })
    return pipe(
      cabinet.provisionAccount(
        { ...rest, number, trunkLimit: lines, balance: balance?.kopecks ?? null },
        circumstances(),
      ),
      TE.chainEitherK(opened),
    )
  })
  serve(
    operations.setCallerId,
    change(({ number }) => settings.setCallerId(number), callerIdOf),
  )
  serve(
    operations.setTariffOption,
    change(({ name }) => settings.setTariffOption(name), tariffOptionOf),
  )
  serve(
    operations.setSuspension,
    change(({ suspended }) => (suspended ? settings.suspendService : settings.resumeService), suspensionOf),
  )
  serve(
    operations.setService,
    change(
      ({ state }) => (state === 'disabled' ? settings.disableService : settings.restoreService),
      serviceOf,
    ),
  )
  serve(
    operations.remindPasswordForOperator,
    change(() => settings.requestPasswordReminder, remindersOf(clock)),
  )
}
