import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { LogBook } from './log-book.ts'

/** The password that an account has had since a revision, by what its clients have sent. */
export const passwordAt = (accountId: string, revision: number, ledger: Ledger, book: LogBook): string => {
  const from = book.account(accountId).at(revision)?.passwordFrom ?? ''
  const password = ledger.wishOf(from)[0]?.password ?? null
  insist(password !== null, 'the log holds a password that nobody has asked for', accountId, from)
  return password ?? ''
}

export const passwordOf = (accountId: string, ledger: Ledger, book: LogBook): string =>
  passwordAt(accountId, -1, ledger, book)
