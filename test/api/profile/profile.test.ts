import { describe, expect, it } from 'vitest'
import { email, offerVersion, phone } from '../../application/sign-in/profile-doubles.ts'
import { otherLogin } from '../rig/small-cabinet.ts'
import { bySms, ownersHouse } from './owner-in.ts'

describe('GET /profile', () => {
  it('shows the owner the whole Profile, its revision as ETag (rest.md)', async () => {
    const { own, clock } = await ownersHouse()
    const shown = await own('GET', 'profile')
    expect(shown).toMatchObject({ status: 200, etag: '"2"' })
    const at = new Date(clock.now()).toISOString()
    expect(shown.body).toEqual({
      ...{ id: 'p1', lastName: 'Иванов', firstName: 'Иван', phone, email, pendingEmail: null },
      ...{ twoFactor: null, passwordSince: at, isBlocked: false, revision: 2 },
      offer: {
        version: offerVersion,
        accepted: true,
        acceptedVersion: offerVersion,
        acceptedAt: at,
      },
    })
  })

  it('names no secret of the second factor, and counts the recovery codes that are left', async () => {
    const { own, people } = await ownersHouse()
    await people.record(
      'p1',
      { type: 'TwoFactorEnabled', data: { method: 'totp', totpRef: 'secret-totp' } },
      { type: 'RecoveryCodesIssued', data: { recoveryCodesRef: 'secret-codes', count: 10 } },
      { type: 'RecoveryCodeUsed', data: { slot: 3 } },
    )
    const { body } = await own('GET', 'profile')
    expect(body.twoFactor).toEqual({ method: 'totp', recoveryCodesLeft: 9 })
    expect(JSON.stringify(body)).not.toContain('secret-')
  })

  it('is open while the choice of an account is due, and to a Profile without any (M15, M18)', async () => {
    const { people, signIn, as, account, accountId } = await ownersHouse()
    const other = await account(`+${otherLogin}`)
    await people.record('p1', { type: 'AccountLinked', data: { accountId: other } })
    const choosing = as(await signIn())
    expect((await choosing('GET', 'session')).body.stage).toBe('accountChoice')
    expect((await choosing('GET', 'profile')).status).toBe(200)
    for (const linked of [accountId, other])
      await people.record('p1', { type: 'AccountUnlinked', data: { accountId: linked } })
    expect((await as(await signIn())('GET', 'profile')).status).toBe(200)
  })
})

describe('who is not let onto the page', () => {
  const requests = [
    ['GET', 'profile'],
    ['PUT', 'profile/email', { email: 'x@example.com' }],
    ['PUT', 'profile/phone', { phone: '+79039998877' }],
    ['POST', 'profile/phone/confirmation', { phone: '+79039998877', code: '123456' }],
    ['PUT', 'profile/password', { password: 'Brandnew8Horse', confirmation: 'Brandnew8Horse' }],
    ['POST', 'profile/two-factor/authenticator'],
    ['PUT', 'profile/two-factor', { method: 'sms' }],
    ['POST', 'profile/two-factor/recovery-codes'],
    ['GET', 'profile/sessions'],
    ['DELETE', 'profile/sessions'],
    ['DELETE', 'profile/sessions/s1'],
    ['GET', 'profile/accounts'],
    ['DELETE', 'profile/accounts/a1'],
    ['GET', 'profile/history'],
    ['PUT', 'profile/offer', { version: offerVersion }],
  ] as const

  it.each(requests)(
    '%s %s: nobody, a program, a SIP entry alone, a sign-in without its second factor (M2, M7)',
    async (method, path, body?: object) => {
      const { step, people, program, bySip } = await ownersHouse()
      expect(await step(method, path, body)).toMatchObject({ status: 401, body: { code: 'NotSignedIn' } })
      const token = await program('accounts:read', 'accounts:write', 'audit:read')
      expect(await step(method, path, body, token)).toMatchObject({
        status: 403,
        body: { code: 'Forbidden' },
      })
      const { token: entered } = await bySip()
      expect(await step(method, path, body, { cookie: `session=${entered}` })).toMatchObject({
        status: 403,
        body: { code: 'StageDue', due: 'linkOrRegister' },
      })
      await people.record('p1', bySms)
      const half = await step('POST', 'session/profile', { login: phone, password: 'Correct7Horse' })
      expect(await step(method, path, body, half.headers)).toMatchObject({
        status: 403,
        body: { code: 'StageDue', due: 'secondFactor' },
      })
    },
  )

  it.each(requests)('%s %s: whoever was erased meanwhile (M19)', async (method, path, body?: object) => {
    const { own, people } = await ownersHouse()
    await people.record('p1', { type: 'ProfileErased', data: {} })
    const { status, body: answered } = await own(method, path, body)
    // Nothing of the Profile is looked at where only its sessions are.
    if (path.startsWith('profile/sessions') || path === 'profile/history') expect(status).toBeLessThan(500)
    else expect(answered).toMatchObject({ status: 409, code: 'ProfileErased' })
  })
})
