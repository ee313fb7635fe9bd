import type { Client } from './client.ts'
import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { LogBook } from './log-book.ts'
import { passwordsOfPerson } from './secrets.ts'
import type { KnownPerson } from './wish.ts'

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

/** Right after the restart the one password that the log names opens a Profile, and no other that was ever asked for. */
export const checkPeople = async (client: Client, ledger: Ledger, book: LogBook): Promise<number> => {
  const changed = ledger.people.filter(({ id }) =>
    ledger.wishes.some(({ personId, password }) => personId === id && password !== null),
  )
  for (const person of changed.slice(-mostPeople)) {
    const opened = await client.enterProfile(person)
    insist(typeof opened !== 'string', 'the password that the log names opens no Profile', person.id, opened)
    for (const password of wrongPasswords(person, ledger, book).slice(-mostWrong)) {
      const wrong = await client.enterProfile({ ...person, password })
      insist(wrong === 'refused', 'another password than the log names opens a Profile', person.id, wrong)
    }
  }
  return changed.length
}
