import { describe, expect, it } from 'vitest'
import { eventsOf, storedIn } from './rig/events-of.ts'
import { openedApp } from './rig/opened-app.ts'
import { login, otherLogin } from './rig/small-cabinet.ts'

const accounts = '/api/v1/operator/accounts'

const opened = async () => {
  const app = await openedApp()
  const accountId = await app.account()
  const headers = await app.program('accounts:read', 'accounts:write', 'billing:write', 'audit:read')
  const set = (setting: string, body: object, more = {}) =>
    app.ask('PUT', `${accounts}/${accountId}/${setting}`, { body, headers: { ...headers, ...more } })
  const create = (body: object, more = {}) =>
    app.ask('POST', accounts, { body, headers: { ...headers, ...more } })
  const get = (url: string) => app.ask('GET', url, { headers })
  return { ...app, accountId, headers, set, create, get }
}

describe('provisioning an account', () => {
  it('answers 201 with its place, and it is there to read', async () => {
    const { create, get } = await opened()
    const created = await create({
      login: otherLogin,
      routing: 'GSM',
      lines: 4,
      tariffOption: 'Безлимит',
      callerId: '+74951234567',
      balance: { kopecks: 15000 },
    })
    expect(created.statusCode).toBe(201)
    const { id, outcome } = created.json()
    expect(outcome).toBe('provisioned')
    expect(created.headers.location).toBe(`${accounts}/${id}`)
    expect((await get(String(created.headers.location))).json()).toMatchObject({
      account: { id, login: otherLogin, number: `+${otherLogin}`, status: 'active' },
      balance: { kopecks: 15000, currency: 'RUB' },
      tariff: { kind: 'option', name: 'Безлимит' },
      callerId: { number: '+74951234567' },
      routing: { mode: 'GSM' },
      trunkLimit: { lines: 4 },
    })
  })

  it('of a number that has an account is 409, and that one stays as it is', async () => {
    const { create, store, accountId } = await opened()
    expect((await create({ login, lines: 9 })).json()).toMatchObject({ code: 'AccountExists', status: 409 })
    expect(await eventsOf(store, accountId)).toStrictEqual(['SipAccountProvisioned'])
  })

  it.each([
    [{ login: '123' }, 'LoginInvalid', 'login'],
    [{ login: otherLogin, password: 'weak' }, 'SipPasswordWeak', 'password'],
    [{ login: otherLogin, lines: 21 }, 'TrunkLimitOutOfRange', 'lines'],
    [{ login: otherLogin, callerId: '112' }, 'CallerIdInvalid', 'callerId'],
  ])('%o is refused as %s', async (body, code, field) => {
    const { create } = await opened()
    const refused = await create(body)
    expect(refused.statusCode).toBe(422)
    expect(refused.json()).toMatchObject({ code, errors: [{ field, code }] })
  })

  it('of one number by many at once opens one account', async () => {
    const { create } = await opened()
    const answers = await Promise.all(Array.from({ length: 8 }, () => create({ login: otherLogin })))
    const statuses = answers.map(({ statusCode }) => statusCode).sort()
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThanOrEqual(1)
    expect(
      new Set(answers.filter(({ statusCode }) => statusCode === 201).map((it) => it.json().id)).size,
    ).toBe(1)
  })
})

describe("the operator's changes", () => {
  it('M22, M23: caller id and tariff option are set and taken away, with a reason', async () => {
    const { set } = await opened()
    expect((await set('caller-id', { number: '+74951234567', reason: 'r' })).json()).toStrictEqual({
      number: '+74951234567',
      revision: 1,
    })
    expect((await set('caller-id', { number: null, reason: 'r' })).json()).toStrictEqual({
      number: null,
      revision: 2,
    })
    expect((await set('tariff-option', { name: 'Безлимит', reason: 'r' })).json()).toStrictEqual({
      name: 'Безлимит',
      revision: 3,
    })
    expect((await set('tariff-option', { name: null, reason: 'r' })).json()).toStrictEqual({
      name: null,
      revision: 4,
    })
  })

  it('the service is suspended and resumed, disabled and restored', async () => {
    const { set } = await opened()
    expect((await set('suspension', { suspended: true, reason: 'r' })).json()).toStrictEqual({
      suspended: true,
      revision: 1,
    })
    expect((await set('suspension', { suspended: true, reason: 'r' })).json()).toMatchObject({ revision: 1 })
    expect((await set('caller-id', { number: null, reason: 'r' })).json()).toMatchObject({
      code: 'ServiceSuspended',
    })
    expect((await set('suspension', { suspended: false, reason: 'r' })).json()).toMatchObject({
      suspended: false,
    })
    expect((await set('service', { state: 'disabled', reason: 'r' })).json()).toMatchObject({
      state: 'disabled',
    })
    expect((await set('tariff-option', { name: 'x', reason: 'r' })).json()).toMatchObject({
      code: 'ServiceDisabled',
    })
    expect((await set('service', { state: 'active', reason: 'r' })).json()).toMatchObject({ state: 'active' })
  })

  it('without a reason nothing is changed; the reason is recorded, sealed', async () => {
    const { set, get, store, accountId } = await opened()
    for (const body of [
      { suspended: true },
      { suspended: true, reason: '' },
      { suspended: true, reason: 'x'.repeat(501) },
    ])
      expect((await set('suspension', body)).json()).toMatchObject({
        code: 'RequestInvalid',
        errors: [{ field: 'reason' }],
      })
    const done = await set('suspension', { suspended: true, reason: 'Заявление № 1187' })
    const stored = JSON.stringify(
      (await storedIn(store, `sipAccount-${accountId}`)).map(({ data, metadata }) => ({ data, metadata })),
    )
    expect(stored).not.toContain('1187')
    const { items } = (await get(`/api/v1/audit/events?account=${accountId}&type=ServiceSuspended`)).json()
    expect(items).toMatchObject([{ reason: 'Заявление № 1187', channel: 'rest', actor: { type: 'token' } }])
    expect(done.statusCode).toBe(200)
  })

  it('M26: a reminder can be sent for the subscriber', async () => {
    const { ask, headers, accountId, inbox } = await opened()
    const reminded = await ask('POST', `${accounts}/${accountId}/password-reminders`, {
      body: { reason: 'asked by phone' },
      headers,
    })
    expect(reminded.json()).toMatchObject({ remaining: 2 })
    await expect.poll(() => inbox.items().length).toBe(1)
  })

  it('If-Match and an account that is not there', async () => {
    const { set, ask, headers } = await opened()
    expect(
      (await set('suspension', { suspended: true, reason: 'r' }, { 'if-match': '"4"' })).statusCode,
    ).toBe(412)
    const missing = await ask('PUT', `${accounts}/nobody/suspension`, {
      body: { suspended: true, reason: 'r' },
      headers,
    })
    expect(missing.json()).toMatchObject({ code: 'AccountNotFound', status: 404 })
  })
})

describe('looking accounts up', () => {
  it('by login is exact, through the claim', async () => {
    const { get, accountId } = await opened()
    expect((await get(`${accounts}?login=${login}`)).json()).toStrictEqual({
      items: [{ id: accountId, login, number: `+${login}`, status: 'active', tariffOption: null }],
      nextCursor: null,
    })
    expect((await get(`${accounts}?login=79990000000`)).json()).toStrictEqual({ items: [], nextCursor: null })
    expect((await get(`${accounts}?login=7926`)).json()).toMatchObject({ code: 'LoginInvalid' })
  })

  it('lists all, newest first, stable while more are added', async () => {
    const { get, account, create } = await opened()
    for (const number of ['+79261110001', '+79261110002', '+79261110003']) await account(number)
    const added = await create({ login: '79261110004' })
    expect(added.statusCode).toBe(201)
    const first = (await get(`${accounts}?limit=2`)).json()
    const logins = ({ items }: { items: { login: string }[] }) => items.map((item) => item.login)
    expect(logins(first)).toStrictEqual(['79261110004', '79261110003'])
    await create({ login: '79261110005' })
    expect(logins((await get(`${accounts}?limit=2&cursor=${first.nextCursor}`)).json())).toStrictEqual([
      '79261110002',
      '79261110001',
    ])
  })

  it('one by its id', async () => {
    const { get, accountId } = await opened()
    expect((await get(`${accounts}/${accountId}`)).json()).toMatchObject({
      account: { id: accountId, login },
    })
    expect((await get(`${accounts}/nobody`)).statusCode).toBe(404)
  })
})
