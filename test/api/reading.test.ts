import { describe, expect, it } from 'vitest'
import { openedApp } from './rig/opened-app.ts'
import { login } from './rig/small-cabinet.ts'

const opened = async () => {
  const app = await openedApp()
  const accountId = await app.account()
  const session = await app.signedIn()
  const at = (path: string) => `/api/v1/accounts/${accountId}/${path}`
  const read = (path: string, headers = {}) =>
    app.ask('GET', at(path), { headers: { ...session, ...headers } })
  const lines = (count: number) =>
    app.ask('PUT', at('trunk-limit'), { body: { lines: count }, headers: session })
  return { ...app, accountId, session, at, read, lines }
}

describe('M20–M25: the dashboard', () => {
  it('has exactly the fixed body', async () => {
    const { read, accountId } = await opened()
    const shown = await read('dashboard')
    expect(shown.body).toBe(
      JSON.stringify({
        account: { id: accountId, login, number: `+${login}`, status: 'active' },
        balance: null,
        tariff: { kind: 'basic' },
        callerId: { number: null },
        routing: { mode: 'SIP' },
        trunkLimit: { lines: 2 },
        pending: [],
        revision: 0,
      }),
    )
    expect(shown.headers['content-type']).toBe('application/json; charset=utf-8')
  })

  it('shows a negative balance in kopecks, an active option, a caller id', async () => {
    const { read, ask, program, accountId } = await opened()
    const headers = await program('accounts:write', 'billing:write')
    const set = (setting: string, body: object) =>
      ask('PUT', `/api/v1/operator/accounts/${accountId}/${setting}`, {
        body: { ...body, reason: 'r' },
        headers,
      })
    await set('caller-id', { number: '+74951234567' })
    const last = await set('tariff-option', { name: 'Безлимит «Плюс»' })
    const balance = await ask('POST', '/api/v1/operator/billing/balances', {
      body: `{"login":"${login}","kopecks":-74882293,"asOf":"2026-01-15T11:00:00Z"}\n`,
      headers: { ...headers, 'content-type': 'application/x-ndjson' },
    })
    expect(last.statusCode).toBe(200)
    const shown = await read('dashboard', { 'log-position': String(balance.headers['log-position']) })
    expect(shown.json()).toMatchObject({
      balance: { kopecks: -74882293, currency: 'RUB', asOf: '2026-01-15T11:00:00.000Z' },
      tariff: { kind: 'option', name: 'Безлимит «Плюс»' },
      callerId: { number: '+74951234567' },
      revision: 2,
    })
  })
})

describe('nobody reads older than their own last write (architecture.md, the read side)', () => {
  it('a read waits for the views to reach it, without being asked', async () => {
    const { lines, read, holdViews } = await opened()
    await read('dashboard')
    const goOn = holdViews()
    await lines(7)
    let answered = false
    const reading = read('dashboard').then((answer) => {
      answered = true
      return answer
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(answered).toBe(false)
    goOn()
    expect((await reading).json()).toMatchObject({ trunkLimit: { lines: 7 }, revision: 1 })
  })

  it('past the bound it is 503 with Retry-After, never stale data', async () => {
    const { lines, read, holdViews, clock } = await opened()
    await read('dashboard')
    const goOn = holdViews()
    await lines(7)
    const reading = read('dashboard')
    const impatient = setInterval(() => clock.advance(1_000), 5)
    const refused = await reading
    clearInterval(impatient)
    expect(refused.statusCode).toBe(503)
    expect(refused.json()).toMatchObject({ code: 'ViewBehind' })
    expect(refused.headers['retry-after']).toBe('2')
    goOn()
  })

  it('Log-Position of another process is waited for as well; a malformed one is 400', async () => {
    const { lines, read } = await opened()
    const position = String((await lines(7)).headers['log-position'])
    expect((await read('dashboard', { 'log-position': position })).json()).toMatchObject({ revision: 1 })
    for (const bad of ['x', '-1', '1.5', '', '1'.repeat(21)])
      expect((await read('dashboard', { 'log-position': bad })).json()).toMatchObject({
        code: 'LogPositionMalformed',
      })
  })
})

describe("the subscriber's history", () => {
  it('shows every change with before and after, the operator’s and its reason included, newest first', async () => {
    const { lines, read, ask, program, accountId } = await opened()
    await lines(5)
    const headers = { ...(await program('accounts:write')), 'user-agent': 'desk' }
    const suspended = await ask('PUT', `/api/v1/operator/accounts/${accountId}/suspension`, {
      body: { suspended: true, reason: 'долг' },
      headers,
    })
    const page = await read('history', { 'log-position': String(suspended.headers['log-position']) })
    const [newest, before] = page.json().items
    expect(newest).toMatchObject({
      type: 'ServiceSuspended',
      revision: 2,
      channel: 'rest',
      reason: 'долг',
      changes: [{ field: 'status', before: 'active', after: 'suspended' }],
      ip: null,
      userAgent: null,
    })
    expect(before).toMatchObject({
      type: 'TrunkLimitSet',
      changes: [{ field: 'trunkLimit', before: 2, after: 5 }],
    })
    expect(page.json().nextCursor).toBeNull()
  })

  it('is stable page by page while the log grows', async () => {
    const { lines, read } = await opened()
    for (const count of [3, 4, 5, 6]) await lines(count)
    const first = (await read('history?limit=2')).json()
    expect(first.items.map(({ revision }: { revision: number }) => revision)).toStrictEqual([4, 3])
    await lines(7)
    const second = (await read(`history?limit=2&cursor=${first.nextCursor}`)).json()
    expect(second.items.map(({ revision }: { revision: number }) => revision)).toStrictEqual([2, 1])
  })

  it.each(['limit=0', 'limit=201', 'limit=x', 'cursor='])('%s is refused by field', async (query) => {
    const { read } = await opened()
    expect((await read(`history?${query}`)).json()).toMatchObject({
      code: 'RequestInvalid',
      errors: [{ field: query.split('=')[0] }],
    })
  })

  it('a cursor that the list did not give is refused', async () => {
    const { read } = await opened()
    expect((await read('history?cursor=nonsense')).json()).toMatchObject({
      code: 'CursorMalformed',
      errors: [{ field: 'cursor' }],
    })
  })
})

describe('O4: the audit trail', () => {
  it('shows an auditor who changed what, when, from where, and records the reading itself', async () => {
    const { lines, ask, program, accountId } = await opened()
    await lines(5)
    const headers = await program('audit:read')
    const audit = (query: string) => ask('GET', `/api/v1/audit/events?${query}`, { headers })
    const found = (await audit(`account=${accountId}&field=trunkLimit&limit=1`)).json()
    expect(found.items).toMatchObject([
      {
        stream: `sipAccount-${accountId}`,
        type: 'TrunkLimitSet',
        actor: { type: 'profile', id: 'subscriber-1' },
        channel: 'web',
        ip: '127.0.0.1',
        account: accountId,
        changes: [{ field: 'trunkLimit', before: 2, after: 5 }],
        reason: null,
      },
    ])
    expect(found.items[0].position).toMatch(/^\d+$/)
    expect(found.nextCursor).not.toBeNull()
    const rest = (
      await audit(`account=${accountId}&field=trunkLimit&limit=1&cursor=${found.nextCursor}`)
    ).json()
    expect(rest.items).toMatchObject([{ type: 'SipAccountProvisioned' }])

    // The one that asks now is recorded too, and not shown to itself.
    const readings = (await audit('type=HistoryQueried')).json().items
    expect(readings).toHaveLength(1)
    expect(readings[0].changes).toMatchObject([{ field: 'query', after: { accountId, field: 'trunkLimit' } }])
  })

  it('filters by moment, actor, type and correlation id; a moment that is none is refused', async () => {
    const { lines, ask, program, accountId, clock } = await opened()
    const before = new Date(clock.now()).toISOString()
    clock.advance(60_000)
    const changed = await lines(5)
    const headers = await program('audit:read')
    const types = async (query: string) => {
      const { items } = (await ask('GET', `/api/v1/audit/events?${query}`, { headers })).json()
      return items.map(({ type }: { type: string }) => type)
    }
    const later = new Date(clock.now()).toISOString()
    expect(await types(`from=${later}&account=${accountId}`)).toStrictEqual(['TrunkLimitSet'])
    expect(await types(`to=${later}&account=${accountId}&type=TrunkLimitSet`)).toStrictEqual([])
    expect(await types(`correlationId=${changed.headers['x-correlation-id']}`)).toStrictEqual([
      'TrunkLimitSet',
    ])
    expect(await types(`actor=subscriber-1&type=TrunkLimitSet&from=${before}`)).toStrictEqual([
      'TrunkLimitSet',
    ])
    const refused = await ask('GET', '/api/v1/audit/events?from=yesterday', { headers })
    expect(refused.json()).toMatchObject({
      code: 'RequestInvalid',
      errors: [{ field: 'from', code: 'WrongFormat' }],
    })
  })

  it('what cannot be recorded is not shown', async () => {
    const { ask, program, store } = await opened()
    const headers = await program('audit:read')
    store.follow(({ what, stream }) =>
      what === 'append' && stream.startsWith('auditRead-') ? 'unavailable' : 'goOn',
    )
    const refused = await ask('GET', '/api/v1/audit/events', { headers })
    expect(refused.json()).toMatchObject({ code: 'StoreUnavailable' })
  })

  it('a cursor serves nobody but the reader and the filters it was given to', async () => {
    const { lines, ask, program } = await opened()
    await lines(5)
    const headers = await program('audit:read')
    const { nextCursor } = (await ask('GET', '/api/v1/audit/events?limit=1', { headers })).json()
    for (const [query, as] of [
      [`limit=1&type=TrunkLimitSet&cursor=${nextCursor}`, headers],
      [`limit=1&cursor=${nextCursor}`, await program('audit:read')],
    ] as const)
      expect((await ask('GET', `/api/v1/audit/events?${query}`, { headers: as })).json()).toMatchObject({
        code: 'CursorMalformed',
      })
  })
})
