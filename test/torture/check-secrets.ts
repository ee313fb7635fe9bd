import type { Home } from './cabinet-process.ts'
import type { Client } from './client.ts'
import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { LogBook } from './log-book.ts'
import { secretsIn } from './log-copy.ts'
import { passwordAt, passwordOf } from './secrets.ts'

/** The password that the log names signs in; the one before it does not. */
export const checkPasswords = async (client: Client, ledger: Ledger, book: LogBook): Promise<number> => {
  let checked = 0
  for (const account of ledger.accounts) {
    const states = book.account(account.id)
    const present = passwordOf(account.id, ledger, book)
    const before = states.findLastIndex(({ passwordRef }) => passwordRef !== states.at(-1)?.passwordRef)
    if (before === -1) continue
    checked += 1
    const entered = await client.enterBySip(account, present)
    insist(
      typeof entered !== 'string',
      'the password that was acknowledged does not sign in',
      account.id,
      entered,
    )
    const old = passwordAt(account.id, before, ledger, book)
    if (old === present) continue
    insist(
      (await client.enterBySip(account, old)) === 'refused',
      'the old password still signs in',
      account.id,
    )
  }
  return checked
}

/** With the server stopped: each secret that an account names is in the vault, each that was replaced is gone. */
export const checkVault = (home: Home, book: LogBook): void => {
  const kept = secretsIn(home)
  for (const [name] of book.streams()) {
    if (!name.startsWith('sipAccount-')) continue
    const refs = [
      ...new Set(book.account(name.slice('sipAccount-'.length)).map(({ passwordRef }) => passwordRef)),
    ]
    const present = refs.pop() ?? ''
    insist(kept.has(present), 'the vault has lost the password of an account', name)
    const left = refs.filter((ref) => kept.has(ref))
    insist(left.length === 0, 'the vault still holds passwords that were replaced', name, left)
  }
}
