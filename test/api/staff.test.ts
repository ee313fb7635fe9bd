import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { openedApp } from './rig/opened-app.ts'
import { smallCabinet } from './rig/small-cabinet.ts'

const operations = '/api/v1/operations'

const both = async () => {
  const small = await smallCabinet()
  const network = await openedApp({}, small)
  const socket = await openedApp({ door: 'socket' }, small)
  return { ...small, network, socket }
}

describe('tokens (security.md, machine access)', () => {
  it('are shown once, scoped, listed without themselves, and refused once revoked', async () => {
    const { network, socket, account } = await both()
    await account()
    const issued = await socket.ask('POST', `${operations}/tokens`, {
      body: { label: 'nightly', scopes: ['accounts:read'], days: 1 },
    })
    expect(issued.statusCode).toBe(201)
    const { id, token } = issued.json()
    const headers = { authorization: `Bearer ${token}` }
    expect((await network.ask('GET', '/api/v1/operator/accounts', { headers })).statusCode).toBe(200)
    expect((await network.ask('GET', '/api/v1/audit/events', { headers })).json()).toMatchObject({
      code: 'ScopeMissing',
    })

    const listed = await socket.ask('GET', `${operations}/tokens`)
    expect(listed.json()).toMatchObject({
      items: [{ id, label: 'nightly', scopes: ['accounts:read'], status: 'issued' }],
      nextCursor: null,
    })
    expect(listed.body).not.toContain(token)

    expect((await socket.ask('DELETE', `${operations}/tokens/${id}`)).statusCode).toBe(204)
    expect((await network.ask('GET', '/api/v1/operator/accounts', { headers })).statusCode).toBe(401)
    expect((await socket.ask('GET', `${operations}/tokens`)).json()).toMatchObject({
      items: [{ status: 'revoked' }],
    })
    expect((await socket.ask('DELETE', `${operations}/tokens/nothing`)).json()).toMatchObject({
      code: 'TokenNotFound',
    })
  })

  it('are never replayed: the same key twice issues two', async () => {
    const { socket } = await both()
    const issue = () =>
      socket.ask('POST', `${operations}/tokens`, {
        body: { label: 'x', scopes: ['audit:read'] },
        headers: { 'idempotency-key': 'k' },
      })
    expect((await issue()).json().token).not.toBe((await issue()).json().token)
  })

  it.each([
    { label: '', scopes: ['audit:read'] },
    { label: 'x', scopes: [] },
    { label: 'x', scopes: ['everything'] },
    { label: 'x', scopes: ['audit:read'], days: 367 },
  ])('%o is refused', async (body) => {
    const { socket } = await both()
    expect((await socket.ask('POST', `${operations}/tokens`, { body })).json()).toMatchObject({
      code: 'RequestInvalid',
    })
  })
})

describe("the operator at the CLI's socket", () => {
  it('is recorded as cli, without an address', async () => {
    const { socket, network, account, program } = await both().then(async (it) => ({
      ...it,
      program: it.network.program,
    }))
    const accountId = await account()
    const suspended = await socket.ask('PUT', `/api/v1/operator/accounts/${accountId}/suspension`, {
      body: { suspended: true, reason: 'r' },
    })
    const { items } = (
      await network.ask('GET', `/api/v1/audit/events?account=${accountId}&type=ServiceSuspended`, {
        headers: {
          ...(await program('audit:read')),
          'log-position': String(suspended.headers['log-position']),
        },
      })
    ).json()
    expect(items).toMatchObject([{ channel: 'cli', actor: { type: 'system', id: 'cli' }, ip: null }])
  })

  it('sees how the views are, and builds them anew', async () => {
    const { socket, account } = await both()
    const accountId = await account()
    await socket.ask('GET', `/api/v1/operator/accounts/${accountId}`)
    const status = async () => (await socket.ask('GET', `${operations}/views`)).json()
    await expect
      .poll(status)
      .toMatchObject({ state: 'serving', caughtUp: true, parked: 0, rows: { dashboard: 1 } })
    const begun = await socket.ask('POST', `${operations}/views/rebuild`, { body: { reason: 'mended' } })
    expect(begun.json()).toStrictEqual({ begun: true })
    expect((await socket.ask('GET', `/api/v1/operator/accounts/${accountId}`)).statusCode).toBe(200)
  })

  it('sees what is parked, tries it again or lets it be', async () => {
    const { socket, cabinet } = await both()
    const job = {
      id: 'job-1',
      reaction: 'passwordReminder',
      subject: 'sipAccount-a1',
      trigger: { stream: 'sipAccount-a1', revision: 3, eventId: 'e', correlationId: 'c' },
      dueAt: 0,
      parked: { at: 0, why: 'the gateway refuses' },
      tries: 8,
    } as const
    Object.assign(cabinet.reactions.parked, {
      list: async () => [job],
      retry: (id: string) => async () => (id === 'job-1' ? E.right(5n) : E.left({ code: 'NotParked' })),
      skip: (id: string) => async () => (id === 'job-1' ? E.right(null) : E.left({ code: 'NotParked' })),
    })
    expect((await socket.ask('GET', `${operations}/parked`)).json()).toStrictEqual({
      items: [
        {
          id: 'job-1',
          kind: 'effect',
          name: 'passwordReminder',
          stream: 'sipAccount-a1',
          revision: 3,
          tries: 8,
          parkedAt: '1970-01-01T00:00:00.000Z',
          why: 'the gateway refuses',
        },
      ],
      nextCursor: null,
    })
    const settle = (id: string, how: string) =>
      socket.ask('POST', `${operations}/parked/${id}/${how}`, { body: { reason: 'the gateway is back' } })
    const retried = await settle('job-1', 'retry')
    expect(retried.json()).toStrictEqual({ id: 'job-1', outcome: 'released' })
    expect(retried.headers['log-position']).toBe('5')
    expect((await settle('job-1', 'skip')).json()).toStrictEqual({ id: 'job-1', outcome: 'givenUp' })
    expect((await settle('job-2', 'retry')).json()).toMatchObject({ code: 'NotParked', status: 404 })
    expect((await settle('dashboard:sipAccount-a1', 'retry')).json()).toMatchObject({ code: 'NotParked' })
    expect((await settle('dashboard:sipAccount-a1', 'skip')).json()).toMatchObject({ code: 'NotParked' })
    const unreasoned = await socket.ask('POST', `${operations}/parked/job-1/retry`, { body: {} })
    expect(unreasoned.json()).toMatchObject({ errors: [{ field: 'reason', code: 'Missing' }] })
  })

  it('accepts a log, and rotates the master key while everything goes on', async () => {
    const { socket, network, account } = await both()
    await account()
    const accepted = await socket.ask('POST', `${operations}/reactions/acceptance`, {
      body: { reason: 'restored' },
    })
    expect(accepted.json()).toStrictEqual({ accepted: false })
    const rotated = await socket.ask('POST', `${operations}/keys/rotation`, { body: { reason: 'planned' } })
    expect(rotated.json()).toStrictEqual({ rotated: true })
    const entered = await network.ask('POST', '/api/v1/session/sip', {
      body: { login: '79260250730', password: 'Demo2026Cabinet' },
    })
    expect(entered.statusCode).toBe(200)
  })
})
