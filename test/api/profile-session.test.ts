import { describe, expect, it } from 'vitest'
import { minutes } from '../../domain/instant.ts'
import type { ProfileEvent } from '../../domain/profile/events.ts'
import { email, phone, profilePassword } from '../application/sign-in/profile-doubles.ts'
import { type Headers, openedApp } from './rig/opened-app.ts'
import { login, otherLogin, password } from './rig/small-cabinet.ts'

const bySms: ProfileEvent = { type: 'TwoFactorEnabled', data: { method: 'sms', totpRef: null } }

const house = async () => {
  const app = await openedApp()
  const accountId = await app.account()
  const cookieOf = (setCookie: unknown): Headers => ({ cookie: String(setCookie).split(';', 1)[0] ?? '' })
  const step = async (method: string, path: string, body: unknown, headers: Headers = {}) => {
    const answered = await app.ask(method, `/api/v1/${path}`, { body, headers })
    const setCookie = answered.headers['set-cookie']
    return {
      status: answered.statusCode,
      body: answered.json(),
      headers: setCookie === undefined ? headers : cookieOf(setCookie),
    }
  }
  const enter = (given = profilePassword, as = phone, headers: Headers = {}) =>
    step('POST', 'session/profile', { login: as, password: given }, headers)
  return { ...app, accountId, step, enter }
}

describe('M1, M11: entry with a Profile', () => {
  it.each([phone, email])('as %s opens the cabinet on the only account', async (as) => {
    const { people, enter, step, accountId } = await house()
    await people.registered({ profileId: 'p1', accounts: [accountId] })
    const entered = await enter(profilePassword, as)
    expect(entered.status).toBe(200)
    expect(entered.body).toMatchObject({
      stage: 'open',
      account: { id: accountId, login },
      profile: { id: 'p1', name: 'Иван Иванов' },
      offer: { accepted: true },
    })
    const dashboard = await step('GET', `accounts/${accountId}/dashboard`, undefined, entered.headers)
    expect(dashboard.status).toBe(200)
  })

  it('is refused alike for a wrong password and for a login that nobody has (enumeration)', async () => {
    const { people, enter } = await house()
    await people.registered({ profileId: 'p1' })
    const [known, unknown] = [await enter('Wrong1pass'), await enter('Wrong1pass', '+79039999999')]
    const shape = ({ body }: typeof known) => ({ ...body, correlationId: '' })
    expect([known.status, unknown.status]).toEqual([401, 401])
    expect(shape(known)).toEqual(shape(unknown))
  })
})

describe('M7: the second factor', () => {
  it('comes before anything else is shown or opened, and gives another cookie', async () => {
    const { people, enter, step, accountId, state } = await house()
    await people.registered({ profileId: 'p1', accounts: [accountId] })
    await people.record('p1', bySms)
    const entered = await enter()
    expect(entered.body).toMatchObject({
      stage: 'secondFactor',
      secondFactor: 'sms',
      profile: null,
      accounts: [],
    })
    const early = await step('GET', `accounts/${accountId}/dashboard`, undefined, entered.headers)
    expect(early).toMatchObject({ status: 403, body: { code: 'StageDue', due: 'secondFactor' } })
    const wrong = await step('POST', 'session/second-factor', { code: 'wrong' }, entered.headers)
    expect(wrong).toMatchObject({ status: 422, body: { code: 'CodeWrong' } })
    const [row] = await state.sessions.list({ profileId: 'p1' })
    const code = people.codes.codeOf(people.profiles.challenges.idOf('signIn', row?.sessionId ?? ''), 1)
    const passed = await step('POST', 'session/second-factor', { code }, entered.headers)
    expect(passed.body).toMatchObject({ stage: 'open', account: { id: accountId } })
    expect((await step('GET', 'session', undefined, entered.headers)).status).toBe(401)
    expect((await step('GET', 'session', undefined, passed.headers)).status).toBe(200)
  })
})

describe('M14, M15, M16: accounts of one Profile', () => {
  const two = async () => {
    const side = await house()
    const other = await side.account(`+${otherLogin}`)
    await side.people.registered({ profileId: 'p1', accounts: [side.accountId] })
    const bySip = await side.step('POST', 'session/sip', { login: otherLogin, password })
    return { ...side, other, bySip }
  }

  it('M14: the SIP account of an entry is linked when the Profile is given', async () => {
    const { enter, bySip, other, step } = await two()
    const linked = await enter(profilePassword, phone, bySip.headers)
    expect(linked.body).toMatchObject({ stage: 'open', account: { id: other } })
    expect(linked.body.accounts).toHaveLength(2)
    expect((await step('GET', 'session', undefined, bySip.headers)).status).toBe(401)
  })

  it('M15, M16: one of several is chosen; a request for the other one is refused clearly, in any tab', async () => {
    const { enter, bySip, accountId, other, step, account } = await two()
    await enter(profilePassword, phone, bySip.headers)
    const entered = await enter()
    expect(entered.body).toMatchObject({ stage: 'accountChoice', account: null })
    const none = await step('GET', `accounts/${accountId}/dashboard`, undefined, entered.headers)
    expect(none).toMatchObject({ status: 409, body: { code: 'AccountNotChosen' } })
    const tabOne = await step('PUT', 'session/account', { accountId }, entered.headers)
    const tabTwo = await step('PUT', 'session/account', { accountId: other }, tabOne.headers)
    const { headers } = tabTwo
    const late = await step('PUT', `accounts/${accountId}/trunk-limit`, { lines: 3 }, headers)
    expect(late).toMatchObject({ status: 409, body: { code: 'AccountNotChosen' } })
    expect((await step('GET', `accounts/${other}/dashboard`, undefined, headers)).status).toBe(200)
    const stranger = await account('+79267778899')
    const foreign = await step('GET', `accounts/${stranger}/dashboard`, undefined, headers)
    expect(foreign).toMatchObject({ status: 404, body: { code: 'AccountNotFound' } })
    expect(await step('PUT', 'session/account', { accountId: stranger }, headers)).toMatchObject({
      status: 404,
    })
  })

  it('M16: a request still under way with the token before does not take the new cookie back', async () => {
    const { people, enter, ask, accountId, other, clock, step } = await two()
    await people.record('p1', { type: 'AccountLinked', data: { accountId: other } })
    const entered = await enter()
    const chosen = await step('PUT', 'session/account', { accountId }, entered.headers)
    const late = await ask('GET', '/api/v1/session', { headers: entered.headers })
    expect(late.statusCode).toBe(401)
    expect(late.headers['set-cookie']).toBeUndefined()
    expect((await step('GET', 'session', undefined, chosen.headers)).status).toBe(200)
    clock.advance(minutes(5))
    const stale = await ask('GET', '/api/v1/session', { headers: entered.headers })
    expect(stale.headers['set-cookie']).toContain('Max-Age=0')
  })

  it('M18: a refusal of a barred account carries the cookie of the session as it goes on', async () => {
    const { enter, bySip, other, people, step } = await two()
    await people.record('p1', { type: 'AccountBarred', data: { accountId: other } })
    const refused = await enter(profilePassword, phone, bySip.headers)
    expect(refused).toMatchObject({ status: 403, body: { code: 'AccountBarred' } })
    const here = await step('GET', 'session', undefined, refused.headers)
    expect(here.body).toMatchObject({ stage: 'accountChoice', profile: { id: 'p1' } })
    expect(here.body.accounts).toHaveLength(1)
  })
})

describe('M17: recovery by REST', () => {
  it('goes from the phone over the code to the password; the new one opens, the old one does not', async () => {
    const { people, enter, step, clock, cabinet } = await house()
    await people.registered({ profileId: 'p1' })
    clock.advance(minutes(1))
    const before = await enter()
    const begun = await step('POST', 'recoveries', { phone: '8 903 111-22-33' })
    expect(begun).toMatchObject({ status: 201, body: { due: 'phoneCode' } })
    const at = `recoveries/${begun.body.id}`
    const flow = cabinet.fingerprints.of('token', begun.body.id)
    const code = people.codes.codeOf(people.profiles.challenges.idOf('recoveryPhone', flow), 1)
    expect(await step('POST', `${at}/phone-confirmation`, { code: 'wrong' })).toMatchObject({ status: 422 })
    expect(await step('POST', `${at}/phone-confirmation`, { code })).toMatchObject({
      body: { due: 'password' },
    })
    const twice = { password: 'Brandnew8Horse', confirmation: 'Brandnew9Horse' }
    expect(await step('PUT', `${at}/password`, twice)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'confirmation', code: 'Different' }] },
    })
    const given = { password: 'Brandnew8Horse', confirmation: 'Brandnew8Horse' }
    expect(await step('PUT', `${at}/password`, given)).toMatchObject({ status: 200, body: { due: null } })
    expect((await step('GET', 'session', undefined, before.headers)).status).toBe(401)
    expect((await enter()).status).toBe(401)
    expect((await enter('Brandnew8Horse')).status).toBe(200)
  })
})
