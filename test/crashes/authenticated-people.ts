import { expect } from 'vitest'
import { shownBy } from '../api/rig/staff-in.ts'
import type { Answered, Caller } from '../caller.ts'
import { ok, page, session, signedIn, signIn } from './crashing-people.ts'
import type { MortalCabinet } from './mortal-cabinet.ts'

/** An authenticator app that was shown a secret. */
export interface App {
  readonly browser: Caller
  readonly setupId: string
  readonly secret: string
}

export const begunApp = async (cabinet: MortalCabinet): Promise<App> => {
  const { browser } = await signedIn(cabinet)
  const { setupId, secret } = ok(await browser.post(`${page}/two-factor/authenticator`)).body
  return { browser, setupId, secret }
}

/** Gives the app's first code: it is asked for at each sign-in from now on. */
export const switchesOn = (cabinet: MortalCabinet, { setupId, secret }: App, browser: Caller) =>
  browser.put(`${page}/two-factor`, { method: 'totp', setupId, code: shownBy(secret, cabinet.now()) })

/** Somebody with an authenticator, and the recovery codes they were shown. */
export const withApp = async (cabinet: MortalCabinet) => {
  const app = await begunApp(cabinet)
  const codes: readonly string[] = ok(await switchesOn(cabinet, app, app.browser)).body.recoveryCodes
  return { ...app, codes }
}

/** A sign-in that gives a code, whether the app's or a recovery code, where one is due. */
export const entersWith = async (
  cabinet: MortalCabinet,
  code: string,
  credentials?: object,
): Promise<{ readonly browser: Caller; readonly answer: Answered }> => {
  const { browser, answer } = await signIn(cabinet, credentials)
  expect(ok(answer).body).toMatchObject({ stage: 'secondFactor', secondFactor: 'totp' })
  return { browser, answer: await browser.post(`${session}/second-factor`, { code }) }
}

/** Is in with the app's code. */
export const inByApp = async (cabinet: MortalCabinet, secret: string, credentials?: object) => {
  const { browser, answer } = await entersWith(cabinet, shownBy(secret, cabinet.now()), credentials)
  expect(ok(answer).body.stage).toBe('open')
  return browser
}

/** New recovery codes, of which the first opens the cabinet and those before open nothing. */
export const renewsCodes = async (
  cabinet: MortalCabinet,
  browser: Caller,
  before: readonly string[] = [],
): Promise<void> => {
  const { recoveryCodes } = ok(await browser.post(`${page}/two-factor/recovery-codes`)).body
  for (const code of before.slice(-1))
    expect((await entersWith(cabinet, code)).answer.body.code).toBe('CodeWrong')
  expect(ok((await entersWith(cabinet, recoveryCodes[0])).answer).body.stage).toBe('open')
}
