import { describe, expect, it } from 'vitest'
import { minutes, seconds } from '../../domain/instant.ts'
import { type CabinetUnderTest, cabinetUnderTest } from '../cabinet-under-test.ts'
import type { Caller } from '../caller.ts'
import { codeIn, messageAfter, tokenIn } from './messages.ts'
import {
  beginRegistration,
  enterBySip,
  ivan,
  letterTo,
  ok,
  olga,
  openAccount,
  registerProfile,
  upToLetter,
} from './people.ts'

const recoveries = '/api/v1/recoveries'
const chosen = 'Entirely5New'

const registered = async () => {
  const cabinet = await cabinetUnderTest()
  const accountId = await openAccount(cabinet)
  const person = await registerProfile(cabinet)
  // A recovery rests on what was confirmed after the present password was set.
  cabinet.clock.advance(minutes(1))
  return { cabinet, accountId, ...person }
}

/** A recovery begun in a browser that is signed in nowhere, with the code of its SMS. */
const begun = async (cabinet: CabinetUnderTest, phone: string = ivan.phone) => {
  const stranger = cabinet.caller()
  let id = ''
  const sms = await messageAfter(cabinet, ivan.phone, async () => {
    const { body } = ok(await stranger.post(recoveries, { phone }))
    expect(body).toMatchObject({ due: 'phoneCode' })
    id = cabinet.secret(body.id)
  })
  const at = `${recoveries}/${id}`
  return { stranger, at, code: cabinet.secret(codeIn(sms)) }
}

const replace = (cabinet: CabinetUnderTest, browser: Caller, at: string, password: string) => {
  cabinet.secret(password)
  return browser.put(`${at}/password`, { password, confirmation: password })
}

const enters = (cabinet: CabinetUnderTest, password: string, login: string = ivan.phone) =>
  cabinet.caller().post('/api/v1/session/profile', { login, password })

describe('a forgotten Profile password (manual §3)', () => {
  it('M17: is replaced after the phone is confirmed; every session ends, nobody is signed in, the owner is told', async () => {
    const { cabinet, browser, accountId } = await registered()
    const { stranger, at, code } = await begun(cabinet, '8 903 111-22-33')
    expect((await replace(cabinet, stranger, at, chosen)).body).toMatchObject({ code: 'StepNotDue' })
    expect((await stranger.post(`${at}/phone-confirmation`, { code: '000000' })).body.code).toBe('CodeWrong')
    expect(ok(await stranger.post(`${at}/phone-confirmation`, { code })).body.due).toBe('password')
    const weak = await replace(cabinet, stranger, at, 'onlylowercase')
    expect(weak.body).toMatchObject({ code: 'ProfilePasswordWeak' })
    expect(weak.body.errors).toMatchObject([{ code: 'noUpperCase' }, { code: 'noDigit' }])
    const told = await messageAfter(cabinet, ivan.email, async () => {
      const done = ok(await replace(cabinet, stranger, at, chosen))
      expect(done.body.due).toBeNull()
      expect(done.headers.get('set-cookie')).toBeNull()
    })
    expect(told).toContain('пароль вашего Профиля восстановлен')
    expect((await stranger.get('/api/v1/session')).status).toBe(401)
    expect((await browser.get('/api/v1/session')).status).toBe(401)
    expect((await enters(cabinet, ivan.password)).status).toBe(401)
    expect(ok(await enters(cabinet, chosen)).body).toMatchObject({
      stage: 'open',
      account: { id: accountId },
    })
    // What was confirmed is used up.
    expect((await replace(cabinet, stranger, at, 'Yet1Another')).status).toBe(409)
  })

  it('M7, M17: with two-factor on, the phone’s code is one factor and the e-mail’s link the other; the factor stays', async () => {
    const { cabinet, browser } = await registered()
    ok(await browser.put('/api/v1/profile/two-factor', { method: 'sms' }))
    const { stranger, at, code } = await begun(cabinet)
    const letter = await messageAfter(cabinet, ivan.email, async () => {
      expect(ok(await stranger.post(`${at}/phone-confirmation`, { code })).body.due).toBe('emailLink')
    })
    expect((await replace(cabinet, stranger, at, chosen)).body.code).toBe('StepNotDue')
    const token = cabinet.secret(tokenIn(letter))
    const elsewhere = cabinet.caller()
    const followed = ok(await elsewhere.post('/api/v1/email-confirmations', { token }))
    expect(followed.body).toEqual({ purpose: 'recovery', stage: null })
    expect(ok(await stranger.get(at)).body.due).toBe('password')
    ok(await replace(cabinet, stranger, at, chosen))
    expect(ok(await enters(cabinet, chosen)).body).toMatchObject({
      stage: 'secondFactor',
      secondFactor: 'sms',
    })
  })

  const recover = async (cabinet: CabinetUnderTest) => {
    const { stranger, at, code } = await begun(cabinet)
    ok(await stranger.post(`${at}/phone-confirmation`, { code }))
    return ok(await replace(cabinet, stranger, at, chosen))
  }

  it('M8, M17: a change of e-mail that a thief asked for before is void; its letter’s link changes nothing', async () => {
    const { cabinet, browser } = await registered()
    const thiefs = cabinet.personal('thief@example.net')
    const letter = await messageAfter(cabinet, thiefs, async () =>
      ok(await browser.put('/api/v1/profile/email', { email: thiefs })),
    )
    await recover(cabinet)
    const token = cabinet.secret(tokenIn(letter))
    const followed = await cabinet.caller().post('/api/v1/email-confirmations', { token })
    expect(followed.body, followed.text).toMatchObject({ code: 'EmailChangeNotPending' })
    const owner = cabinet.caller()
    ok(await owner.post('/api/v1/session/profile', { login: ivan.phone, password: chosen }))
    expect((await owner.get('/api/v1/profile')).body).toMatchObject({ email: ivan.email, pendingEmail: null })
    expect((await enters(cabinet, chosen, thiefs)).status).toBe(401)
  })

  it('M9, M17: the letter of the registration signs nobody in any more, though its SIP session is still open', async () => {
    const cabinet = await cabinetUnderTest()
    const accountId = await openAccount(cabinet)
    const bySip = await enterBySip(cabinet)
    const registering = await beginRegistration(bySip)
    await upToLetter(cabinet, registering, ivan)
    const token = await letterTo(cabinet, registering, ivan.email)
    ok(await cabinet.caller().post('/api/v1/email-confirmations', { token }))
    cabinet.clock.advance(minutes(1))
    await recover(cabinet)
    const again = ok(await bySip.post('/api/v1/email-confirmations', { token }))
    expect(again.body).toEqual({ purpose: 'registration', stage: null })
    expect(again.headers.get('set-cookie')).toBeNull()
    expect((await bySip.get('/api/v1/session')).body).toMatchObject({
      stage: 'linkOrRegister',
      profile: null,
    })
    expect((await bySip.get(`/api/v1/accounts/${accountId}/dashboard`)).status).toBe(403)
  })

  it('security.md, enumeration: a phone without a Profile is answered alike; nothing is sent, no code is right', async () => {
    const { cabinet } = await registered()
    const known = ok(await cabinet.caller().post(recoveries, { phone: ivan.phone }))
    const stranger = cabinet.caller()
    const unknown = ok(await stranger.post(recoveries, { phone: cabinet.personal(olga.phone) }))
    for (const { body } of [known, unknown]) cabinet.secret(body.id)
    expect({ ...unknown.body, id: '' }).toEqual({ ...known.body, id: '' })
    const at = `${recoveries}/${unknown.body.id}`
    const tries = ['111111', '222222', '333333', '444444', '555555']
    for (const code of tries)
      expect((await stranger.post(`${at}/phone-confirmation`, { code })).body.code).toBe('CodeWrong')
    expect((await stranger.post(`${at}/phone-confirmation`, { code: '666666' })).body.code).toBe(
      'ChallengeBurned',
    )
    const sent = cabinet.composed().inbox?.items() ?? []
    expect(sent.some(({ to }) => to === olga.phone)).toBe(false)
  })

  it('security.md, one-time code: five wrong ones burn it, and the code is good in no other recovery', async () => {
    const { cabinet } = await registered()
    const first = await begun(cabinet)
    cabinet.clock.advance(seconds(60))
    const second = await begun(cabinet)
    const elsewhere = await second.stranger.post(`${second.at}/phone-confirmation`, { code: first.code })
    expect(elsewhere.body.code).toBe('CodeWrong')
    for (let tried = 0; tried < 5; tried += 1)
      await first.stranger.post(`${first.at}/phone-confirmation`, { code: '000000' })
    const burned = await first.stranger.post(`${first.at}/phone-confirmation`, { code: first.code })
    expect(burned.body.code).toBe('ChallengeBurned')
    expect(
      ok(await second.stranger.post(`${second.at}/phone-confirmation`, { code: second.code })).body.due,
    ).toBe('password')
  })

  it('M17: a password blocked by a hundred wrong ones is accepted again only after recovery; who is in stays in', async () => {
    const { cabinet, browser } = await registered()
    for (let tried = 0; tried < 100; tried += 1) {
      cabinet.clock.advance(minutes(5))
      expect((await enters(cabinet, 'Wrong1pass')).status).toBe(401)
      // Otherwise the session would end by itself.
      await browser.get('/api/v1/session')
    }
    cabinet.clock.advance(minutes(5))
    expect((await enters(cabinet, ivan.password)).status).toBe(401)
    const profile = await browser.get('/api/v1/profile')
    expect(profile.body, profile.text).toMatchObject({ isBlocked: true })
    cabinet.clock.advance(seconds(1))
    const { stranger, at, code } = await begun(cabinet)
    ok(await stranger.post(`${at}/phone-confirmation`, { code }))
    ok(await replace(cabinet, stranger, at, chosen))
    expect(ok(await enters(cabinet, chosen)).body.stage).toBe('open')
  })
})
