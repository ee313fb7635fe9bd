import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { minutes, seconds } from '../../domain/instant.ts'
import { shownBy } from '../api/rig/staff-in.ts'
import { type CabinetUnderTest, cabinetUnderTest } from '../cabinet-under-test.ts'
import type { Answered, Caller } from '../caller.ts'
import { temporaryDirectory } from '../infrastructure/temporary-directory.ts'
import { codeIn, messageAfter } from './messages.ts'
import {
  enterBySip,
  ivan,
  login,
  ok,
  olga,
  openAccount,
  type Person,
  password,
  registerProfile,
} from './people.ts'

const otherLogin = '79261112233'
const page = '/api/v1/profile'

/** A browser of its own that gives the Profile's login and password. */
const signIn = async (
  cabinet: CabinetUnderTest,
  person: Pick<Person, 'phone' | 'password'>,
): Promise<Caller & { readonly entered: Answered }> => {
  const browser = cabinet.caller()
  const credentials = { login: person.phone, password: cabinet.secret(person.password) }
  return { ...browser, entered: await browser.post('/api/v1/session/profile', credentials) }
}

const registered = async (options = {}) => {
  const cabinet = await cabinetUnderTest(options)
  const accountId = await openAccount(cabinet)
  return { cabinet, accountId, ...(await registerProfile(cabinet)) }
}

describe('M7: every sign-in confirmed by an SMS', () => {
  it('M7: switched on, a sign-in opens nothing until the code sent to the Profile’s phone is given', async () => {
    const { cabinet, accountId, browser } = await registered()
    const told = await messageAfter(cabinet, ivan.email, async () =>
      ok(await browser.put(`${page}/two-factor`, { method: 'sms' })),
    )
    expect(told).toContain('двухфакторная авторизация')
    const half = cabinet.caller()
    const sms = await messageAfter(cabinet, ivan.phone, async () => {
      const entered = ok(
        await half.post('/api/v1/session/profile', { login: ivan.phone, password: ivan.password }),
      )
      expect(entered.body).toMatchObject({ stage: 'secondFactor', secondFactor: 'sms', accounts: [] })
    })
    expect((await half.get(page)).body).toMatchObject({ code: 'StageDue', due: 'secondFactor' })
    expect((await half.get(`/api/v1/accounts/${accountId}/dashboard`)).status).toBe(403)
    const code = cabinet.secret(codeIn(sms))
    const passed = ok(await half.post('/api/v1/session/second-factor', { code }))
    expect(passed.body).toMatchObject({ stage: 'open', account: { id: accountId } })
    ok(await half.put(`${page}/two-factor`, { method: 'none' }))
    expect((await signIn(cabinet, ivan)).entered.body.stage).toBe('open')
  })
})

describe('an authenticator app (security.md, second factor)', () => {
  it('M7: set up by its QR code, its codes open once each; recovery codes stand in for a lost one', async () => {
    const { cabinet, browser } = await registered()
    const { setupId, secret } = ok(await browser.post(`${page}/two-factor/authenticator`)).body
    cabinet.secret(secret)
    const shown = () => cabinet.secret(shownBy(secret, cabinet.clock.now()))
    const on = ok(await browser.put(`${page}/two-factor`, { method: 'totp', setupId, code: shown() }))
    const { recoveryCodes } = on.body
    for (const code of recoveryCodes) cabinet.secret(code)
    expect(on.body.twoFactor).toEqual({ method: 'totp', recoveryCodesLeft: recoveryCodes.length })
    expect(new Set(recoveryCodes).size).toBeGreaterThanOrEqual(8)

    const second = await signIn(cabinet, ivan)
    expect(second.entered.body).toMatchObject({ stage: 'secondFactor', secondFactor: 'totp' })
    const give = (code: string) => second.post('/api/v1/session/second-factor', { code })
    // The code of the setup was seen once already.
    expect((await give(shown())).body.code).toBe('CodeWrong')
    cabinet.clock.advance(seconds(30))
    expect(ok(await give(shown())).body.stage).toBe('open')

    const lost = await signIn(cabinet, ivan)
    const [spent, next] = recoveryCodes
    ok(await lost.post('/api/v1/session/second-factor', { code: spent }))
    expect((await lost.get(page)).body.twoFactor.recoveryCodesLeft).toBe(recoveryCodes.length - 1)
    const thief = await signIn(cabinet, ivan)
    expect((await thief.post('/api/v1/session/second-factor', { code: spent })).status).toBe(422)
    const renewed = ok(await lost.post(`${page}/two-factor/recovery-codes`)).body.recoveryCodes
    for (const code of renewed) cabinet.secret(code)
    expect((await thief.post('/api/v1/session/second-factor', { code: next })).status).toBe(422)
    expect(ok(await thief.post('/api/v1/session/second-factor', { code: renewed[0] })).body.stage).toBe(
      'open',
    )
  })
})

describe('the Profile’s password', () => {
  it('M6, M11: a new one keeps the manual’s rule, ends every other session, and its owner is told by letter', async () => {
    const { cabinet, browser } = await registered()
    const elsewhere = await signIn(cabinet, ivan)
    expect(elsewhere.entered.body.stage).toBe('open')
    const weak = cabinet.secret('onlylowercase')
    const refused = await browser.put(`${page}/password`, { password: weak, confirmation: weak })
    expect(refused.body.errors).toMatchObject([
      { field: 'password', code: 'noUpperCase' },
      { field: 'password', code: 'noDigit' },
    ])
    const chosen = cabinet.secret('Entirely5New')
    const told = await messageAfter(cabinet, ivan.email, async () =>
      ok(await browser.put(`${page}/password`, { password: chosen, confirmation: chosen })),
    )
    expect(told).toContain('изменён пароль вашего Профиля')
    expect((await elsewhere.get('/api/v1/session')).status).toBe(401)
    expect((await browser.get('/api/v1/session')).body.stage).toBe('open')
    expect((await signIn(cabinet, ivan)).entered.status).toBe(401)
    expect((await signIn(cabinet, { ...ivan, password: chosen })).entered.body.stage).toBe('open')
  })

  it('security.md, step-up: after 5 minutes nothing sensitive changes until the password is given again', async () => {
    const { cabinet, browser } = await registered()
    cabinet.clock.advance(minutes(5))
    for (const [path, body] of [
      ['email', { email: 'x@example.com' }],
      ['phone', { phone: '+79039998877' }],
      ['password', { password: 'Entirely5New', confirmation: 'Entirely5New' }],
      ['two-factor', { method: 'sms' }],
    ] as const)
      expect((await browser.put(`${page}/${path}`, body)).body.code).toBe('ConfirmationRequired')
    expect((await browser.post('/api/v1/session/confirmation', { password: 'Wrong1pass' })).status).toBe(422)
    ok(await browser.post('/api/v1/session/confirmation', { password: ivan.password }))
    ok(await browser.put(`${page}/two-factor`, { method: 'sms' }))
  })
})

describe('accounts and sessions of a Profile', () => {
  it('M13, M14, M15, M16: a second account is linked, shown, and let go; a session that works in it ends', async () => {
    const { cabinet, accountId, browser } = await registered()
    const other = await openAccount(cabinet, { login: otherLogin })
    const second = await enterBySip(cabinet, { login: otherLogin })
    const linked = await second.post('/api/v1/session/profile', {
      login: ivan.phone,
      password: ivan.password,
    })
    expect(linked.body, linked.text).toMatchObject({ stage: 'open', account: { id: other } })
    expect((await browser.get(`${page}/accounts`)).body.items).toEqual([
      { id: accountId, login },
      { id: other, login: otherLogin },
    ])
    expect((await browser.get(`/api/v1/accounts/${other}/dashboard`)).body.code).toBe('AccountNotChosen')
    ok(await browser.send('DELETE', `${page}/accounts/${other}`))
    expect((await second.get('/api/v1/session')).status).toBe(401)
    expect((await browser.get(`${page}/accounts`)).body.items).toHaveLength(1)
    // Whoever knows the SIP password is let back in: it is the grant.
    const again = await enterBySip(cabinet, { login: otherLogin, password })
    ok(await again.post('/api/v1/session/profile', { login: ivan.phone, password: ivan.password }))
    expect((await browser.get(`${page}/accounts`)).body.items).toHaveLength(2)
  })

  it('M29: who is in with the Profile is listed, one or all others are put out, and another’s cannot be', async () => {
    const { cabinet, browser } = await registered()
    const hers = (await registerProfile(cabinet, olga)).browser
    const [first, second] = [await signIn(cabinet, ivan), await signIn(cabinet, ivan)]
    const own = (await first.get(`${page}/sessions`)).body.items.find(
      ({ isCurrent }: { readonly isCurrent: boolean }) => isCurrent,
    )
    expect((await browser.get(`${page}/sessions`)).body.items).toHaveLength(3)
    expect((await hers.send('DELETE', `${page}/sessions/${own.id}`)).body.code).toBe('SessionNotFound')
    ok(await browser.send('DELETE', `${page}/sessions/${own.id}`))
    expect((await first.get('/api/v1/session')).status).toBe(401)
    ok(await browser.send('DELETE', `${page}/sessions`))
    expect((await second.get('/api/v1/session')).status).toBe(401)
    for (const left of [browser, hers]) expect((await left.get('/api/v1/session')).status).toBe(200)
  })

  it('O4: the owner reads everything that was done with the Profile, its registration and sign-ins too', async () => {
    const { cabinet, browser, profileId } = await registered()
    await signIn(cabinet, { ...ivan, password: 'Wrong1pass' })
    ok(await browser.put(`${page}/two-factor`, { method: 'sms' }))
    const items: { readonly type: string; readonly profile: string }[] = []
    for (let cursor = ''; ; ) {
      const { body } = ok(await browser.get(`${page}/history?limit=5${cursor}`))
      items.push(...body.items)
      if (body.nextCursor === null) break
      cursor = `&cursor=${body.nextCursor}`
    }
    const types = items.map(({ type }) => type)
    for (const type of [
      'TwoFactorEnabled',
      'ProfileRegistered',
      'OfferAccepted',
      'AccountLinked',
      'SignInFailed',
    ])
      expect(types).toContain(type)
    expect(new Set(items.map(({ profile }) => profile))).toEqual(new Set([profileId]))
  })
})

describe('the offer', () => {
  it('M5: a newer version is asked for at the next sign-in; until it is accepted no account is chosen', async () => {
    const offerDirectory = temporaryDirectory()
    const publish = (version: string) => {
      for (const language of ['ru', 'en'])
        writeFileSync(join(offerDirectory, `${version}.${language}.md`), `# ${version}`)
    }
    publish('2026-11-01')
    const { cabinet, accountId } = await registered({ offerDirectory })
    publish('2026-12-01')
    await cabinet.restart()
    const browser = await signIn(cabinet, ivan)
    expect(browser.entered.body).toMatchObject({
      stage: 'accountChoice',
      offer: { version: '2026-12-01', accepted: false },
    })
    const choose = () => browser.put('/api/v1/session/account', { accountId })
    expect((await choose()).body.code).toBe('OfferDue')
    const old = await browser.put(`${page}/offer`, { version: '2026-11-01' })
    expect(old.body).toMatchObject({ code: 'OfferNotAccepted', errors: [{ field: 'version' }] })
    const { version } = (await browser.get('/api/v1/offer')).body
    const accepted = ok(await browser.put(`${page}/offer`, { version }))
    expect(accepted.body.offer).toMatchObject({ accepted: true, acceptedVersion: '2026-12-01' })
    expect(ok(await choose()).body.stage).toBe('open')
  })
})
