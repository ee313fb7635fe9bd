import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { AccountOrder } from '../../application/accounts/account-settings.ts'
import type { Cabinet } from '../../application/cabinet.ts'
import type { Sessions } from '../../application/sign-in/sessions.ts'
import type { ProvenAccount } from '../../application/sign-in/sip-credentials.ts'
import { roublesOfKopecks } from '../../domain/billing/money.ts'
import { isErased } from '../../domain/sealed.ts'
import { loginOfNumber } from '../../domain/sip-account/number.ts'
import { type RoutingMode, routingModes } from '../../domain/sip-account/routing.ts'
import { type DoorRefusal, refusalAnswer } from './refusal-answer.ts'
import { type Answer, answerWith, done, parametersIncorrect, subscriptionNotFound } from './xml-answer.ts'

/** What a client asks of the account whose credentials it has just proven. */
export interface Asked {
  readonly parameters: ReadonlyMap<string, string>
  /** As its stream tells it now: reading it again would only be slower. */
  readonly account: ProvenAccount['account']
  readonly order: AccountOrder
}

export type Command = (asked: Asked) => Promise<Answer>

const routingCodes: Readonly<Record<RoutingMode, string>> = { GSM: '0', SIP: '1', 'SIP+GSM': '2' }

const answerOf = E.match(refusalAnswer, () => done)

const orRefusal = (result: E.Either<DoorRefusal, Answer>): Answer => E.getOrElse(refusalAnswer)(result)

/** One path both reads and sets: the parameter of its own name says which. Those of other commands say nothing. */
const readOrSet =
  (parameter: string, read: Command, set: Command): Command =>
  (asked) =>
    asked.parameters.has(parameter) ? set(asked) : read(asked)

const readRouting: Command = async ({ account }) => answerWith('routing', routingCodes[account.routing])

const readLines: Command = async ({ account }) =>
  answerWith('ParallelCallsSipOut', account.trunkLimit.toString())

/** Suspended and disabled are both "blocked". There is no date at which either ends, so `<expires>` never comes. */
const readStatus: Command = async ({ account }) =>
  answerWith('status', account.status === 'active' ? '0' : '1')

const readProfile: Command = async ({ account }) =>
  isErased(account.number) ? subscriptionNotFound : answerWith('msisdn', loginOfNumber(account.number))

export type Settings = Pick<Cabinet, 'settings' | 'changeSipPassword' | 'presentBalance'> & {
  readonly sessions: Pick<Sessions, 'endOthers'>
}

/** Every command of the real service by its path below `/sm/client/`. */
export const commands = (cabinet: Settings): ReadonlyMap<string, Command> => {
  const setRouting: Command = async ({ parameters, order }) => {
    const written = parameters.get('routing')
    const mode = routingModes.find((known) => routingCodes[known] === written)
    return mode === undefined
      ? parametersIncorrect
      : answerOf(await cabinet.settings.changeRouting(mode)(order)())
  }

  const setLines: Command = async ({ parameters, order }) => {
    const written = parameters.get('lines') ?? ''
    return /^\d+$/.test(written)
      ? answerOf(await cabinet.settings.setTrunkLimit(Number(written))(order)())
      : parametersIncorrect
  }

  /** M27; whoever is in with the old password is out, whether or not the log can be told of each at once. */
  const changePassword: Command = async ({ parameters, order }) => {
    const changed = await cabinet.changeSipPassword(order, parameters.get('new_password') ?? '')()
    if (E.isRight(changed) && changed.right.recorded.length > 0)
      await cabinet.sessions.endOthers(
        { provenAccountId: order.accountId },
        null,
        'passwordChanged',
        order.circumstances,
      )()
    return answerOf(changed)
  }

  /** Before billing has told a balance it is 0.00: the protocol has no word for "unknown", and an error stops clients. */
  const readBalance: Command = async ({ order }) =>
    pipe(
      await cabinet.presentBalance(order.accountId)(),
      E.map((balance) => answerWith('balance', roublesOfKopecks(balance?.kopecks ?? 0))),
      orRefusal,
    )

  return new Map([
    ['routing', readOrSet('routing', readRouting, setRouting)],
    ['routing/set', setRouting],
    ['balance', readBalance],
    ['status', readStatus],
    ['profile', readProfile],
    ['lines', readOrSet('lines', readLines, setLines)],
    ['password', changePassword],
    ['password/change', changePassword],
  ])
}
