import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from './client.ts'
import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { LogBook } from './log-book.ts'
import { sessionsAgain } from './sessions-again.ts'
import type { Wish } from './wish.ts'

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
  const { cookieFor, learn } = sessionsAgain(client, ledger, book)

  const repeat = async (wish: Wish): Promise<void> => {
    for (let tried = 0; wish.outcome === 'unknown'; tried += 1) {
      insist(tried < mostTries, `no answer after ${mostTries} tries`, wish.kind, wish.answered)
      const cookie = await cookieFor(wish)
      if (cookie === 'shutOut') return
      await client.send(wish, cookie)
      if (wish.outcome === 'unknown') await pause(100)
    }
  }

  // One after the other: a repeated change of a password ends the other sessions of its account.
  for (const wish of waiting) {
    await repeat(wish)
    learn(wish)
  }
  return waiting.length
}
