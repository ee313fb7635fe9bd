import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { LogBook } from './log-book.ts'

/** Everything that anybody was told or shown before the kill is in the log: a position, and each account's revision. */
export const checkSeen = ({ seen }: Ledger, book: LogBook): void => {
  insist(
    book.lastPosition() >= seen.position,
    `somebody was told position ${seen.position}, and the log ends at ${book.lastPosition()}`,
  )
  for (const [account, revision] of seen.revisions) {
    const last = book.account(account).length - 1
    insist(
      last >= revision,
      `revision ${revision} of an account was shown, and the log has it up to ${last}`,
      account,
    )
  }
}
