import { describe, expect, it } from 'vitest'
import { developmentServicePassword } from '../../infrastructure/other-services/service-ownership.ts'
import { cabinetUnderTest } from '../cabinet-under-test.ts'
import { ivan, ok, openAccount, registerProfile } from './people.ts'

const services = '/api/v1/profile/services'

describe('M12: other business services on the same Profile (manual §1)', () => {
  it('M12: accounts of other services are linked to the Profile beside its SIP account, and are there at the next entry', async () => {
    const cabinet = await cabinetUnderTest()
    const accountId = await openAccount(cabinet)
    const { browser } = await registerProfile(cabinet)
    const password = cabinet.secret(developmentServicePassword)
    const wrong = await browser.put(`${services}/vats`, { account: 'romashka', password: 'Wrong1pass' })
    expect(wrong.body).toMatchObject({ code: 'OtherAccountNotProven', errors: [{ field: 'password' }] })
    ok(await browser.put(`${services}/vats`, { account: 'romashka', password }))
    ok(await browser.put(`${services}/8-800`, { account: '88005553535', password }))
    ok(await browser.send('DELETE', '/api/v1/session'))

    const again = cabinet.caller()
    const entered = await again.post('/api/v1/session/profile', {
      login: ivan.phone,
      password: ivan.password,
    })
    expect(ok(entered).body).toMatchObject({ stage: 'open', account: { id: accountId } })
    expect(ok(await again.get(services)).body.items).toMatchObject([
      { type: 'vats', account: 'romashka' },
      { type: 'staff-control', account: null },
      { type: '8-800', account: '88005553535' },
    ])
    ok(await again.send('DELETE', `${services}/vats`))
    expect(ok(await again.get(services)).body.items[0]).toMatchObject({ type: 'vats', account: null })
  })
})
