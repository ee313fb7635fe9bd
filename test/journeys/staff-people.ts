import { expect } from 'vitest'
import type { StaffRole } from '../../domain/staff/events.ts'
import { shownBy } from '../api/rig/staff-in.ts'
import type { CabinetUnderTest } from '../cabinet-under-test.ts'
import type { Caller } from '../caller.ts'
import { ok } from './people.ts'

/** Somebody of the staff: created at the CLI's door, then through the whole first sign-in in a browser. */
export const staffMember = async (
  cabinet: CabinetUnderTest,
  role: StaffRole,
  login: string = role,
): Promise<Caller> => {
  const wanted = { login, name: cabinet.personal('Тамара Лаптева'), role, reason: 'Принята на работу' }
  const created = ok(await cabinet.operator().post('/api/v1/operations/staff', wanted))
  const browser = cabinet.caller()
  const oneTime = cabinet.secret(created.body.password)
  ok(await browser.post('/api/v1/staff/session', { login, password: oneTime }))
  const own = cabinet.secret('Own-Password-2026')
  ok(await browser.put('/api/v1/staff/session/password', { password: own }))
  const { secret } = ok(await browser.post('/api/v1/staff/session/authenticator')).body
  const code = shownBy(cabinet.secret(secret), cabinet.clock.now())
  const entered = ok(await browser.post('/api/v1/staff/session/second-factor', { code }))
  expect(entered.body).toMatchObject({ stage: 'open', staff: { role } })
  return browser
}
