import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from './client.ts'
import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { LogBook } from './log-book.ts'
import { passwordOf } from './secrets.ts'
import type { KnownAccount, Wish } from './wish.ts'

const mostTries = 150

/** Only these can be repeated so that they are done once; what has no key is done by its sender as he sees fit. */
const isRepeatable = (wish: Wish): boolean =>
  wish.outcome === 'unknown' && (wish.idempotencyKey !== null || wish.kind === 'balance')

/**
 * Repeats, after a restart, everything that got no answer, with the same Idempotency-Key, and insists on an answer.
 * Passwords are those that the log names.
 */
export const repeatUnknown = async (client: Client, ledger: Ledger, book: LogBook): Promise<number> => {
  const waiting = ledger.wishes.filter(isRepeatable)
  const cookies = new Map<string, string>()
  const changed = new Map<string, string>()

  const cookieOf = async (account: KnownAccount): Promise<string> => {
    const known = cookies.get(account.id)
    if (known !== undefined) return known
    const session = await client.enter(
      account,
      changed.get(account.id) ?? passwordOf(account.id, ledger, book),
    )
    insist(
      typeof session !== 'string',
      'the password that the log names does not sign in',
      account.id,
      session,
    )
    if (typeof session === 'string') return ''
    cookies.set(account.id, session.cookie)
    return session.cookie
  }

  const repeat = async (wish: Wish): Promise<void> => {
    for (let tried = 0; wish.outcome === 'unknown'; tried += 1) {
      insist(tried < mostTries, `no answer after ${mostTries} tries`, wish.kind, wish.answered)
      const account = wish.accountId === null ? undefined : ledger.account(wish.accountId)
      const cookie = wish.sender === 'session' && account !== undefined ? await cookieOf(account) : null
      await client.send(wish, cookie)
      if (wish.outcome === 'unknown') await pause(100)
    }
  }

  // One after the other: a repeated change of a password ends the other sessions of its account.
  for (const wish of waiting) {
    await repeat(wish)
    const { subject, password, revision, accountId } = wish
    // Its session ends with the link that it rests on.
    if (wish.kind === 'unlinked account' && accountId !== null) cookies.delete(accountId)
    if (password === null || subject === null || revision === null) continue
    cookies.delete(subject)
    // Recorded only now, not before the kill.
    if (revision >= book.account(subject).length) changed.set(subject, password)
  }
  return waiting.length
}
