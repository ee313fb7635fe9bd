import { json } from './asking.ts'
import type { Chance } from './chance.ts'
import { deviceLines, devicePassword, deviceRouting } from './device-wishes.ts'
import type { Ledger } from './ledger.ts'
import { keyOf, type NewWish, password, routings, wish } from './new-wish.ts'
import { changeEmail, unlinkAccount } from './profile-wishes.ts'
import type { KnownAccount, Wish } from './wish.ts'

const tariffs = ['Безлимит', 'Офис', null] as const

const onAccount = (account: KnownAccount, path: string, body: unknown, chance: Chance, mayMatch = true) => ({
  method: 'PUT' as const,
  path: `${path}`,
  headers: {
    ...json,
    ...(mayMatch && chance.isLucky(0.2) && account.revision >= 0
      ? { 'if-match': `"${account.revision}"` }
      : {}),
  },
  body: JSON.stringify(body),
})

const own = (account: KnownAccount, setting: string): string => `/api/v1/accounts/${account.id}/${setting}`
const operators = (account: KnownAccount, setting: string): string =>
  `/api/v1/operator/accounts/${account.id}/${setting}`

const changeRouting: NewWish = (account, chance, ledger) => {
  const mode = chance.pick(routings)
  return wish(account, keyOf(chance, ledger), {
    kind: 'routing',
    sender: 'session',
    request: onAccount(account, own(account, 'routing'), { mode }, chance),
    category: 'sipAccount',
    types: ['RoutingChanged'],
    isMet: ({ routing }) => routing === mode,
  })
}

const setTrunkLimit: NewWish = (account, chance, ledger) => {
  const lines = chance.between(1, 20)
  return wish(account, keyOf(chance, ledger), {
    kind: 'trunk limit',
    sender: 'session',
    request: onAccount(account, own(account, 'trunk-limit'), { lines }, chance),
    category: 'sipAccount',
    types: ['TrunkLimitSet'],
    isMet: ({ trunkLimit }) => trunkLimit === lines,
  })
}

const changePassword: NewWish = (account, chance, ledger) => {
  const newPassword = password(chance)
  return wish(account, keyOf(chance, ledger), {
    kind: 'password',
    sender: 'session',
    request: onAccount(account, own(account, 'password'), { newPassword }, chance, false),
    category: 'sipAccount',
    types: ['PasswordChanged'],
    isMet: null,
    password: newPassword,
  })
}

const remind: NewWish = (account, chance, ledger) =>
  wish(account, keyOf(chance, ledger), {
    kind: 'reminder',
    sender: 'session',
    request: { method: 'POST', path: own(account, 'password-reminders'), headers: {} },
    category: 'sipAccount',
    types: ['PasswordReminderRequested'],
    isMet: null,
  })

const reason = 'Заявление клиента'

const setCallerId: NewWish = (account, chance, ledger) => {
  const number = chance.isLucky(0.8) ? `+7495${chance.between(1_000_000, 9_999_999)}` : null
  return wish(account, keyOf(chance, ledger), {
    kind: 'caller id',
    sender: 'token',
    request: onAccount(account, operators(account, 'caller-id'), { number, reason }, chance),
    category: 'sipAccount',
    types: ['CallerIdSet', 'CallerIdCleared'],
    isMet: ({ callerIdFrom }) =>
      (callerIdFrom === null ? null : (ledger.wishOf(callerIdFrom)[0]?.callerId ?? null)) === number,
    callerId: number,
  })
}

const setTariff: NewWish = (account, chance, ledger) => {
  const name = chance.pick(tariffs)
  return wish(account, keyOf(chance, ledger), {
    kind: 'tariff option',
    sender: 'token',
    request: onAccount(account, operators(account, 'tariff-option'), { name, reason }, chance),
    category: 'sipAccount',
    types: ['TariffOptionActivated', 'TariffOptionDeactivated'],
    isMet: ({ tariffOption }) => tariffOption === name,
  })
}

const setSuspension: NewWish = (account, chance, ledger) => {
  const suspended = chance.isLucky(0.3)
  return wish(account, keyOf(chance, ledger), {
    kind: 'suspension',
    sender: 'token',
    request: onAccount(account, operators(account, 'suspension'), { suspended, reason }, chance),
    category: 'sipAccount',
    types: ['ServiceSuspended', 'ServiceResumed'],
    isMet: ({ status }) => (status === 'suspended') === suspended,
  })
}

const setService: NewWish = (account, chance, ledger) => {
  const state = chance.isLucky(0.25) ? 'disabled' : 'active'
  return wish(account, keyOf(chance, ledger), {
    kind: 'service',
    sender: 'token',
    request: onAccount(account, operators(account, 'service'), { state, reason }, chance),
    category: 'sipAccount',
    types: ['ServiceDisabled', 'ServiceRestored'],
    isMet: ({ status }) => (status === 'disabled') === (state === 'disabled'),
  })
}

const remindAsOperator: NewWish = (account, chance, ledger) =>
  wish(account, keyOf(chance, ledger), {
    kind: 'reminder by the operator',
    sender: 'token',
    request: {
      method: 'POST',
      path: operators(account, 'password-reminders'),
      headers: json,
      body: JSON.stringify({ reason }),
    },
    category: 'sipAccount',
    types: ['PasswordReminderRequested'],
    isMet: null,
  })

/** Opens an account of a number that nobody has yet. */
export const newAccountWish = (chance: Chance, ledger: Ledger): Wish => {
  const login = ledger.nextLogin()
  const first = password(chance)
  const callerId = chance.isLucky(0.5) ? `+7499${chance.between(1_000_000, 9_999_999)}` : null
  const body = {
    login,
    password: first,
    routing: chance.pick(routings),
    lines: chance.between(1, 20),
    tariffOption: chance.pick(tariffs),
    callerId,
    balance: { kopecks: chance.between(-100_000, 100_000) },
  }
  return wish(null, `key-${ledger.newCorrelation()}`, {
    kind: 'new account',
    sender: 'token',
    request: { method: 'POST', path: '/api/v1/operator/accounts', headers: json, body: JSON.stringify(body) },
    category: 'sipAccount',
    types: ['SipAccountProvisioned'],
    isMet: null,
    login,
    password: first,
    callerId,
  })
}

const newAccount: NewWish = (_account, chance, ledger) => newAccountWish(chance, ledger)

/** One balance; each report is of a later moment than all before it. */
const balance: NewWish = (account, chance, ledger) => {
  const asOf = new Date(Date.UTC(2030, 0, 1) + ledger.nextNumber() * 1000).toISOString()
  const line = { login: account.login, kopecks: chance.between(-1_000_000, 1_000_000), asOf }
  return wish(account, null, {
    kind: 'balance',
    sender: 'token',
    request: {
      method: 'POST',
      path: '/api/v1/operator/billing/balances',
      headers: { 'content-type': 'application/x-ndjson' },
      body: `${JSON.stringify(line)}\n`,
    },
    category: 'billing',
    types: ['BalanceReported'],
    isMet: () => true,
  })
}

/** What clients do, each so many times in a hundred or so. */
const weights: readonly (readonly [number, NewWish])[] = [
  [20, changeRouting],
  [20, setTrunkLimit],
  [6, changePassword],
  [5, remind],
  [4, changeEmail],
  [2, unlinkAccount],
  [8, deviceRouting],
  [8, deviceLines],
  [2, devicePassword],
  [7, setCallerId],
  [6, setTariff],
  [4, setSuspension],
  [3, setService],
  [2, remindAsOperator],
  [3, newAccount],
  [8, balance],
]

const total = weights.reduce((sum, [weight]) => sum + weight, 0)

export const anyWish: NewWish = (account, chance, ledger) => {
  let left = chance.below(total)
  for (const [weight, make] of weights) {
    left -= weight
    if (left < 0) return make(account, chance, ledger)
  }
  return changeRouting(account, chance, ledger)
}
