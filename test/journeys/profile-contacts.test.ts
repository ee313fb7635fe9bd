import { describe, expect, it, vi } from 'vitest'
import { minutes } from '../../domain/instant.ts'
import { cabinetUnderTest } from '../cabinet-under-test.ts'
import { codeIn, messageAfter, messageTo, tokenIn } from './messages.ts'
import { ivan, ok, olga, openAccount, registerProfile } from './people.ts'

const page = '/api/v1/profile'

const registered = async () => {
  const cabinet = await cabinetUnderTest()
  await openAccount(cabinet)
  const { browser } = await registerProfile(cabinet)
  const signIn = (login: string) =>
    cabinet.caller().post('/api/v1/session/profile', { login, password: ivan.password })
  return { cabinet, browser, signIn }
}

describe('phone and e-mail of a Profile', () => {
  it('M3, M4, M11: another phone is confirmed by its own SMS; the old one is told, and opens nothing any more', async () => {
    const { cabinet, browser, signIn } = await registered()
    const phone = cabinet.personal('+79039998877')
    const sms = await messageAfter(cabinet, phone, async () => {
      const asked = ok(await browser.put(`${page}/phone`, { phone: '8 903 999-88-77' }))
      expect(asked.body).toMatchObject({ phone, due: 'phoneCode' })
    })
    const given = { phone, code: cabinet.secret(codeIn(sms)) }
    const told = await messageAfter(cabinet, ivan.phone, async () =>
      ok(await browser.post(`${page}/phone/confirmation`, given)),
    )
    expect(told).toContain('телефон Профиля изменён')
    expect((await browser.get(page)).body.phone).toBe(phone)
    expect((await signIn(phone)).body.stage).toBe('open')
    expect((await signIn(ivan.phone)).status).toBe(401)
  })

  it('M8, M11: another e-mail holds once its letter’s link is followed, in any browser; the old address is told', async () => {
    const { cabinet, browser, signIn } = await registered()
    const email = cabinet.personal('kovalev@example.net')
    const warned = await messageAfter(cabinet, ivan.email, async () =>
      ok(await browser.put(`${page}/email`, { email })),
    )
    expect(warned).toContain('Этот останется в силе')
    expect((await browser.get(page)).body).toMatchObject({ email: ivan.email, pendingEmail: email })
    const token = cabinet.secret(tokenIn(await messageTo(cabinet, email)))
    const told = await messageAfter(cabinet, ivan.email, async () =>
      ok(await cabinet.caller().post('/api/v1/email-confirmations', { token })),
    )
    expect(told).toContain('на этот писем больше не будет')
    expect((await browser.get(page)).body).toMatchObject({ email, pendingEmail: null })
    const again = await signIn(email)
    expect(again.body, again.text).toMatchObject({ stage: 'open' })
  })

  it('security.md, vault: nothing of the person lies anywhere in clear, not even in answers kept for a repetition', async () => {
    const { cabinet, browser } = await registered()
    const phone = cabinet.secret('+79039998877')
    const email = cabinet.secret('kovalev@example.net')
    for (const known of [ivan.phone, ivan.email, ivan.lastName]) cabinet.secret(known)
    const key = { 'idempotency-key': 'once' }
    const sms = await messageAfter(cabinet, phone, async () =>
      ok(await browser.put(`${page}/phone`, { phone }, key)),
    )
    ok(await browser.put(`${page}/email`, { email }, key))
    const given = { phone, code: cabinet.secret(codeIn(sms)) }
    const first = ok(await browser.post(`${page}/phone/confirmation`, given, key))
    await cabinet.restart()
    const again = ok(await browser.post(`${page}/phone/confirmation`, given, key))
    expect(again.body).toEqual(first.body)
    ok(await browser.get(`${page}/history?limit=200`))
    // Looked for in every stored byte and every line of the log when the test ends.
  })

  it('security.md, enumeration: the own history does not tell either whether a phone or an e-mail was free', async () => {
    const { cabinet, browser } = await registered()
    await registerProfile(cabinet, olga)
    const asked = async (phone: string, email: string) => {
      cabinet.clock.advance(minutes(5))
      ok(await browser.post('/api/v1/session/confirmation', { password: ivan.password }))
      const before = ok(await browser.get(`${page}/history?limit=200`)).body.items.length
      await messageAfter(cabinet, phone, async () => ok(await browser.put(`${page}/phone`, { phone })))
      await messageAfter(cabinet, email, async () => ok(await browser.put(`${page}/email`, { email })))
      const auditor = await cabinet.program('audit:read')
      const handedOver = () => auditor.get('/api/v1/audit/events?type=MessageHandedOver&limit=200')
      const sent = (cabinet.composed().inbox?.items() ?? []).length
      await vi.waitUntil(async () => (await handedOver()).body.items.length === sent, {
        timeout: 20_000,
        interval: 20,
      })
      const { items } = ok(await browser.get(`${page}/history?limit=200`)).body
      const since: readonly {
        readonly type: string
        readonly changes: readonly { readonly field: string }[]
      }[] = items.slice(0, items.length - before)
      const asking = since.filter(({ type }) => type !== 'SessionConfirmed')
      return asking.map(({ type, changes }) => `${type}: ${changes.map(({ field }) => field)}`)
    }
    const free = await asked(cabinet.personal('+79039998877'), cabinet.personal('kovalev@example.net'))
    const taken = await asked(olga.phone, olga.email)
    expect(free.some((line) => line.startsWith('ChallengeIssued'))).toBe(true)
    expect(taken).toEqual(free)
  })

  it('security.md, enumeration: a phone and an e-mail of another Profile are asked for like any other; she is told', async () => {
    const { cabinet, browser } = await registered()
    await registerProfile(cabinet, olga)
    const sms = await messageAfter(cabinet, olga.phone, async () =>
      ok(await browser.put(`${page}/phone`, { phone: olga.phone })),
    )
    expect(sms).not.toMatch(/\b\d{6}\b/)
    const letter = await messageAfter(cabinet, olga.email, async () =>
      ok(await browser.put(`${page}/email`, { email: olga.email })),
    )
    expect(letter).not.toContain('#token=')
    expect((await browser.get(page)).body).toMatchObject({ phone: ivan.phone, email: ivan.email })
  })
})
