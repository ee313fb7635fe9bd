import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { SessionRow } from '../../application/ports/sessions.ts'
import { linkAccount, withdrawAccount } from '../../domain/profile/accounts.ts'
import { register } from '../../domain/profile/life.ts'
import { blockSignIn } from '../../domain/profile/password.ts'
import { type ProfileDecision, profile } from '../../domain/profile/profile.ts'
import { circumstances } from '../application/circumstances.ts'
import { ready } from '../domain/profile/ready-registration.ts'
import { rightOf } from '../infrastructure/either.ts'
import { type OpenedApp, openedApp } from './rig/opened-app.ts'
import { otherLogin } from './rig/small-cabinet.ts'
import { staffIn, staffMember, staffPassword } from './rig/staff-in.ts'

const phone = '+79031112233'
const reason = 'Сотрудница уволена'
const because = { body: { reason } }

const onProfile = (small: OpenedApp, decide: ProfileDecision, id = 'p1') =>
  small.handler.execute({
    aggregate: profile,
    id,
    owner: `profile-${id}`,
    decide,
    circumstances: circumstances({ actor: { type: 'profile', id } }),
  })()

/** A Profile that is linked to an account and claims its phone; a manager who is in. */
const desk = async () => {
  const small = await openedApp()
  const accountId = await small.account()
  const registration = { ...ready(), phone, email: 'anna@example.org', accountId }
  rightOf(await onProfile(small, register('p1', registration)))
  const order = { owner: 'p1', circumstances: circumstances() }
  rightOf(await small.profiles.claims.hold({ ...order, value: { kind: 'phone', phone } }, null)())
  const manager = await staffMember(small, 'manager')
  const { headers } = manager
  const ask = (method: string, path: string, asking = {}) =>
    small.ask(method, `/api/v1/operator/${path}`, { headers, ...asking })
  return { ...small, small, accountId, manager, desk: ask, link: `profiles/p1/accounts/${accountId}` }
}

/** A session of the Profile that works in the account, as the sign-in leaves it. */
const working = async ({ state, cabinet, clock }: OpenedApp, accountId: string) => {
  const now = clock.now()
  const row: SessionRow = {
    ...{ sessionId: 's-p1', tokenHash: cabinet.fingerprints.of('token', 'token-p1') },
    entry: 'profile',
    ...{ provenAccountId: null, profileId: 'p1', secondFactor: null, accountId, registrationId: null },
    ...{ openedAt: now, lastSeenAt: now, confirmedAt: now, expiresAt: now + 3_600_000 },
  }
  await state.sessions.put(row)
  return { cookie: 'session=token-p1' }
}

describe('M18: a manager withdraws access', { timeout: 30_000 }, () => {
  it('M18: finds the Profile by its phone exactly, sees its links, and the Profiles of the account', async () => {
    const { desk: ask, accountId } = await desk()
    const found = await ask('GET', `profiles?phone=${encodeURIComponent('8 (903) 111-22-33')}`)
    expect(found.json()).toMatchObject({ items: [{ id: 'p1', accounts: [{ id: accountId }], barred: [] }] })
    expect((await ask('GET', 'profiles?phone=%2B79039999999')).json()).toEqual({
      items: [],
      nextCursor: null,
    })
    expect((await ask('GET', 'profiles')).statusCode).toBe(400)
    expect((await ask('GET', `accounts/${accountId}/profiles`)).json()).toMatchObject({
      items: [{ id: 'p1', access: 'linked' }],
    })
  })

  it('M18: the next request of that session is refused, the Profile is barred, a new SIP password proposed', async () => {
    const { desk: ask, small, accountId, link } = await desk()
    const cookie = await working(small, accountId)
    const dashboard = () => small.ask('GET', `/api/v1/accounts/${accountId}/dashboard`, { headers: cookie })
    expect((await dashboard()).statusCode).toBe(200)
    const withdrawn = await ask('DELETE', link, because)
    expect(withdrawn.json()).toMatchObject({
      proposes: 'passwordChange',
      profile: { accounts: [], barred: [{ id: accountId }] },
    })
    expect((await dashboard()).statusCode).toBe(401)
    const renewed = await small.ask('POST', withdrawn.json().next, {
      headers: { ...(await staffIn(small, 'manager', 'second')) },
      ...because,
    })
    expect(renewed.json()).toMatchObject({ proposes: 'passwordReminder' })
  })

  it('M18: barred, whoever knows the SIP password cannot link until the bar is lifted', async () => {
    const { desk: ask, small, accountId, link } = await desk()
    await ask('DELETE', link, because)
    expect(await onProfile(small, linkAccount(accountId))).toEqual(E.left({ code: 'AccountBarred' }))
    const lifted = await ask('DELETE', `${link}/bar`, because)
    expect(lifted.json()).toMatchObject({ accounts: [], barred: [] })
    expect(E.isRight(await onProfile(small, linkAccount(accountId)))).toBe(true)
  })

  it('M18: link and withdrawal at once, in any order: the Profile ends barred and unlinked', async () => {
    const { desk: ask, small, link, account } = await desk()
    const other = await account(`+${otherLogin}`)
    for (const target of [other]) {
      const both = [
        () => onProfile(small, linkAccount(target)),
        () => onProfile(small, withdrawAccount(target)),
      ]
      await Promise.all(both.map((work) => work()))
      await Promise.all(both.toReversed().map((work) => work()))
    }
    await ask('DELETE', link, because)
    const shown = (await ask('GET', 'profiles/p1')).json()
    expect(shown.accounts).toEqual([])
    expect(shown.barred).toHaveLength(2)
  })

  it('M18: the act stands in the account’s history and the auditor’s with manager and reason; without one it is refused', async () => {
    const { desk: ask, small, accountId, link, manager } = await desk()
    expect((await ask('DELETE', link, { body: {} })).statusCode).toBe(400)
    expect((await ask('DELETE', link)).statusCode).toBe(400)
    const withdrawn = await ask('DELETE', link, because)
    const since = { 'log-position': String(withdrawn.headers['log-position']) }
    const history = await small.ask('GET', `/api/v1/accounts/${accountId}/history`, {
      headers: { ...(await working(small, accountId)), ...since },
    })
    expect(history.json().items).toContainEqual(
      expect.objectContaining({
        type: 'AccountBarred',
        actor: { type: 'manager', id: manager.staffId },
        reason,
      }),
    )
    const audited = await small.ask('GET', '/api/v1/audit/events?profile=p1&type=AccountBarred', {
      headers: { ...(await staffIn(small, 'auditor')), ...since },
    })
    expect(audited.json().items).toMatchObject([{ reason, actor: { type: 'manager' } }])
  })

  it('M18: withdrawn twice, nothing more is recorded; an unknown Profile or account is 404', async () => {
    const { desk: ask, link, accountId } = await desk()
    await ask('DELETE', link, because)
    expect((await ask('DELETE', link, because)).statusCode).toBe(200)
    expect((await ask('DELETE', `profiles/nobody/accounts/${accountId}`, because)).statusCode).toBe(404)
    expect((await ask('DELETE', 'profiles/p1/accounts/nothing', because)).statusCode).toBe(404)
  })

  it('security.md, sign-in throttle: a manager unblocks, and the failures before count no more', async () => {
    const { desk: ask, small } = await desk()
    rightOf(await onProfile(small, blockSignIn(100)))
    expect((await ask('GET', 'profiles/p1')).json()).toMatchObject({ status: 'blocked' })
    expect((await ask('POST', 'profiles/p1/unblock', because)).json()).toMatchObject({ status: 'active' })
  })
})

describe('staff at the door (security.md, staff)', { timeout: 30_000 }, () => {
  it('password, then code, under a cookie of its own; a foreign page is refused', async () => {
    const { manager, ask, clock } = await desk()
    const enter = (headers = {}) =>
      ask('POST', '/api/v1/staff/session', { body: { login: 'manager', password: staffPassword }, headers })
    expect((await enter({ origin: 'https://evil.example' })).json()).toMatchObject({ code: 'OriginForeign' })
    clock.advance(60_000)
    const entered = await enter()
    expect(entered.json()).toMatchObject({ stage: 'secondFactor', staff: { id: manager.staffId } })
    const set = String(entered.headers['set-cookie'])
    expect(set).toMatch(/^staff=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/)
    const headers = { cookie: set.split(';', 1)[0] ?? '' }
    expect((await ask('GET', '/api/v1/operator/accounts', { headers })).json()).toMatchObject({
      code: 'StageDue',
      due: 'secondFactor',
    })
    expect((await ask('GET', '/api/v1/session', { headers })).statusCode).toBe(401)
  })

  it('security.md, session: who enters anew in the same browser leaves the session before', async () => {
    const { manager, ask, clock } = await desk()
    clock.advance(60_000)
    const looked = async () =>
      (await ask('GET', '/api/v1/staff/session', { headers: manager.headers })).statusCode
    const enter = (password: string) =>
      ask('POST', '/api/v1/staff/session', { body: { login: 'manager', password }, headers: manager.headers })
    expect((await enter('Wrong1password')).statusCode).toBe(401)
    expect(await looked()).toBe(200)
    expect((await enter(staffPassword)).statusCode).toBe(200)
    expect(await looked()).toBe(401)
  })

  it('somebody disabled is out with the next request', async () => {
    const { manager, small, desk: ask } = await desk()
    expect((await ask('GET', 'accounts')).statusCode).toBe(200)
    const cli = circumstances({ actor: { type: 'system', id: 'cli' } })
    rightOf(await small.cabinet.staff.register.setState(manager.staffId, 'disabled', cli)())
    expect((await ask('GET', 'accounts')).statusCode).toBe(401)
  })
})
