import { type NewWish, password, routings, wish } from './new-wish.ts'
import type { KnownAccount, Wish } from './wish.ts'

const device = (
  account: KnownAccount,
  path: string,
  parameters: Readonly<Record<string, string>>,
): Wish['request'] => ({
  method: 'GET',
  path: `/sm/client/${path}?${new URLSearchParams({ login: account.login, password: account.password, ...parameters })}`,
  headers: {},
})

export const deviceRouting: NewWish = (account, chance) => {
  const routing = chance.below(routings.length)
  return wish(account, null, {
    kind: 'device: routing',
    sender: 'device',
    request: device(account, 'routing/set', { routing: String(routing) }),
    category: 'sipAccount',
    types: ['RoutingChanged'],
    isMet: (state) => state.routing === routings[routing],
  })
}

export const deviceLines: NewWish = (account, chance) => {
  const lines = chance.between(1, 20)
  return wish(account, null, {
    kind: 'device: lines',
    sender: 'device',
    request: device(account, 'lines', { lines: String(lines) }),
    category: 'sipAccount',
    types: ['TrunkLimitSet'],
    isMet: ({ trunkLimit }) => trunkLimit === lines,
  })
}

export const devicePassword: NewWish = (account, chance) => {
  const newPassword = password(chance)
  return wish(account, null, {
    kind: 'device: password',
    sender: 'device',
    request: device(account, 'password/change', { new_password: newPassword }),
    category: 'sipAccount',
    types: ['PasswordChanged'],
    isMet: null,
    password: newPassword,
  })
}
