import { expect } from 'vitest'
import type { CabinetUnderTest } from '../cabinet-under-test.ts'
import type { Answered, Caller } from '../caller.ts'
import { codeIn, messageAfter, tokenIn } from './messages.ts'

export const login = '79260250730'
export const password = 'Demo2026Cabinet'

interface Wanted {
  readonly login?: string
  readonly password?: string
  readonly balance?: string
}

/** The operator opens an account by REST; answers its id. */
export const openAccount = async (cabinet: CabinetUnderTest, wanted: Wanted = {}): Promise<string> => {
  const operator = await cabinet.program('accounts:write')
  cabinet.personal(wanted.login ?? login)
  const csv = `login,password,balance\n${wanted.login ?? login},${cabinet.secret(wanted.password ?? password)},${wanted.balance ?? ''}\n`
  const imported = await operator.post('/api/v1/operator/accounts/import', csv, {
    'content-type': 'text/csv',
  })
  expect(imported.status, imported.text).toBe(200)
  const reader = await cabinet.program('accounts:read')
  const found = await reader.get(`/api/v1/operator/accounts?login=${wanted.login ?? login}`)
  expect(found.status, found.text).toBe(200)
  return found.body.items[0].id
}

/** Somebody enters with a SIP account, and still needs a Profile (M2). */
export const enterBySip = async (
  cabinet: CabinetUnderTest,
  who: { readonly login?: string; readonly password?: string } = {},
): Promise<Caller> => {
  const subscriber = cabinet.caller()
  const entered = await subscriber.post('/api/v1/session/sip', {
    login: who.login ?? login,
    password: cabinet.secret(who.password ?? password),
  })
  expect(entered.status, entered.text).toBe(200)
  return subscriber
}

/** Who registers, as M3–M6 ask it. */
export interface Person {
  readonly phone: string
  readonly lastName: string
  readonly firstName: string
  readonly email: string
  readonly password: string
}

export const ivan: Person = {
  phone: '+79031112233',
  lastName: 'Ковалёв',
  firstName: 'Ярослав',
  email: 'yaroslav.k@example.com',
  password: 'Brandnew8Horse',
}

export const olga: Person = {
  phone: '+79035556677',
  lastName: 'Синицына',
  firstName: 'Ольга',
  email: 'olga.s@example.org',
  password: 'Quite9Another',
}

/** A person in a browser whose registration goes on. */
export interface Registering {
  readonly browser: Caller
  readonly id: string
  /** One of its steps, under the registration's own path. */
  readonly step: (method: string, path: string, body?: unknown) => Promise<Answered>
}

/** An answer that has to be good. */
export const ok = (answer: Answered): Answered => {
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer
}

/** Begins a registration in a browser that a SIP account has entered (M2). */
export const beginRegistration = async (browser: Caller): Promise<Registering> => {
  const { body } = ok(await browser.post('/api/v1/registrations'))
  const path = `/api/v1/registrations/${body.id}`
  return {
    browser,
    id: body.id,
    step: (method, step, sent) => browser.send(method, `${path}${step}`, sent),
  }
}

/** Steps 1 and 2 (M3, M4). */
export const confirmPhone = async (
  cabinet: CabinetUnderTest,
  { step }: Registering,
  phone: string,
): Promise<Answered> => {
  cabinet.personal(phone)
  const sms = await messageAfter(cabinet, phone, async () => ok(await step('PUT', '/phone', { phone })))
  return ok(await step('POST', '/phone-confirmation', { code: cabinet.secret(codeIn(sms)) }))
}

/** Steps 1 to 4: everything but the letter (M3–M6). */
export const upToLetter = async (
  cabinet: CabinetUnderTest,
  registering: Registering,
  person: Person,
): Promise<void> => {
  const { step } = registering
  const { lastName, firstName, email, password: chosen } = person
  for (const value of [lastName, firstName, email]) cabinet.personal(value)
  const { body } = await confirmPhone(cabinet, registering, person.phone)
  const details = { lastName, firstName, email, acceptedOffer: body.offer.version }
  ok(await step('PUT', '/details', details))
  cabinet.secret(chosen)
  ok(await step('PUT', '/password', { password: chosen, confirmation: chosen }))
}

/** Step 5: the token of the letter's link (M8). */
export const letterTo = async (
  cabinet: CabinetUnderTest,
  { step }: Registering,
  email: string,
): Promise<string> => {
  const letter = await messageAfter(cabinet, email, async () => ok(await step('POST', '/letters', { email })))
  return cabinet.secret(tokenIn(letter))
}

export interface RegisteredPerson extends Person {
  /** In the cabinet, in the account of the entry (M9, M10). */
  readonly browser: Caller
  readonly profileId: string
}

/** Everything from a SIP account's login and password to the open cabinet (M2–M10). The account exists already. */
export const registerProfile = async (
  cabinet: CabinetUnderTest,
  person: Person = ivan,
  who: { readonly login?: string; readonly password?: string } = {},
): Promise<RegisteredPerson> => {
  const browser = await enterBySip(cabinet, who)
  const registering = await beginRegistration(browser)
  await upToLetter(cabinet, registering, person)
  const token = await letterTo(cabinet, registering, person.email)
  const confirmed = ok(await browser.post('/api/v1/email-confirmations', { token }))
  expect(confirmed.body).toEqual({ purpose: 'registration', stage: 'open' })
  return { ...person, browser, profileId: registering.id }
}

/** Who has registered in a cabinet, by the login of the SIP account. */
const subscribers = new WeakMap<CabinetUnderTest, Map<string, Person>>()

/** The person who is the subscriber of a SIP account, in journeys that are not about entering. */
export const subscriberOf = (sipLogin: string): Person => ({
  ...ivan,
  phone: `+7903${sipLogin.slice(-7)}`,
  email: `subscriber${sipLogin.slice(-4)}@example.com`,
})

/**
 * A subscriber in the cabinet, in the account of this login: the first time through a registration (M2–M10), later by
 * a SIP entry and the Profile in it (M14). For journeys that are not about entering.
 */
export const enter = async (
  cabinet: CabinetUnderTest,
  who: { readonly login?: string; readonly password?: string } = {},
): Promise<Caller> => {
  const sipLogin = who.login ?? login
  const registered = subscribers.get(cabinet) ?? new Map<string, Person>()
  subscribers.set(cabinet, registered)
  const person = registered.get(sipLogin)
  if (person === undefined) {
    const newcomer = subscriberOf(sipLogin)
    registered.set(sipLogin, newcomer)
    return (await registerProfile(cabinet, newcomer, who)).browser
  }
  const browser = await enterBySip(cabinet, who)
  ok(await browser.post('/api/v1/session/profile', { login: person.phone, password: person.password }))
  return browser
}
