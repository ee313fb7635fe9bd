import { describe, expect, it } from 'vitest'
import { demoSignIn } from '../../cli/demo-accounts.ts'
import { demoProfile } from '../../cli/demo-profile.ts'
import {
  bySip,
  chosen,
  crashes,
  long,
  ok,
  olga,
  page,
  proves,
  second,
  session,
  signedIn,
  signIn,
  stillIn,
  theOneThatOpens,
  upToLetter,
} from './crashing-people.ts'
import type { MortalCabinet } from './mortal-cabinet.ts'

const crash = crashes()

describe('sign in (architecture.md: session event, row, cookie)', () => {
  it('M11: killed at commits of it, the next sign-in opens the account', { timeout: long }, () =>
    crash('sign in with a Profile', {
      before: async (cabinet) => cabinet.caller(),
      operation: (browser) => proves(browser, demoProfile),
      records: ['SessionOpened'],
      after: async (cabinet) => void (await signedIn(cabinet)),
    }),
  )

  it('M29: killed at commits of the end of a session, it can be ended', { timeout: long }, () =>
    crash('end a session', {
      before: signedIn,
      operation: ({ browser }) => browser.send('DELETE', session),
      records: ['SessionClosed'],
      after: async (cabinet) => {
        const { browser } = await signedIn(cabinet)
        ok(await browser.send('DELETE', session))
        expect((await browser.get(session)).status).toBe(401)
      },
    }),
  )
})

describe('change a password (architecture.md: vault, aggregate, old secret, sessions)', () => {
  it('M6: killed at commits of it, one Profile password opens, and can be changed', { timeout: long }, () =>
    crash('change the Profile password', {
      before: async (cabinet) => ({ ...(await signedIn(cabinet)), other: (await signedIn(cabinet)).browser }),
      operation: ({ browser }) => browser.put(`${page}/password`, { password: chosen, confirmation: chosen }),
      records: ['ProfilePasswordChanged'],
      after: async (cabinet, { other }, wasAnswered) => {
        const open = async (password: string) =>
          (await signIn(cabinet, { login: demoProfile.login, password })).answer
        const password = await theOneThatOpens([demoProfile.password, chosen], open)
        if (wasAnswered) expect(password).toBe(chosen)
        // What was open elsewhere ends with the password that it rested on, also where the reaction came to it late.
        expect(await stillIn(cabinet, other)).toBe(password === chosen ? 401 : 200)
        const { browser } = await signIn(cabinet, { login: demoProfile.login, password })
        const next = 'Third7Password'
        ok(await browser.put(`${page}/password`, { password: next, confirmation: next }))
        ok(await open(next))
      },
    }),
  )

  it('M27: killed at commits of it, one SIP password enters', { timeout: long }, () =>
    crash('change the SIP password', {
      before: signedIn,
      operation: ({ browser, accountId }) =>
        browser.put(`/api/v1/accounts/${accountId}/password`, { newPassword: chosen }),
      records: ['PasswordChanged'],
      after: async (cabinet, _, wasAnswered) => {
        const open = (password: string) =>
          cabinet.caller().post(`${session}/sip`, { login: demoSignIn.login, password })
        const password = await theOneThatOpens([demoSignIn.password, chosen], open)
        if (wasAnswered) expect(password).toBe(chosen)
      },
    }),
  )
})

describe('link, unlink (architecture.md: the Profile)', () => {
  it('M14: killed at commits of a link, entering again links', { timeout: long }, () =>
    crash('link by sign-in', {
      before: (cabinet) => bySip(cabinet),
      operation: (browser) => proves(browser, demoProfile),
      records: ['AccountLinked'],
      recordsInTheEnd: ['AccountLinked'],
      after: async (cabinet) => {
        const browser = await bySip(cabinet)
        expect(ok(await proves(browser, demoProfile)).body.stage).toBe('open')
        const { items }: { items: readonly { readonly login: string }[] } = ok(
          await browser.get(`${page}/accounts`),
        ).body
        expect(items.map(({ login }) => login)).toEqual([demoSignIn.login, second.login])
      },
    }),
  )
})

describe('register (architecture.md: claim, vault, Profile, claim)', () => {
  const opens = async (cabinet: MortalCabinet) => {
    const { answer } = await signIn(cabinet, { login: olga.phone, password: olga.password })
    expect(ok(answer).body.stage).toBe('open')
  }

  it(
    'M8–M11: killed at commits of the letter’s link, the link or the sign-in goes on',
    {
      timeout: long,
    },
    () =>
      crash('complete a registration', {
        before: upToLetter,
        operation: ({ browser, token }) => browser.post('/api/v1/email-confirmations', { token }),
        records: ['RegistrationCompleted', 'ProfileRegistered', 'AccountLinked'],
        recordsInTheEnd: [
          ...['RegistrationEmailConfirmed', 'RegistrationCompleted'],
          ...['ProfileRegistered', 'OfferAccepted', 'AccountLinked'],
        ],
        after: async (cabinet, { token }) => {
          await cabinet.caller().post('/api/v1/email-confirmations', { token })
          await opens(cabinet)
        },
      }),
  )
})
