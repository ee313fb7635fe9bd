import { describe, expect, it } from 'vitest'
import { demoProfile } from '../../cli/demo-profile.ts'
import { minutes, seconds } from '../../domain/instant.ts'
import { begunApp, entersWith, inByApp, renewsCodes, switchesOn, withApp } from './authenticated-people.ts'
import {
  chosen,
  crashes,
  long,
  ok,
  page,
  signedIn,
  signIn,
  stillIn,
  theOneThatOpens,
} from './crashing-people.ts'
import type { MortalCabinet } from './mortal-cabinet.ts'

const crash = crashes()
const setUp = `${page}/two-factor/authenticator`
/** By then the app shows another code: each is accepted once. */
const later = minutes(2)

describe('an authenticator (architecture.md: vault, Profile, destroy the old secret)', () => {
  it(
    'M7: killed at commits of its set-up, the password alone opens, and it can be begun again',
    { timeout: long },
    () =>
      crash('begin an authenticator', {
        before: async (cabinet) => (await signedIn(cabinet)).browser,
        operation: (browser) => browser.post(setUp),
        after: async (cabinet) => {
          // What was shown, and lost, asks nobody for anything; the sweep takes it away (`what-is-left.ts`).
          const { browser } = await signedIn(cabinet)
          expect(ok(await browser.get(page)).body.twoFactor).toBeNull()
          expect(cabinet.logged('TwoFactorEnabled')).toBe(0)
          const app = await begunApp(cabinet)
          ok(await switchesOn(cabinet, app, app.browser))
          // The code that switched it on was seen once.
          await cabinet.advance(seconds(30))
          await inByApp(cabinet, app.secret)
        },
      }),
  )

  it(
    'M7: killed at commits of its switching on, it or the password opens, and it can be on',
    { timeout: long },
    () =>
      crash('authenticator on', {
        before: async (cabinet) => ({ cabinet, app: await begunApp(cabinet) }),
        operation: ({ cabinet, app }) => switchesOn(cabinet, app, app.browser),
        records: ['TwoFactorEnabled', 'RecoveryCodesIssued'],
        later,
        after: async (cabinet, { app }, wasAnswered) => {
          const { stage } = ok((await signIn(cabinet)).answer).body
          expect(wasAnswered ? ['secondFactor'] : ['open', 'secondFactor']).toContain(stage)
          // The one who was cut off goes on with the same QR code, in the same session or another.
          if (stage === 'open') ok(await switchesOn(cabinet, app, (await signedIn(cabinet)).browser))
          // The code that switched it on was seen once.
          await cabinet.advance(seconds(30))
          const browser = await inByApp(cabinet, app.secret)
          // Whose answer was lost never saw the recovery codes.
          await renewsCodes(cabinet, browser)
        },
      }),
  )

  it('M7: killed at commits of its switching off, it or the password opens', { timeout: long }, () =>
    crash('authenticator off', {
      before: withApp,
      operation: ({ browser }) => browser.put(`${page}/two-factor`, { method: 'none' }),
      records: ['TwoFactorDisabled'],
      recordsInTheEnd: ['TwoFactorDisabled'],
      later,
      after: async (cabinet, { secret }, wasAnswered) => {
        const { stage } = ok((await signIn(cabinet)).answer).body
        expect(wasAnswered ? ['open'] : ['open', 'secondFactor']).toContain(stage)
        if (stage === 'secondFactor')
          ok(await (await inByApp(cabinet, secret)).put(`${page}/two-factor`, { method: 'none' }))
        await signedIn(cabinet)
      },
    }),
  )
})

describe('recovery codes (security.md, second factor)', () => {
  it('M7: killed at commits of new ones, one set opens, and can be renewed', { timeout: long }, () =>
    crash('new recovery codes', {
      before: async (cabinet) => ({ ...(await withApp(cabinet)), shown: [] as string[] }),
      operation: async ({ browser, shown }) => {
        const answer = await browser.post(`${page}/two-factor/recovery-codes`)
        shown.push(...ok(answer).body.recoveryCodes)
        return answer
      },
      records: ['RecoveryCodesIssued'],
      later,
      after: async (cabinet, { secret, codes, shown }, wasAnswered) => {
        const [old = 'none'] = codes
        const { status, text } = (await entersWith(cabinet, old)).answer
        const isRenewed = cabinet.logged('RecoveryCodesIssued') === 2
        if (wasAnswered) expect(isRenewed).toBe(true)
        expect(status, text).toBe(isRenewed ? 422 : 200)
        for (const code of shown.slice(0, 1))
          expect(ok((await entersWith(cabinet, code)).answer).body.stage).toBe('open')
        await renewsCodes(cabinet, await inByApp(cabinet, secret), [...codes, ...shown])
      },
    }),
  )

  it(
    'M7: killed at commits of a sign-in with one, it opens once at most, the next one opens',
    { timeout: long },
    () =>
      crash('sign in with a recovery code', {
        before: async (cabinet) => ({ cabinet, ...(await withApp(cabinet)) }),
        operation: async ({ cabinet, codes }) => (await entersWith(cabinet, codes[0] ?? 'none')).answer,
        later,
        after: async (cabinet, { codes }, wasAnswered) => {
          const wasSpent = cabinet.logged('RecoveryCodeUsed') === 1
          if (wasAnswered) expect(wasSpent).toBe(true)
          const [spent = 'none', next = 'none'] = codes
          const again = (await entersWith(cabinet, spent)).answer
          expect(again.status, again.text).toBe(wasSpent ? 422 : 200)
          const { browser, answer } = await entersWith(cabinet, next)
          ok(answer)
          expect(cabinet.logged('RecoveryCodeUsed')).toBe(2)
          expect(ok(await browser.get(page)).body.twoFactor.recoveryCodesLeft).toBe(codes.length - 2)
        },
      }),
  )
})

describe('recovery with a second factor (M7, M17)', () => {
  const recoveries = '/api/v1/recoveries'
  const phone = demoProfile.login
  const confirmed = async (cabinet: MortalCabinet) => {
    const person = await withApp(cabinet)
    const stranger = cabinet.caller()
    const at = `${recoveries}/${ok(await stranger.post(recoveries, { phone })).body.id}`
    const code = await cabinet.message(phone, /\b(\d{6})\b/)
    expect(ok(await stranger.post(`${at}/phone-confirmation`, { code })).body.due).toBe('emailLink')
    return { ...person, stranger, at, token: await cabinet.message('demo@example.com', /#token=([\w-]+)/) }
  }
  const password = { password: chosen, confirmation: chosen }

  it(
    'killed at commits of its link and its password, it goes on, and the factor stays',
    { timeout: long },
    () =>
      crash('recovery with an authenticator', {
        before: confirmed,
        operation: async ({ stranger, at, token }) => {
          ok(await stranger.post('/api/v1/email-confirmations', { token }))
          return stranger.put(`${at}/password`, password)
        },
        records: ['PasswordRecovered'],
        recordsInTheEnd: ['PasswordRecovered'],
        later,
        after: async (cabinet, { browser, secret, at, token }, wasAnswered) => {
          const open = async (given: string) =>
            (await signIn(cabinet, { login: phone, password: given })).answer
          const opens = await theOneThatOpens([demoProfile.password, chosen], open)
          if (wasAnswered) expect(opens).toBe(chosen)
          expect(await stillIn(cabinet, browser)).toBe(opens === chosen ? 401 : 200)
          const stranger = cabinet.caller()
          if (ok(await stranger.get(at)).body.due === 'emailLink')
            ok(await stranger.post('/api/v1/email-confirmations', { token }))
          if (opens !== chosen) ok(await stranger.put(`${at}/password`, password))
          expect(await theOneThatOpens([demoProfile.password, chosen], open)).toBe(chosen)
          // What was recovered is the password alone.
          await inByApp(cabinet, secret, { login: phone, password: chosen })
          expect(await stillIn(cabinet, browser)).toBe(401)
        },
      }),
  )
})
