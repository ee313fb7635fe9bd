import { describe, expect, it } from 'vitest'
import { demoProfile } from '../../cli/demo-profile.ts'
import { minutes } from '../../domain/instant.ts'
import type { Caller } from '../caller.ts'
import {
  chosen,
  crashes,
  long,
  ok,
  olga,
  page,
  registers,
  session,
  signedIn,
  signIn,
  stillIn,
  theOneThatOpens,
  upToLetter,
} from './crashing-people.ts'
import type { MortalCabinet } from './mortal-cabinet.ts'

const demoEmail = 'demo@example.com'
const newPhone = '+79039998877'
const newEmail = 'anew@example.com'
const { password } = demoProfile
const crash = crashes()

const opensBy = (cabinet: MortalCabinet, login: string, given = password) =>
  signIn(cabinet, { login, password: given }).then(({ answer }) => answer)

describe('change phone or e-mail (architecture.md: claim new, Profile, release old)', () => {
  it('M7: killed at commits of it, exactly one phone signs in, and can be changed', { timeout: long }, () =>
    crash('change the phone', {
      before: async (cabinet) => {
        const { browser } = await signedIn(cabinet)
        ok(await browser.put(`${page}/phone`, { phone: newPhone }))
        return { browser, code: await cabinet.message(newPhone, /\b(\d{6})\b/) }
      },
      operation: ({ browser, code }) => browser.post(`${page}/phone/confirmation`, { phone: newPhone, code }),
      records: ['PhoneChanged'],
      recordsInTheEnd: ['PhoneChanged'],
      // A code can be asked for again after a minute.
      later: minutes(2),
      after: async (cabinet, _, wasAnswered) => {
        const which = () => theOneThatOpens([demoProfile.login, newPhone], (way) => opensBy(cabinet, way))
        const phone = await which()
        if (wasAnswered) expect(phone).toBe(newPhone)
        const { browser } = await signIn(cabinet, { login: demoEmail, password })
        expect(ok(await browser.get(page)).body.phone).toBe(phone)
        if (phone !== newPhone) {
          // The one who was cut off asks anew: what the crash left stands in nobody's way.
          ok(await browser.put(`${page}/phone`, { phone: newPhone }))
          const code = await cabinet.message(newPhone, /\b(\d{6})\b/)
          ok(await browser.post(`${page}/phone/confirmation`, { phone: newPhone, code }))
        }
        expect(await which()).toBe(newPhone)
        await registers(cabinet, { ...olga, phone: demoProfile.login })
      },
    }),
  )

  it('M7: killed at commits of it, exactly one e-mail signs in', { timeout: long }, () =>
    crash('change the e-mail', {
      before: async (cabinet) => {
        const { browser } = await signedIn(cabinet)
        ok(await browser.put(`${page}/email`, { email: newEmail }))
        return { browser, token: await cabinet.message(newEmail, /#token=([\w-]+)/) }
      },
      operation: ({ browser, token }) => browser.post('/api/v1/email-confirmations', { token }),
      records: ['EmailConfirmed'],
      recordsInTheEnd: ['EmailConfirmed'],
      after: async (cabinet, { token }, wasAnswered) => {
        const email = await theOneThatOpens([demoEmail, newEmail], (way) => opensBy(cabinet, way))
        if (wasAnswered) expect(email).toBe(newEmail)
        // The link leads on from wherever the crash has left it.
        ok(await cabinet.caller().post('/api/v1/email-confirmations', { token }))
        expect(await theOneThatOpens([demoEmail, newEmail], (way) => opensBy(cabinet, way))).toBe(newEmail)
        await registers(cabinet, { ...olga, email: demoEmail })
      },
    }),
  )
})

describe('second factor (architecture.md: vault, Profile)', () => {
  it('M7: killed at commits of it, nobody is locked out', { timeout: long }, () =>
    crash('second factor by SMS', {
      before: signedIn,
      operation: ({ browser }) => browser.put(`${page}/two-factor`, { method: 'sms' }),
      records: ['TwoFactorEnabled'],
      after: async (cabinet, _, wasAnswered) => {
        const { browser, answer } = await signIn(cabinet)
        const { stage } = ok(answer).body
        expect(wasAnswered ? ['secondFactor'] : ['open', 'secondFactor']).toContain(stage)
        if (stage === 'open') return
        const code = await cabinet.message(demoProfile.login, /\b(\d{6})\b/)
        expect(ok(await browser.post(`${session}/second-factor`, { code })).body.stage).toBe('open')
      },
    }),
  )
})

describe('recovery (architecture.md: vault, Profile, sessions, old secret)', () => {
  const recovering = async (cabinet: MortalCabinet) => {
    const { browser: inside } = await signedIn(cabinet)
    const browser = cabinet.caller()
    const { body } = ok(await browser.post('/api/v1/recoveries', { phone: demoProfile.login }))
    const path = `/api/v1/recoveries/${body.id}`
    const code = await cabinet.message(demoProfile.login, /\b(\d{6})\b/)
    expect(ok(await browser.post(`${path}/phone-confirmation`, { code })).body.due).toBe('password')
    return { browser, path, inside }
  }
  const setsPassword = (browser: Caller, path: string) =>
    browser.put(`${path}/password`, { password: chosen, confirmation: chosen })

  it('M17: killed at commits of it, one password opens, and the recovery goes on', { timeout: long }, () =>
    crash('recovery', {
      before: recovering,
      operation: ({ browser, path }) => setsPassword(browser, path),
      records: ['PasswordRecovered'],
      recordsInTheEnd: ['PasswordRecovered'],
      after: async (cabinet, { path, inside }, wasAnswered) => {
        const open = (given: string) => opensBy(cabinet, demoEmail, given)
        const opens = await theOneThatOpens([password, chosen], open)
        if (wasAnswered) expect(opens).toBe(chosen)
        // Who was in is out with the old password, and only with it, also where the reaction came to it late.
        expect(await stillIn(cabinet, inside)).toBe(opens === chosen ? 401 : 200)
        if (opens === password) ok(await setsPassword(cabinet.caller(), path))
        expect(await theOneThatOpens([password, chosen], open)).toBe(chosen)
        expect(await stillIn(cabinet, inside)).toBe(401)
      },
    }),
  )
})

describe('withdrawal and erasure (architecture.md: Profile first)', () => {
  const reason = 'Заявление клиента'
  const because = { reason }

  it('M18: killed at commits of it, repeated it holds: no session works there', { timeout: long }, () =>
    crash('withdrawal', {
      before: async (cabinet) => ({ ...(await signedIn(cabinet)), operator: await cabinet.operator() }),
      operation: ({ operator, profileId, accountId }) =>
        operator.send('DELETE', `/api/v1/operator/profiles/${profileId}/accounts/${accountId}`, because),
      records: ['AccountUnlinked', 'AccountBarred'],
      recordsInTheEnd: ['AccountUnlinked', 'AccountBarred'],
      after: async (cabinet, { browser: before, profileId, accountId }, wasAnswered) => {
        const there = `/api/v1/accounts/${accountId}/dashboard`
        const cookie = before.cookies()
        const inside = () => cabinet.caller({ cookie }).get(there)
        if (wasAnswered) expect((await inside()).status).toBe(401)
        const operator = await cabinet.operator()
        const path = `/api/v1/operator/profiles/${profileId}`
        const present = ok(await operator.get(path)).body
        if (present.accounts.length > 0)
          ok(await operator.send('DELETE', `${path}/accounts/${accountId}`, because))
        const { body } = ok(await operator.get(path))
        expect([body.accounts.length, body.barred.length]).toEqual([0, 1])
        await expect.poll(async () => (await inside()).status, { timeout: 10_000 }).toBe(401)
      },
    }),
  )

  it('M19: killed at commits of it, the person is there whole or erased for good', { timeout: long }, () =>
    crash('erasure', {
      before: async (cabinet) => {
        const { browser, token, profileId } = await upToLetter(cabinet)
        ok(await browser.post('/api/v1/email-confirmations', { token }))
        return { profileId, operator: await cabinet.operator() }
      },
      operation: ({ operator, profileId }) =>
        operator.send('DELETE', `/api/v1/operator/profiles/${profileId}`, because),
      records: ['ProfileErased', 'ErasureCertified'],
      recordsInTheEnd: ['ProfileErased', 'ErasureCertified'],
      after: async (cabinet, { profileId }, wasAnswered) => {
        const operator = await cabinet.operator()
        const path = `/api/v1/operator/profiles/${profileId}`
        const isThere = (await opensBy(cabinet, olga.email, olga.password)).status === 200
        if (wasAnswered) expect(isThere).toBe(false)
        if (isThere) ok(await operator.send('DELETE', path, because))
        const certified = async () => (await operator.get(`${path}/erasure`)).body.certifiedAt
        await expect.poll(certified, { timeout: 15_000 }).toEqual(expect.any(String))
        expect((await opensBy(cabinet, olga.email, olga.password)).status).toBe(401)
        expect((await operator.get(path)).body.code).toBe('ProfileErased')
        // Phone and e-mail are anybody's again.
        await registers(cabinet)
      },
    }),
  )
})
