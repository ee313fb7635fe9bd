import { describe, expect, it } from 'vitest'
import { hours, minutes } from '../../domain/instant.ts'
import { cabinetUnderTest } from '../cabinet-under-test.ts'
import { codeIn, messageAfter, tokenIn } from './messages.ts'
import {
  beginRegistration,
  confirmPhone,
  enterBySip,
  ivan,
  letterTo,
  ok,
  olga,
  openAccount,
  registerProfile,
  password as sipPassword,
  upToLetter,
} from './people.ts'

const begun = async () => {
  const cabinet = await cabinetUnderTest()
  const accountId = await openAccount(cabinet)
  const registering = await beginRegistration(await enterBySip(cabinet))
  return { cabinet, accountId, registering, ...registering }
}

const confirmations = '/api/v1/email-confirmations'

describe('a SIP account becomes a Profile (manual §1, M2–M10)', () => {
  it('M2–M10: every step answers what is due next, and the letter opens the cabinet in the account of the entry', async () => {
    const { cabinet, accountId, registering, browser, step } = await begun()
    expect((await step('GET', '')).body).toMatchObject({ due: 'phone', phone: null, email: null })
    cabinet.personal(ivan.phone)
    const sms = await messageAfter(cabinet, ivan.phone, async () => {
      const given = await step('PUT', '/phone', { phone: '8 (903) 111-22-33' })
      expect(given.body, given.text).toMatchObject({ due: 'phoneCode', phone: ivan.phone })
    })
    const confirmed = await step('POST', '/phone-confirmation', { code: cabinet.secret(codeIn(sms)) })
    expect(confirmed.body, confirmed.text).toMatchObject({ due: 'details' })

    const { lastName, firstName, email, password } = ivan
    for (const value of [lastName, firstName, email]) cabinet.personal(value)
    const { version } = (await browser.get('/api/v1/offer')).body
    const details = { lastName, firstName, email, acceptedOffer: version }
    const given = await step('PUT', '/details', details)
    expect(given.body, given.text).toMatchObject({
      due: 'password',
      email,
      offer: { version, accepted: true },
    })
    cabinet.secret(password)
    const chosen = await step('PUT', '/password', { password, confirmation: password })
    expect(chosen.body, chosen.text).toMatchObject({ due: 'letter' })
    const token = await letterTo(cabinet, registering, email)
    expect((await browser.get('/api/v1/session')).body).toMatchObject({
      registration: { id: registering.id, due: 'emailConfirmation' },
    })

    const opened = await browser.post(confirmations, { token })
    expect(opened.body, opened.text).toEqual({ purpose: 'registration', stage: 'open' })
    expect((await browser.get('/api/v1/session')).body).toMatchObject({
      stage: 'open',
      account: { id: accountId },
      profile: { id: registering.id, name: `${firstName} ${lastName}` },
      registration: null,
      offer: { version, accepted: true },
    })
    expect((await browser.get(`/api/v1/accounts/${accountId}/dashboard`)).status).toBe(200)
  })

  it('M9, M11: the letter opened in another browser completes it and leads to the sign-in, by phone or e-mail', async () => {
    const { cabinet, accountId, registering } = await begun()
    await upToLetter(cabinet, registering, ivan)
    const token = await letterTo(cabinet, registering, ivan.email)
    const elsewhere = cabinet.caller()
    const confirmed = await elsewhere.post(confirmations, { token })
    expect(confirmed.body, confirmed.text).toEqual({ purpose: 'registration', stage: null })
    expect(confirmed.headers.get('set-cookie')).toBeNull()
    for (const login of [ivan.phone, ivan.email]) {
      const entered = await cabinet
        .caller()
        .post('/api/v1/session/profile', { login, password: ivan.password })
      expect(entered.body, entered.text).toMatchObject({ stage: 'open', account: { id: accountId } })
    }
    // The same letter opened where the registration was begun opens the cabinet there too.
    const again = await registering.browser.post(confirmations, { token })
    expect(again.body, again.text).toEqual({ purpose: 'registration', stage: 'open' })
  })

  it('security.md, e-mail link: a GET changes nothing, whatever a mail scanner opens', async () => {
    const { cabinet, registering, step } = await begun()
    await upToLetter(cabinet, registering, ivan)
    const token = await letterTo(cabinet, registering, ivan.email)
    for (const path of [`${confirmations}?token=${token}`, confirmations, `/confirm-email?token=${token}`])
      await cabinet.caller().get(path)
    expect((await step('GET', '')).body.due).toBe('emailConfirmation')
  })

  it('M8: the letter goes again and to another address; only the newest link counts', async () => {
    const { cabinet, registering, browser, step } = await begun()
    await upToLetter(cabinet, registering, ivan)
    const first = await letterTo(cabinet, registering, ivan.email)
    const tooSoon = await step('POST', '/letters', {})
    expect(tooSoon.body).toMatchObject({ code: 'ResendTooSoon', status: 429 })
    cabinet.clock.advance(60_000)
    const letter = await messageAfter(cabinet, ivan.email, () => step('POST', '/letters', {}))
    const second = cabinet.secret(tokenIn(letter))
    cabinet.personal('other@example.net')
    const third = await letterTo(cabinet, registering, 'other@example.net')
    expect((await step('GET', '')).body.email).toBe('other@example.net')
    for (const token of [first, second]) {
      const old = await browser.post(confirmations, { token })
      expect(['ChallengeSuperseded', 'ProofMismatch'], old.text).toContain(old.body.code)
    }
    const opened = await browser.post(confirmations, { token: third })
    expect(opened.body, opened.text).toMatchObject({ stage: 'open' })
  })

  it('M6: a refused password tells every fault at its field, and its repetition must equal it', async () => {
    const { cabinet, registering, step } = await begun()
    await upToPassword(cabinet, registering)
    const weak = cabinet.secret(`ab${ivan.phone.slice(2)}`)
    const refused = await step('PUT', '/password', { password: weak, confirmation: weak })
    expect(refused.body).toMatchObject({ code: 'ProfilePasswordWeak', status: 422 })
    const codes = refused.body.errors.map(
      ({ field, code }: { field: string; code: string }) => `${field}: ${code}`,
    )
    expect(codes).toEqual(['password: noUpperCase', 'password: personal'])
    const common = await step('PUT', '/password', { password: 'Password1', confirmation: 'Password1' })
    expect(common.body.errors).toMatchObject([{ field: 'password', code: 'common' }])
    const chosen = cabinet.secret('Brandnew8Horse')
    const differs = await step('PUT', '/password', { password: chosen, confirmation: 'Brandnew9Horse' })
    expect(differs.body).toMatchObject({ errors: [{ field: 'confirmation', code: 'Different' }] })
    expect((await step('GET', '')).body.due).toBe('password')
  })

  it('M5: without the present offer accepted it does not go on', async () => {
    const { cabinet, registering, step } = await begun()
    await confirmPhone(cabinet, registering, ivan.phone)
    const { lastName, firstName, email } = ivan
    for (const acceptedOffer of [null, '2020-01-01']) {
      const refused = await step('PUT', '/details', { lastName, firstName, email, acceptedOffer })
      expect(refused.body).toMatchObject({ code: 'OfferNotAccepted', errors: [{ field: 'acceptedOffer' }] })
    }
    const skipped = await step('PUT', '/password', {
      password: 'Brandnew8Horse',
      confirmation: 'Brandnew8Horse',
    })
    expect(skipped.body).toMatchObject({ code: 'StepNotDue', due: 'details' })
  })

  it('M13: a colleague registers a Profile of their own on the same account', async () => {
    const cabinet = await cabinetUnderTest()
    const accountId = await openAccount(cabinet)
    const first = await registerProfile(cabinet, ivan)
    const second = await registerProfile(cabinet, olga)
    for (const { browser } of [first, second])
      expect((await browser.get('/api/v1/session')).body).toMatchObject({ account: { id: accountId } })
  })
})

const upToPassword = async (
  cabinet: Awaited<ReturnType<typeof cabinetUnderTest>>,
  registering: Awaited<ReturnType<typeof beginRegistration>>,
) => {
  const { body } = await confirmPhone(cabinet, registering, ivan.phone)
  const { lastName, firstName, email } = ivan
  const details = { lastName, firstName, email, acceptedOffer: body.offer.version }
  const given = await registering.step('PUT', '/details', details)
  expect(given.status, given.text).toBe(200)
}

describe('what a registration tells nobody (security.md, enumeration)', () => {
  it('a phone that a Profile has is answered as any other; its owner is told, and no code is right', async () => {
    const cabinet = await cabinetUnderTest()
    await openAccount(cabinet)
    await registerProfile(cabinet, ivan)
    const stranger = await beginRegistration(await enterBySip(cabinet))
    const unknown = await stranger.step('PUT', '/phone', { phone: olga.phone })
    const told = await messageAfter(cabinet, ivan.phone, async () => {
      const known = await stranger.step('PUT', '/phone', { phone: ivan.phone })
      expect({ ...known.body, phone: '' }).toEqual({ ...unknown.body, phone: '' })
    })
    expect(told).not.toMatch(/\b\d{6}\b/)
    for (const code of ['000000', '111111', '222222', '333333', '444444'])
      expect((await stranger.step('POST', '/phone-confirmation', { code })).body.code).toBe('CodeWrong')
    const burned = await stranger.step('POST', '/phone-confirmation', { code: '555555' })
    expect(burned.body.code).toBe('ChallengeBurned')
  })

  it('an e-mail that a Profile has is answered as any other; its owner is told by letter, without a link', async () => {
    const cabinet = await cabinetUnderTest()
    await openAccount(cabinet)
    await registerProfile(cabinet, ivan)
    const registering = await beginRegistration(await enterBySip(cabinet))
    await upToLetter(cabinet, registering, { ...olga, email: ivan.email })
    const letter = await messageAfter(cabinet, ivan.email, async () => {
      const sent = await registering.step('POST', '/letters', {})
      expect(sent.body, sent.text).toMatchObject({ due: 'emailConfirmation', email: ivan.email })
    })
    expect(letter).not.toContain('#token=')
    // M8: with an address of one's own it goes on.
    const token = await letterTo(cabinet, registering, olga.email)
    const opened = await registering.browser.post(confirmations, { token })
    expect(opened.body, opened.text).toMatchObject({ stage: 'open' })
  })

  it('another session’s registration does not exist', async () => {
    const { cabinet, id } = await begun()
    const other = await enterBySip(cabinet)
    expect((await other.get(`/api/v1/registrations/${id}`)).body.code).toBe('RegistrationNotFound')
    expect((await cabinet.caller().get(`/api/v1/registrations/${id}`)).status).toBe(401)
  })
})

describe('how a registration ends without a Profile (ADR 10)', () => {
  it('M13: is not another’s who knows the SIP password too, whatever key their requests have', async () => {
    const { cabinet } = await begun()
    const key = { 'idempotency-key': '1' }
    const [first, second] = [await enterBySip(cabinet), await enterBySip(cabinet)]
    const one = ok(await first.post('/api/v1/registrations', undefined, key))
    const repeated = ok(await first.post('/api/v1/registrations', undefined, key))
    const another = ok(await second.post('/api/v1/registrations', undefined, key))
    expect(repeated.body.id).toBe(one.body.id)
    expect(another.body.id).not.toBe(one.body.id)
    expect((await second.get(`/api/v1/registrations/${one.body.id}`)).status).toBe(404)
  })

  it('security.md, step-up: the SIP password given again is none of the Profile’s', async () => {
    const { cabinet, registering, browser } = await begun()
    await upToLetter(cabinet, registering, ivan)
    const token = await letterTo(cabinet, registering, ivan.email)
    cabinet.clock.advance(minutes(6))
    ok(await browser.post('/api/v1/session/confirmation', { password: sipPassword }))
    ok(await browser.post(confirmations, { token }))
    const change = { password: cabinet.secret('Another7Horse'), confirmation: 'Another7Horse' }
    const refused = await browser.put('/api/v1/profile/password', change)
    expect(refused).toMatchObject({ status: 403, body: { code: 'ConfirmationRequired' } })
  })

  it('given up, it lets its phone go and another one may be begun', async () => {
    const { cabinet, registering, browser, step } = await begun()
    await confirmPhone(cabinet, registering, ivan.phone)
    expect((await step('DELETE', '')).status).toBe(204)
    expect((await step('GET', '')).body.code).toBe('RegistrationNotFound')
    const next = await beginRegistration(browser)
    expect(next.id).not.toBe(registering.id)
    await confirmPhone(cabinet, next, ivan.phone)
  })

  it('after 48 hours it is abandoned by itself', async () => {
    const { cabinet, registering } = await begun()
    await confirmPhone(cabinet, registering, ivan.phone)
    cabinet.clock.advance(hours(48))
    const auditor = await cabinet.program('audit:read')
    const ended = async () => {
      const { body } = await auditor.get('/api/v1/audit/events?type=RegistrationAbandoned')
      return body.items?.length ?? 0
    }
    for (let looked = 0; looked < 200 && (await ended()) === 0; looked += 1)
      await new Promise((resolve) => setImmediate(resolve))
    expect(await ended()).toBe(1)
  })
})

describe('two registrations of one phone', () => {
  it('the one that is completed has it; the other is told clearly and ends (ADR 9)', async () => {
    const { cabinet, registering: first } = await begun()
    await upToLetter(cabinet, first, ivan)
    const second = await beginRegistration(await enterBySip(cabinet))
    await upToLetter(cabinet, second, { ...olga, phone: ivan.phone })
    const firstToken = await letterTo(cabinet, first, ivan.email)
    const secondToken = await letterTo(cabinet, second, olga.email)
    // Whoever proved the phone last has it: the one before learns it at its end.
    const lost = await first.browser.post(confirmations, { token: firstToken })
    expect(lost.body, lost.text).toMatchObject({ code: 'ValueTaken', status: 409 })
    const won = await second.browser.post(confirmations, { token: secondToken })
    expect(won.body, won.text).toMatchObject({ stage: 'open' })
    const begunAnew = await beginRegistration(first.browser)
    expect(begunAnew.id).not.toBe(first.id)
  })
})
