import { type Asked, cookieOf } from './asking.ts'
import type { Client } from './client.ts'
import { insist } from './finding.ts'
import { sentTo } from './inbox.ts'
import type { Ledger } from './ledger.ts'
import type { KnownEntry, KnownPerson, NotIn } from './wish.ts'

/** Between password and code nothing of the Profile is shown (M7). */
const checkShut = (answer: Asked): void =>
  insist(
    answer === null || answer.status === 403 || answer.status === 401 || answer.status === 503,
    'a Profile is shown before its second factor was given',
    answer,
  )

/** Gives the code that the SMS brings where one is asked for (M7): one that was sent since the sign-in began. */
export const passSecondFactor = async (
  client: Client,
  ledger: Ledger,
  { login }: KnownPerson,
  entered: KnownEntry,
  began: number,
): Promise<KnownEntry | NotIn> => {
  if (entered.secondFactor !== 'due') return entered
  checkShut(await client.read('/api/v1/profile', entered.cookie))
  const code = await sentTo(client, login, /\b(\d{6})\b/, began)
  if (code === 'unknown') return 'unknown'
  const body = JSON.stringify({ code: code ?? '' })
  const passed = await client.step('POST', '/api/v1/session/second-factor', entered.cookie, body)
  if (passed === null || passed.status >= 500) return 'unknown'
  if (passed.status !== 200) return 'refused'
  const session = { ...entered, cookie: cookieOf(passed), secondFactor: 'passed' } as const
  ledger.sessions.push(session)
  return session
}

/** Signs in as its owner does. */
export const enterAsPerson = async (
  client: Client,
  ledger: Ledger,
  person: KnownPerson,
): Promise<KnownEntry | NotIn> => {
  const began = Date.now()
  const entered = await client.enterProfile(person)
  return typeof entered === 'string' ? entered : passSecondFactor(client, ledger, person, entered, began)
}
