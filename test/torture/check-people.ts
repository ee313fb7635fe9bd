import { bodyOf } from './asking.ts'
import type { Client } from './client.ts'
import { passSecondFactor } from './enter-as-person.ts'
import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { LogBook } from './log-book.ts'
import { profileState } from './profile-states.ts'
import { passwordsOfPerson } from './secrets.ts'
import type { KnownEntry, KnownPerson, NotIn } from './wish.ts'

const mostPeople = 6
const mostWrong = 2

/** Whatever was asked to be the password and is not: the ones before it, and those that were never recorded. */
const wrongPasswords = (person: KnownPerson, ledger: Ledger, book: LogBook): readonly string[] => {
  const had = passwordsOfPerson(person, ledger, book)
  const asked = ledger.wishes.flatMap(({ personId, password }) =>
    personId === person.id && password !== null ? [password] : [],
  )
  return [...new Set([...asked, ...had.slice(-2)])].filter((password) => password !== had.at(-1))
}

/** The code that was sent opens it (M7); what its page says of it is what the log says. */
const checkFactor = async (
  client: Client,
  { id }: KnownPerson,
  session: KnownEntry | NotIn,
  wanted: string | null,
): Promise<void> => {
  insist(typeof session !== 'string', 'the code of the second factor opens no Profile', id, session)
  if (typeof session === 'string') return
  const page = await client.read('/api/v1/profile', session.cookie)
  insist(page?.status === 200, 'a Profile is not shown to whoever has signed in', page)
  const shown = page === null ? null : (bodyOf(page).twoFactor?.method ?? null)
  insist(shown === wanted, 'a Profile shows another second factor than the log has', { shown, wanted })
}

/** One password opens it, and asks for a code exactly where the log has one asked for. */
const checkPerson = async (
  client: Client,
  ledger: Ledger,
  book: LogBook,
  person: KnownPerson,
): Promise<void> => {
  const { twoFactor } = profileState(book, person.id)
  for (const password of wrongPasswords(person, ledger, book).slice(-mostWrong)) {
    const wrong = await client.enterProfile({ ...person, password })
    insist(wrong === 'refused', 'another password than the log names opens a Profile', person.id, wrong)
  }
  const began = Date.now()
  const opened = await client.enterProfile(person)
  const isOpen = opened !== 'refused' && opened !== 'unknown'
  insist(isOpen, 'the password that the log names opens no Profile', person.id, opened)
  const asks = opened === 'limited' || (typeof opened !== 'string' && opened.secondFactor === 'due')
  insist(asks === (twoFactor !== null), 'a sign-in asks for another second factor than the log has', {
    person: person.id,
    twoFactor,
    opened,
  })
  if (!ledger.hasInbox || typeof opened === 'string') return
  const session = await passSecondFactor(client, ledger, person, opened, began)
  await checkFactor(client, person, session, twoFactor)
}

/**
 * Right after the restart the one password that the log names opens a Profile, and no other that was ever asked for;
 * the second factor is asked for where the log has one, and nowhere else.
 */
export const checkPeople = async (client: Client, ledger: Ledger, book: LogBook): Promise<number> => {
  const changed = ledger.people.filter(
    ({ id, isErased }) => !isErased && ledger.wishes.some(({ personId }) => personId === id),
  )
  for (const person of changed.slice(-mostPeople)) await checkPerson(client, ledger, book, person)
  return changed.length
}
