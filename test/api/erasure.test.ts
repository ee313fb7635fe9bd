import { describe, expect, it } from 'vitest'
import { record } from '../../domain/decision.ts'
import { profile } from '../../domain/profile/profile.ts'
import { circumstances } from '../application/circumstances.ts'
import { registered } from '../domain/profile/history.ts'
import { storedIn } from './rig/events-of.ts'
import { openedApp } from './rig/opened-app.ts'

const profiles = '/api/v1/operator/profiles'

/** With a Profile p1. */
const opened = async () => {
  const app = await openedApp()
  await app.account()
  await app.handler.execute({
    ...{ aggregate: profile, id: 'p1', owner: 'profile-p1', circumstances: circumstances() },
    decide: () => record(registered({ registrationId: 'p1', passwordRef: 'secret-1' })),
  })()
  const headers = await app.program('accounts:read', 'accounts:write')
  const erase = (id = 'p1', more: object = headers) =>
    app.ask('DELETE', `${profiles}/${id}`, {
      body: { reason: 'asked for' },
      headers: { ...headers, ...more },
    })
  const certificate = (id = 'p1') => app.ask('GET', `${profiles}/${id}/erasure`, { headers })
  return { ...app, headers, erase, certificate }
}

describe('M19: erasing a Profile by REST', () => {
  it('answers the certificate, again as often as it is asked, and shows it from then on', async () => {
    const { erase, certificate } = await opened()
    const erased = await erase()
    expect(erased.statusCode).toBe(200)
    expect(erased.headers['log-position']).toMatch(/^\d+$/)
    expect(erased.json()).toMatchObject({
      profile: 'p1',
      destroyed: {
        ...{ key: 'profile-p1', secrets: [{ use: 'password', ref: 'secret-1' }], phones: 1, emails: 1 },
      },
    })
    expect((await erase()).json()).toEqual(erased.json())
    expect((await certificate()).json()).toEqual(erased.json())
  })

  it('ends the sessions of the Profile: their next request is 401', async () => {
    const { ask, cabinet, erase, signedIn, state, store } = await opened()
    const cookie = await signedIn()
    expect((await ask('GET', '/api/v1/session', { headers: cookie })).statusCode).toBe(200)
    const session = await cabinet.sessions.find(cookie['cookie']?.slice('session='.length) ?? '')
    const sessionId = session?.sessionId ?? ''
    expect(await state.sessions.note(sessionId, { profileId: 'p1' })).toBe(true)
    expect((await erase()).statusCode).toBe(200)
    expect((await ask('GET', '/api/v1/session', { headers: cookie })).statusCode).toBe(401)
    expect((await storedIn(store, `session-${sessionId}`)).at(-1)).toMatchObject({
      ...{ type: 'SessionRevoked', data: { cause: 'profileErased' } },
    })
  })

  it('wants a reason and the scope to write, and knows who lives and who never was', async () => {
    const { ask, erase, certificate, program, headers } = await opened()
    const reader = await program('accounts:read')
    expect((await erase('p1', reader)).json()).toMatchObject({ code: 'ScopeMissing' })
    expect((await ask('DELETE', `${profiles}/p1`, { headers, body: {} })).statusCode).toBe(400)
    expect((await certificate()).json()).toMatchObject({ code: 'ProfileNotErased' })
    expect((await certificate('p9')).statusCode).toBe(404)
    expect((await erase('p9')).json()).toMatchObject({ code: 'ProfileNotFound' })
  })
})
