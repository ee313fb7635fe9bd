import { expect } from 'vitest'
import type { CabinetUnderTest } from '../cabinet-under-test.ts'
import type { Caller } from '../caller.ts'

export const login = '79260250730'
export const password = 'Demo2026Cabinet'

interface Wanted {
  readonly login?: string
  readonly password?: string
  readonly balance?: string
}

/** The operator opens an account by REST; answers its id. */
export const openAccount = async (cabinet: CabinetUnderTest, wanted: Wanted = {}): Promise<string> => {
  const operator = await cabinet.program('accounts:write')
  cabinet.personal(wanted.login ?? login)
  const csv = `login,password,balance\n${wanted.login ?? login},${cabinet.secret(wanted.password ?? password)},${wanted.balance ?? ''}\n`
  const imported = await operator.post('/api/v1/operator/accounts/import', csv, {
    'content-type': 'text/csv',
  })
  expect(imported.status, imported.text).toBe(200)
  const reader = await cabinet.program('accounts:read')
  const found = await reader.get(`/api/v1/operator/accounts?login=${wanted.login ?? login}`)
  expect(found.status, found.text).toBe(200)
  return found.body.items[0].id
}

/** A subscriber enters with a SIP account (M2). */
export const enter = async (
  cabinet: CabinetUnderTest,
  who: { readonly login?: string; readonly password?: string } = {},
): Promise<Caller> => {
  const subscriber = cabinet.caller()
  const entered = await subscriber.post('/api/v1/session/sip', {
    login: who.login ?? login,
    password: cabinet.secret(who.password ?? password),
  })
  expect(entered.status, entered.text).toBe(200)
  return subscriber
}
