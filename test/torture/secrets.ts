import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { LogBook } from './log-book.ts'
import { profileState, profileStates } from './profile-states.ts'
import type { KnownPerson } from './wish.ts'

/** The password that an account has had since a revision, by what its clients have sent. */
export const passwordAt = (accountId: string, revision: number, ledger: Ledger, book: LogBook): string => {
  const from = book.account(accountId).at(revision)?.passwordFrom ?? ''
  const password = ledger.wishOf(from)[0]?.password ?? null
  insist(password !== null, 'the log holds a password that nobody has asked for', accountId, from)
  return password ?? ''
}

export const passwordOf = (accountId: string, ledger: Ledger, book: LogBook): string =>
  passwordAt(accountId, -1, ledger, book)

/** The passwords that a person's Profile has had, by what was sent for it; the present one is the last. */
export const passwordsOfPerson = (person: KnownPerson, ledger: Ledger, book: LogBook): readonly string[] => {
  const from = profileStates(book, person.id).map(({ passwordFrom }) => passwordFrom)
  return [...new Set(from)].map((request) => {
    if (request === null) return person.firstPassword
    const password = ledger.wishOf(request)[0]?.password ?? null
    insist(password !== null, 'the log holds a password of a Profile that nobody has asked for', person.id)
    return password ?? ''
  })
}

/** From here on people believe what the log says. */
export const believeLog = (ledger: Ledger, book: LogBook): void => {
  for (const person of ledger.people) {
    person.password = passwordsOfPerson(person, ledger, book).at(-1) ?? person.firstPassword
    person.isErased = profileState(book, person.id).isErased
    person.passwordRevision = book.stream(`profile-${person.id}`).length - 1
  }
}
