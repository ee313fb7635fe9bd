import { describe, expect, it } from 'vitest'
import { minutes, seconds } from '../../domain/instant.ts'
import { type CabinetUnderTest, cabinetUnderTest } from '../cabinet-under-test.ts'
import type { Caller } from '../caller.ts'
import { heldUpViews } from './held-up-views.ts'
import { codeIn, messageAfter } from './messages.ts'
import { enterBySip, ivan, ok, olga, openAccount, registerProfile } from './people.ts'

const other = { login: '79261112233', password: 'Another2Secret' }
const signIn = '/api/v1/session/profile'
const credentials = { login: ivan.phone, password: ivan.password }

/** Two accounts of the operator's, and from then on nothing that happens reaches the views. */
const stoodStill = async () => {
  const views = heldUpViews()
  const cabinet = await cabinetUnderTest({ admitEvents: views.admitEvents })
  const accountId = await openAccount(cabinet)
  const otherId = await openAccount(cabinet, other)
  views.hold()
  return { cabinet, accountId, otherId, ...views }
}

/** The runner does stand still: a reader who has written is told so (503), after its bound. */
const expectBehind = async (cabinet: CabinetUnderTest, browser: Caller, accountId: string) => {
  let answered = false
  const reading = browser.get(`/api/v1/accounts/${accountId}/dashboard`).finally(() => {
    answered = true
  })
  while (!answered) {
    cabinet.clock.advance(seconds(1))
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect((await reading).body).toMatchObject({ status: 503, code: 'ViewBehind' })
}

describe('while the views stand still (architecture.md: decisions read streams and claims, never views)', () => {
  it('M2–M11: a Profile is registered and signs in, by phone and by e-mail; wrong passwords open nothing', async () => {
    const { cabinet, accountId, release } = await stoodStill()
    const { browser, profileId } = await registerProfile(cabinet)
    expect(ok(await browser.get('/api/v1/session')).body).toMatchObject({ stage: 'open' })
    for (const login of [ivan.phone, ivan.email]) {
      const entered = ok(await cabinet.caller().post(signIn, { login, password: ivan.password }))
      expect(entered.body).toMatchObject({ stage: 'open', account: { id: accountId } })
    }
    const wrong = await cabinet.caller().post(signIn, { ...credentials, password: 'Wrong7Password' })
    expect(wrong.status).toBe(401)
    expect(ok(await browser.get('/api/v1/profile')).body).toMatchObject({ id: profileId, phone: ivan.phone })
    await expectBehind(cabinet, browser, accountId)
    release()
    ok(await browser.get(`/api/v1/accounts/${accountId}/dashboard`))
  })

  it('M13, M14, M15, M16: a second account is linked in its SIP entry, chosen, and a colleague links the first', async () => {
    const { cabinet, accountId, otherId, release } = await stoodStill()
    await registerProfile(cabinet)
    const bySip = await enterBySip(cabinet, other)
    const linked = ok(await bySip.post(signIn, credentials))
    expect(linked.body).toMatchObject({ stage: 'open', account: { id: otherId } })

    const browser = cabinet.caller()
    const entered = ok(await browser.post(signIn, credentials))
    expect(entered.body).toMatchObject({ stage: 'accountChoice', account: null })
    const offered: readonly { readonly id: string }[] = entered.body.accounts
    expect(offered.map(({ id }) => id).sort()).toEqual([accountId, otherId].sort())
    const chosen = ok(await browser.put('/api/v1/session/account', { accountId: otherId }))
    expect(chosen.body).toMatchObject({ stage: 'open', account: { id: otherId } })
    ok(await browser.put(`/api/v1/accounts/${otherId}/trunk-limit`, { lines: 9 }))
    expect((await browser.put(`/api/v1/accounts/${accountId}/trunk-limit`, { lines: 9 })).status).not.toBe(
      200,
    )

    const colleague = await registerProfile(cabinet, olga)
    expect(ok(await colleague.browser.get('/api/v1/session')).body.account.id).toBe(accountId)
    await expectBehind(cabinet, browser, otherId)
    release()
    const shown = ok(await browser.get(`/api/v1/accounts/${otherId}/dashboard`))
    expect(shown.body.trunkLimit).toEqual({ lines: 9 })
  })

  it('M7, M17: the second factor is asked for and a password is recovered; the old one opens nothing', async () => {
    const { cabinet, accountId } = await stoodStill()
    const { browser } = await registerProfile(cabinet)
    cabinet.clock.advance(minutes(1))
    const stranger = cabinet.caller()
    let at = ''
    const sms = await messageAfter(cabinet, ivan.phone, async () => {
      const { id } = ok(await stranger.post('/api/v1/recoveries', { phone: ivan.phone })).body
      at = `/api/v1/recoveries/${cabinet.secret(id)}`
    })
    ok(await stranger.post(`${at}/phone-confirmation`, { code: cabinet.secret(codeIn(sms)) }))
    const password = cabinet.secret('Entirely5New')
    ok(await stranger.put(`${at}/password`, { password, confirmation: password }))
    expect((await browser.get('/api/v1/session')).status).toBe(401)
    expect((await cabinet.caller().post(signIn, credentials)).status).toBe(401)

    const again = cabinet.caller()
    ok(await again.post(signIn, { ...credentials, password }))
    ok(await again.put('/api/v1/profile/two-factor', { method: 'sms' }))
    cabinet.clock.advance(minutes(2))
    const half = cabinet.caller()
    const code = await messageAfter(cabinet, ivan.phone, async () => {
      expect(ok(await half.post(signIn, { ...credentials, password })).body.stage).toBe('secondFactor')
    })
    const passed = ok(
      await half.post('/api/v1/session/second-factor', { code: cabinet.secret(codeIn(code)) }),
    )
    expect(passed.body).toMatchObject({ stage: 'open', account: { id: accountId } })
  })

  it('M29: whoever leaves is out at once', async () => {
    const { cabinet } = await stoodStill()
    const { browser } = await registerProfile(cabinet)
    expect((await browser.send('DELETE', '/api/v1/session')).status).toBe(204)
    expect((await browser.get('/api/v1/session')).status).toBe(401)
  })
})
