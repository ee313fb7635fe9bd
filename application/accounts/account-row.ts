import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { kopecksOfRoubles } from '../../domain/billing/money.ts'
import type { RefusalOf } from '../../domain/decision.ts'
import { numberOfLogin } from '../../domain/sip-account/number.ts'
import { type RoutingMode, routingModes } from '../../domain/sip-account/routing.ts'
import { isTrunkLimit } from '../../domain/sip-account/trunk-limit.ts'
import type { AccountToProvision } from './provision-account.ts'

/** Columns that a file of accounts may have (`rest.md`, CSV of accounts); only `login` must be there. */
export const accountColumns = [
  'login',
  'password',
  'routing',
  'lines',
  'tariff_option',
  'caller_id',
  'balance',
] as const

export type AccountColumn = (typeof accountColumns)[number]

/** One row as written; an absent column and an empty cell say the same. */
export type AccountRow = Readonly<Partial<Record<AccountColumn, string>>>

export type RowRefusal =
  | 'LoginInvalid'
  | 'RoutingUnknown'
  | 'TrunkLimitOutOfRange'
  | 'TariffOptionInvalid'
  | 'CallerIdInvalid'
  | 'BalanceMalformed'

type Read<Value> = E.Either<RefusalOf<RowRefusal>, Value>

/** What a new account has where the file says nothing: as the manual's screen shows it. */
const defaultRouting: RoutingMode = 'SIP'
const defaultLines = 2

const longestTariffOption = 100

const orRefuse =
  <Value>(code: RowRefusal, read: (cell: string) => Value | null) =>
  (cell: string): Read<Value> => {
    const value = read(cell)
    return value === null ? E.left({ code }) : E.right(value)
  }

const unlessEmpty = <Value, Empty>(cell: string, empty: Empty, read: (cell: string) => Read<Value>) =>
  cell === '' ? E.right<never, Value | Empty>(empty) : read(cell)

const login = orRefuse('LoginInvalid', numberOfLogin)

const routing = orRefuse(
  'RoutingUnknown',
  (cell) => routingModes.find((mode) => mode === cell.toUpperCase()) ?? null,
)

const lines = orRefuse('TrunkLimitOutOfRange', (cell) =>
  /^\d{1,2}$/.test(cell) && isTrunkLimit(Number(cell)) ? Number(cell) : null,
)

const tariffOption = orRefuse('TariffOptionInvalid', (cell) =>
  cell.length <= longestTariffOption && !/\p{Cc}/u.test(cell) ? cell : null,
)

/** Spreadsheets take the plus off: `74951234567` is `+74951234567`. */
const callerId = orRefuse('CallerIdInvalid', (cell) =>
  /^\+?7\d{10}$/.test(cell) ? `+${cell.replace('+', '')}` : null,
)

const balance = orRefuse('BalanceMalformed', kopecksOfRoubles)

/**
 * Reads the account that a row asks for. Routing in any case, a balance in roubles with a dot, a caller id with or
 * without its plus; space around a cell counts for nothing. The first fault is told. What a password may be is left to
 * whoever provisions.
 */
export const readAccountRow = (row: AccountRow): Read<AccountToProvision> => {
  const cell = (column: AccountColumn) => row[column]?.trim() ?? ''
  return pipe(
    E.Do,
    E.bind('number', () => login(cell('login'))),
    E.bind('routing', () => unlessEmpty(cell('routing'), defaultRouting, routing)),
    E.bind('trunkLimit', () => unlessEmpty(cell('lines'), defaultLines, lines)),
    E.bind('tariffOption', () => unlessEmpty(cell('tariff_option'), null, tariffOption)),
    E.bind('callerId', () => unlessEmpty(cell('caller_id'), null, callerId)),
    E.bind('balance', () => unlessEmpty(cell('balance'), null, balance)),
    E.map((read) => ({ ...read, password: cell('password') === '' ? null : cell('password') })),
  )
}
