import { afterAll, beforeAll, expect, inject, vi } from 'vitest'
import { demoProfile } from '../../cli/demo-profile.ts'
import type { Answered, Caller } from '../caller.ts'
import type { Choice } from './chosen-points.ts'
import { type Crashing, crashEverywhere } from './crash-points.ts'
import { endAll, type MortalCabinet, newDirectory, remove, startCabinet } from './mortal-cabinet.ts'

export const session = '/api/v1/session'
export const page = '/api/v1/profile'
export const chosen = 'Entirely5New'
/** A SIP account of development's that no Profile has. */
export const second = { login: '79260250731', password: 'Demo2026Second' }

export const ok = (answer: Answered): Answered => {
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer
}

export const proves = (browser: Caller, credentials: object) =>
  browser.post(`${session}/profile`, credentials)

export const signIn = async (cabinet: MortalCabinet, credentials: object = demoProfile) => {
  const browser = cabinet.caller()
  const answer = await proves(browser, credentials)
  return { browser, answer }
}

export const signedIn = async (cabinet: MortalCabinet) => {
  const { browser, answer } = await signIn(cabinet)
  const { body } = ok(answer)
  expect(body.stage).toBe('open')
  return { browser, accountId: String(body.account.id), profileId: String(body.profile.id) }
}

export const bySip = async (cabinet: MortalCabinet, credentials: object = second) => {
  const browser = cabinet.caller()
  ok(await browser.post(`${session}/sip`, credentials))
  return browser
}

/** Who registers in these rows. */
export const olga = { phone: '+79035556677', email: 'olga.s@example.org', password: 'Quite9Another' }

/** Everything of a registration but the link of its letter (M2–M8). */
export const upToLetter = async (cabinet: MortalCabinet, who = olga) => {
  const browser = await bySip(cabinet)
  const { body: begun } = ok(await browser.post('/api/v1/registrations'))
  const path = `/api/v1/registrations/${begun.id}`
  ok(await browser.put(`${path}/phone`, { phone: who.phone }))
  const code = await cabinet.message(who.phone, /\b(\d{6})\b/)
  const { body } = ok(await browser.post(`${path}/phone-confirmation`, { code }))
  const details = { lastName: 'Синицына', firstName: 'Ольга', email: who.email }
  ok(await browser.put(`${path}/details`, { ...details, acceptedOffer: body.offer.version }))
  ok(await browser.put(`${path}/password`, { password: who.password, confirmation: who.password }))
  ok(await browser.post(`${path}/letters`, { email: who.email }))
  return { browser, token: await cabinet.message(who.email, /#token=([\w-]+)/), profileId: String(begun.id) }
}

/** Somebody registers from the first step to the last, and gets in by phone and by e-mail: nobody holds these values. */
export const registers = async (cabinet: MortalCabinet, who = olga): Promise<void> => {
  const { browser, token } = await upToLetter(cabinet, who)
  ok(await browser.post('/api/v1/email-confirmations', { token }))
  const { password } = who
  for (const login of [who.phone, who.email])
    expect(ok((await signIn(cabinet, { login, password })).answer).body.stage).toBe('open')
}

/** What a session of the process before is answered now. */
export const stillIn = async (cabinet: MortalCabinet, { cookies }: Caller): Promise<number> =>
  (await cabinet.caller({ cookie: cookies() }).get(page)).status

/** Of two ways in, the one that opens: never both, never none. */
export const theOneThatOpens = async <T>(
  ways: readonly [T, T],
  open: (way: T) => Promise<Answered>,
): Promise<T> => {
  const answers = [await open(ways[0]), await open(ways[1])]
  expect(answers.map(({ status }) => status).sort(), answers.map(({ text }) => text).join()).toEqual([
    200, 401,
  ])
  return answers[0]?.status === 200 ? ways[0] : ways[1]
}

/** `npm run crashes` kills after every commit; the suite after a few, as the printed seed says. */
export const choice: Choice = process.env['CRASHES'] === 'all' ? 'every' : { seed: inject('seed') }

/** Kills operations over copies of one directory, in which development's Profile is registered. */
export const crashes = () => {
  let base = ''
  beforeAll(async () => {
    base = await newDirectory()
    const cabinet = await startCabinet(base)
    // Development's person is registered by the start itself, beside its readiness; a kill before would cut it off.
    await cabinet.message('demo@example.com', /#token=([\w-]+)/)
    const opens = async () => (await signIn(cabinet)).answer.status === 200
    await vi.waitUntil(opens, { timeout: 20_000, interval: 3000 })
    await cabinet.kill()
  })
  afterAll(() => {
    endAll()
    return remove(base)
  })
  return async <T>(name: string, row: Crashing<T>): Promise<void> => {
    const how = await crashEverywhere(base, name, choice, row)
    process.stdout.write(`crashes: ${name}: ${how}\n`)
  }
}

/** For all points of one operation, on a busy machine. */
export const long = 600_000
