import type { LightMyRequestResponse } from 'fastify'
import { describe, expect, it } from 'vitest'
import { allOperations } from '../../api/contract/all-operations.ts'
import type { AnyOperation } from '../../api/contract/operation.ts'
import { tokenScopes } from '../../domain/api-token/api-token.ts'
import { type StaffRole, staffRoles } from '../../domain/staff/events.ts'
import { type Headers, openedApp } from './rig/opened-app.ts'
import { smallCabinet } from './rig/small-cabinet.ts'
import { staffIn } from './rig/staff-in.ts'

/** Addresses that name nothing real: what is refused is refused before anything is looked for. */
const addressOf = ({ path }: AnyOperation): string => path.replace(/:[A-Za-z]+/g, 'nothing-here')

const isRole = (principal: string) => staffRoles.some((role) => role === principal)

/** Said apart from the code: deny by default (`security.md`, staff). */
const roleOf: Readonly<Record<string, StaffRole>> = {
  'accounts:read': 'manager',
  'accounts:write': 'manager',
  'audit:read': 'auditor',
}

const openTo = (operation: AnyOperation, principal: string): boolean => {
  const { access } = operation
  if (access.who === 'anyone') return true
  if (access.who === 'session' || access.who === 'staff')
    return principal === access.who || (access.who === 'staff' && isRole(principal))
  if (access.who === 'machine') return true
  if (access.who === 'program')
    return [access.scope, 'operator', roleOf[access.scope]].some((admitted) => admitted === principal)
  return principal === 'operator'
}

const network = allOperations.filter(({ access }) => access.who !== 'operator')
const atTheSocket = allOperations.filter(({ tag }) => tag !== 'development')

/** Whether a request was turned away for who asks; a stage that is due, or a wrong password, comes after that. */
const isTurnedAway = ({ statusCode, payload }: LightMyRequestResponse): boolean =>
  (statusCode === 401 || statusCode === 403) &&
  /"(?:NotSignedIn|TokenInvalid|Forbidden|ScopeMissing)"/.test(payload)

describe('deny by default (security.md, staff)', () => {
  it.each(['nobody', 'session', ...staffRoles, ...tokenScopes])(
    '%s gets in where the table says so, and nowhere else',
    async (who) => {
      const small = await openedApp()
      const { ask, account, signedIn, program } = small
      await account()
      const role = staffRoles.find((known) => known === who)
      const scope = tokenScopes.find((known) => known === who)
      // One session for all, and another once it has left: creating somebody costs hashes.
      let known: Headers | null = null
      const staff = async (as: StaffRole) => {
        const present = known === null ? null : await ask('GET', '/api/v1/staff/session', { headers: known })
        if (known === null || present?.statusCode !== 200)
          known = await staffIn(small, as, known === null ? as : `${as}-again`)
        return known
      }
      const headers = async () => {
        if (scope !== undefined) return program(scope)
        if (role !== undefined) return staff(role)
        return who === 'session' ? signedIn() : {}
      }
      for (const operation of network) {
        const answered = await ask(operation.method, addressOf(operation), { headers: await headers() })
        const isRefused = isTurnedAway(answered)
        expect(isRefused, `${who} → ${operation.id}: ${answered.statusCode}`).toBe(!openTo(operation, who))
      }
    },
  )

  it('a scope to read changes nothing: what changes something wants one to write', () => {
    const changing = network.filter(({ method }) => method !== 'GET')
    const scopes = changing.flatMap(({ id, access }) => ('scope' in access ? [`${id} ${access.scope}`] : []))
    expect(scopes.length).toBeGreaterThan(10)
    expect(scopes.filter((line) => !line.endsWith(':write'))).toEqual([])
  })

  it('the CLI at its socket gets into all but what needs a session', async () => {
    const { ask, account } = await openedApp({ door: 'socket' })
    await account()
    for (const operation of atTheSocket) {
      const answered = await ask(operation.method, addressOf(operation))
      const isRefused = isTurnedAway(answered)
      expect(isRefused, `operator → ${operation.id}: ${answered.statusCode}`).toBe(
        !openTo(operation, 'operator'),
      )
    }
  })

  it("the CLI's own routes do not exist on the network, whatever token is shown", async () => {
    const { app, program } = await openedApp()
    const headers = await program(...tokenScopes)
    for (const operation of allOperations.filter(({ access }) => access.who === 'operator')) {
      const answered = await app.inject({ method: operation.method, url: addressOf(operation), headers })
      expect(answered.json()).toMatchObject({ code: 'RouteNotFound' })
    }
  })

  it('a route that declares no access is open to nobody', async () => {
    const { buildApp } = await import('../../api/app.ts')
    const { pino } = await import('pino')
    const { cabinet } = await smallCabinet()
    const app = await buildApp({
      cabinet,
      door: 'socket',
      mode: 'development',
      publicUrl: new URL('http://127.0.0.1:3000'),
      trustedProxies: [],
      log: pino({ level: 'silent' }),
    })
    app.get('/forgotten', async () => 'secret')
    const answered = await app.inject({ url: '/forgotten' })
    expect(answered.statusCode).toBe(403)
    expect(answered.json()).toMatchObject({ code: 'Forbidden' })
    await app.close()
  })

  it('every route has its operation, and every operation its route', async () => {
    const { buildApp } = await import('../../api/app.ts')
    const { pino } = await import('pino')
    const { cabinet, inbox } = await smallCabinet()
    const routes = new Set<string>()
    for (const door of ['network', 'socket'] as const) {
      const app = await buildApp({
        cabinet,
        door,
        mode: 'development',
        publicUrl: new URL('http://127.0.0.1:3000'),
        trustedProxies: [],
        log: pino({ level: 'silent' }),
        inbox: inbox.items,
      })
      for (const operation of allOperations)
        if (app.hasRoute({ method: operation.method, url: operation.path })) routes.add(operation.id)
      await app.close()
    }
    expect([...routes].sort()).toStrictEqual(allOperations.map(({ id }) => id).sort())
  })
})

describe('tokens and sessions that open nothing', () => {
  it.each(['Bearer mfb_unknown', 'Bearer', 'Basic dXNlcjpwYXNz', 'Bearer a b'])(
    '%s is 401',
    async (authorization) => {
      const { ask } = await openedApp()
      const answered = await ask('GET', '/api/v1/session', { headers: { authorization } })
      expect(answered.statusCode).toBe(401)
      expect(answered.json()).toMatchObject({ code: 'TokenInvalid' })
      expect(answered.headers['www-authenticate']).toContain('error="invalid_token"')
    },
  )

  it('a cookie that opens nothing is 401 and taken back', async () => {
    const { ask } = await openedApp()
    const answered = await ask('GET', '/api/v1/session', { headers: { cookie: 'session=nothing' } })
    expect(answered.json()).toMatchObject({ code: 'NotSignedIn' })
    expect(answered.headers['set-cookie']).toBe('session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax')
    expect(answered.headers['clear-site-data']).toBe('"storage"')
  })

  it('a token that was revoked, or has expired, is refused on the next request', async () => {
    const { ask, program, cabinet, clock } = await openedApp()
    const headers = await program('billing:write')
    const report = () =>
      ask('POST', '/api/v1/operator/billing/balances', {
        body: '',
        headers: { ...headers, 'content-type': 'application/x-ndjson' },
      })
    expect((await report()).statusCode).toBe(200)
    clock.advance(24 * 3600 * 1000)
    expect((await report()).statusCode).toBe(401)
    const second = await program('billing:write')
    const tokens = await cabinet.apiTokens.list()()
    expect(JSON.stringify(tokens)).not.toContain(second['authorization']?.slice('Bearer '.length))
  })
})
