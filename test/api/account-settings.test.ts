import { describe, expect, it } from 'vitest'
import { eventsOf } from './rig/events-of.ts'
import { openedApp } from './rig/opened-app.ts'

const opened = async () => {
  const it = await openedApp()
  const accountId = await it.account()
  const session = await it.signedIn()
  const at = (path: string) => `/api/v1/accounts/${accountId}/${path}`
  const put = (path: string, body: unknown, headers = {}) =>
    it.ask('PUT', at(path), { body, headers: { ...session, ...headers } })
  return { ...it, accountId, session, at, put }
}

describe("a subscriber's changes", () => {
  it('M24: routing is changed and answered with its new state, its revision and its place in the log', async () => {
    const { put } = await opened()
    const changed = await put('routing', { mode: 'SIP+GSM' })
    expect(changed.statusCode).toBe(200)
    expect(changed.json()).toStrictEqual({ mode: 'SIP+GSM', revision: 1 })
    expect(changed.headers.etag).toBe('"1"')
    expect(changed.headers['log-position']).toMatch(/^\d+$/)
  })

  it('M24: a mode that does not exist is refused by field, with the modes that do', async () => {
    const { put } = await opened()
    const refused = await put('routing', { mode: 'FAX' }, { 'accept-language': 'en' })
    expect(refused.statusCode).toBe(400)
    expect(refused.json()).toMatchObject({
      code: 'RequestInvalid',
      errors: [{ field: 'mode', code: 'NotAnOption', detail: 'The options are: GSM, SIP, SIP+GSM.' }],
    })
  })

  it.each([1, 20])('M25: %i lines are allowed', async (lines) => {
    const { put } = await opened()
    expect((await put('trunk-limit', { lines })).json()).toStrictEqual({ lines, revision: 1 })
  })

  it.each([0, 21, -1, 2.5, 1e9])('M25: %d lines are refused, naming the field', async (lines) => {
    const { put } = await opened()
    const refused = await put('trunk-limit', { lines })
    expect(refused.statusCode).toBe(422)
    expect(refused.json()).toMatchObject({
      type: '/problems/trunk-limit-out-of-range',
      code: 'TrunkLimitOutOfRange',
      errors: [{ field: 'lines', code: 'TrunkLimitOutOfRange' }],
    })
  })

  it('a repeat of the present value is answered 200 and records nothing', async () => {
    const { put, store, accountId } = await opened()
    const first = await put('trunk-limit', { lines: 5 })
    const again = await put('trunk-limit', { lines: 5 })
    expect(again.statusCode).toBe(200)
    expect(again.json()).toStrictEqual(first.json())
    expect(again.headers['log-position']).toBe(first.headers['log-position'])
    expect(await eventsOf(store, accountId)).toStrictEqual(['SipAccountProvisioned', 'TrunkLimitSet'])
  })

  it('M26: a reminder is asked for, and the fourth within 24 hours is refused with the time to wait', async () => {
    const { ask, at, session, inbox, clock } = await opened()
    const remind = () => ask('POST', at('password-reminders'), { headers: session })
    expect((await remind()).json()).toStrictEqual({
      requestedAt: new Date(clock.now()).toISOString(),
      remaining: 2,
      revision: 1,
    })
    await remind()
    await remind()
    const refused = await remind()
    expect(refused.statusCode).toBe(429)
    expect(refused.json()).toMatchObject({ code: 'TooManyReminders' })
    expect(refused.headers['retry-after']).toBe(String(24 * 3600))
    await expect.poll(() => inbox.items().length).toBe(3)
    expect(refused.body + (await remind()).body).not.toContain('Demo2026Cabinet')
  })

  it('suspended: routing and lines are refused, a reminder is not (events.md, what an account allows)', async () => {
    const { put, ask, at, session, program, accountId } = await opened()
    const headers = await program('accounts:write')
    await ask('PUT', `/api/v1/operator/accounts/${accountId}/suspension`, {
      body: { suspended: true, reason: 'debt' },
      headers,
    })
    expect((await put('routing', { mode: 'GSM' })).json()).toMatchObject({
      code: 'ServiceSuspended',
      status: 409,
    })
    expect((await put('trunk-limit', { lines: 3 })).json()).toMatchObject({ code: 'ServiceSuspended' })
    expect((await ask('POST', at('password-reminders'), { headers: session })).statusCode).toBe(200)
  })

  it("M16: another account than the session's own is answered as if it did not exist", async () => {
    const { ask, account, session } = await opened()
    const foreign = await account('+79261112233')
    for (const id of [foreign, 'no-such-account']) {
      const refused = await ask('PUT', `/api/v1/accounts/${id}/routing`, {
        body: { mode: 'GSM' },
        headers: session,
      })
      expect(refused.statusCode).toBe(404)
      expect(refused.json()).toMatchObject({ code: 'AccountNotFound' })
    }
  })

  it('unknown fields of body and query are refused by name', async () => {
    const { put, ask, at, session } = await opened()
    expect((await put('trunk-limit', { lines: 3, line: 4 })).json()).toMatchObject({
      code: 'RequestInvalid',
      errors: [{ field: 'line', code: 'Unknown' }],
    })
    const queried = await ask('POST', at('password-reminders?force=1'), { headers: session })
    expect(queried.json()).toMatchObject({ errors: [{ field: 'force', code: 'Unknown' }] })
    const bodied = await ask('POST', at('password-reminders'), {
      headers: session,
      body: { to: '+79990000000' },
    })
    expect(bodied.json()).toMatchObject({ errors: [{ field: 'to', code: 'Unknown' }] })
  })
})
