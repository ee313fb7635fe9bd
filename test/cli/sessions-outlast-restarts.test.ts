import { describe, expect, it } from 'vitest'
import { demoSignIn } from '../../cli/demo-accounts.ts'
import { demoProfile } from '../../cli/demo-profile.ts'
import { shownBy } from '../api/rig/staff-in.ts'
import { caller } from '../caller.ts'
import { ok } from '../journeys/people.ts'
import { shell } from './shell.ts'

const patience = { timeout: 120_000 }
const sessions = '/api/v1/session'
const staff = '/api/v1/staff/session'

/** A server in a process of its own, that can be ended and started again on the same data. */
const served = async () => {
  const { serve, cabinet } = shell()
  let server = await serve()
  return {
    cabinet,
    browser: () => caller(() => server.base),
    restart: async (signal: NodeJS.Signals) => {
      const before = server.base
      await server.stop(signal)
      await expect(fetch(before)).rejects.toThrow()
      server = await serve()
    },
    stop: () => server.stop(),
  }
}

describe('a restart of the server', patience, () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'after %s leaves every Profile in at the stage it had, and who had left out (M11, M29)',
    async (signal) => {
      const { browser, restart, stop } = await served()
      const enter = async () => {
        const one = browser()
        return { one, entered: ok(await one.post(`${sessions}/profile`, demoProfile)) }
      }
      const { one: open, entered } = await enter()
      const accountId: string = entered.body.account.id
      const { one: left } = await enter()
      const leftCookies = left.cookies()
      expect((await left.send('DELETE', sessions)).status).toBe(204)
      const bySip = browser()
      ok(await bySip.post(`${sessions}/sip`, demoSignIn))
      ok(await open.put(`/api/v1/accounts/${accountId}/trunk-limit`, { lines: 7 }))
      ok(await open.put('/api/v1/profile/two-factor', { method: 'sms' }))
      const { one: half } = await enter()

      await restart(signal)

      expect(ok(await open.get(sessions)).body).toMatchObject({ stage: 'open', account: { id: accountId } })
      expect(ok(await open.get(`/api/v1/accounts/${accountId}/dashboard`)).body.trunkLimit.lines).toBe(7)
      ok(await open.put(`/api/v1/accounts/${accountId}/trunk-limit`, { lines: 8 }))
      expect(ok(await open.get('/api/v1/profile')).body.phone).toBe(demoProfile.login)
      expect((await left.get(sessions, { cookie: leftCookies })).status).toBe(401)
      expect(ok(await bySip.get(sessions)).body).toMatchObject({ stage: 'linkOrRegister', account: null })
      expect((await bySip.get(`/api/v1/accounts/${accountId}/dashboard`)).status).toBe(403)
      expect(ok(await half.get(sessions)).body).toMatchObject({ stage: 'secondFactor', account: null })
      expect((await half.get('/api/v1/profile')).body).toMatchObject({
        code: 'StageDue',
        due: 'secondFactor',
      })

      expect((await open.send('DELETE', sessions)).status).toBe(204)
      await stop()
    },
  )

  it('after SIGKILL leaves staff in, and who was shut out out (M18)', async () => {
    const { browser, cabinet, restart, stop } = await served()
    const member = async (login: string) => {
      const created = await cabinet(
        ...['staff', 'create', '--login', login, '--name', 'Мария Иванова', '--role', 'manager'],
        ...['--reason', 'Принята на работу', '--json'],
      )
      const one = browser()
      ok(await one.post(staff, { login, password: JSON.parse(created.out).password }))
      ok(await one.put(`${staff}/password`, { password: 'Own-Password-2026' }))
      const { secret } = ok(await one.post(`${staff}/authenticator`)).body
      const code = shownBy(secret, Date.now())
      expect(ok(await one.post(`${staff}/second-factor`, { code })).body.stage).toBe('open')
      return one
    }
    const manager = await member('ivanova')
    const dismissed = await member('petrova')
    expect((await cabinet('staff', 'disable', 'petrova', '--reason', 'Уволена')).code).toBe(0)

    await restart('SIGKILL')

    expect(ok(await manager.get(staff)).body).toMatchObject({ stage: 'open', staff: { role: 'manager' } })
    const found = await manager.get(
      `/api/v1/operator/profiles?phone=${encodeURIComponent(demoProfile.login)}`,
    )
    expect(ok(found).body.items).toHaveLength(1)
    expect((await dismissed.get(staff)).status).toBe(401)
    await stop()
  })
})
