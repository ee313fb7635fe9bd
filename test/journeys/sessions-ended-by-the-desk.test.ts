import { describe, expect, it } from 'vitest'
import { cabinetUnderTest } from '../cabinet-under-test.ts'
import { ivan, ok, olga, openAccount, registerProfile } from './people.ts'
import { staffMember } from './staff-people.ts'

const reason = { reason: 'Украден телефон, звонок клиента' }
const credentials = { login: ivan.phone, password: ivan.password }

/** Ivan is in with two browsers, his colleague of the same account with one; a manager is at the desk. */
const office = async () => {
  const cabinet = await cabinetUnderTest()
  const accountId = await openAccount(cabinet)
  const { browser, profileId } = await registerProfile(cabinet, ivan)
  const colleague = (await registerProfile(cabinet, olga)).browser
  const stolen = cabinet.caller()
  ok(await stolen.post('/api/v1/session/profile', credentials))
  const manager = await staffMember(cabinet, 'manager')
  const sessions = `/api/v1/operator/profiles/${profileId}/sessions`
  return { cabinet, accountId, profileId, browsers: [browser, stolen], colleague, manager, sessions }
}

describe('a manager ends all sessions of a Profile (security.md, session; ASVS 7.4.5)', () => {
  it('the next request of each is refused, a colleague stays in, and the password opens a new one', async () => {
    const { cabinet, browsers, colleague, manager, sessions } = await office()
    expect(ok(await manager.send('DELETE', sessions, reason)).body).toEqual({ ended: 2 })
    for (const browser of browsers) expect((await browser.get('/api/v1/session')).status).toBe(401)
    expect((await colleague.get('/api/v1/session')).status).toBe(200)
    expect(ok(await manager.send('DELETE', sessions, reason)).body).toEqual({ ended: 0 })
    ok(await cabinet.caller().post('/api/v1/session/profile', credentials))
  })

  it('O4: the Profile’s history, the account’s and the auditor’s say who did it and why', async () => {
    const { cabinet, accountId, profileId, colleague, manager, sessions } = await office()
    const ended = ok(await manager.send('DELETE', sessions, reason))
    const since = { 'log-position': ended.headers.get('log-position') ?? '' }
    const browser = cabinet.caller()
    ok(await browser.post('/api/v1/session/profile', credentials))
    const auditor = await staffMember(cabinet, 'auditor')
    const histories = [
      [browser, '/api/v1/profile/history'],
      [colleague, `/api/v1/accounts/${accountId}/history`],
      [auditor, `/api/v1/audit/events?profile=${profileId}&type=SessionRevoked`],
    ] as const
    for (const [reader, path] of histories) {
      const { items } = ok(await reader.get(path, since)).body
      const told = items.filter(({ type }: { readonly type: string }) => type === 'SessionRevoked')
      expect(told, path).toHaveLength(2)
      for (const entry of told) {
        expect(entry).toMatchObject({ actor: { type: 'manager' }, profile: profileId, ...reason })
        expect(entry.changes).toContainEqual(expect.objectContaining({ field: 'cause', after: 'byOperator' }))
      }
    }
  })

  it('wants a reason and a manager; an unknown Profile is 404, an erased one 410', async () => {
    const { cabinet, browsers, manager, sessions, profileId } = await office()
    for (const body of [{}, { reason: '' }, undefined])
      expect((await manager.send('DELETE', sessions, body)).status).toBe(400)
    const auditor = await staffMember(cabinet, 'auditor')
    expect((await auditor.send('DELETE', sessions, reason)).status).toBe(403)
    for (const browser of browsers) {
      expect((await browser.send('DELETE', sessions, reason)).status).toBe(403)
      expect((await browser.get('/api/v1/session')).status).toBe(200)
    }
    const nobody = await manager.send('DELETE', '/api/v1/operator/profiles/nobody/sessions', reason)
    expect(nobody.body).toMatchObject({ status: 404, code: 'ProfileNotFound' })
    ok(await manager.send('DELETE', `/api/v1/operator/profiles/${profileId}`, reason))
    expect((await manager.send('DELETE', sessions, reason)).body).toMatchObject({ code: 'ProfileErased' })
  })
})
