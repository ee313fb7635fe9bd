import { setTimeout as pause } from 'node:timers/promises'
import { bodyOf } from './asking.ts'
import { recordedFor } from './check-wishes.ts'
import type { Client } from './client.ts'
import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { LogBook } from './log-book.ts'
import { profileState } from './profile-states.ts'
import { recoveriesPath } from './recover-password.ts'
import type { KnownPerson, KnownRecovery, Wish } from './wish.ts'

const most = 12
const mostTries = 60

/** What must be due, by the log and by the steps that were acknowledged; `undefined` where nobody can know. */
const expectedDue = ({ personId, confirmed, isSure, wish }: KnownRecovery, book: LogBook) => {
  const recorded = wish === null ? [] : recordedFor(wish, book)
  const last = book.stream(`profile-${personId}`).findLast(({ type }) => type === 'PasswordRecovered')
  if (recorded.length > 0) return recorded[0]?.id === last?.id ? null : undefined
  if (!isSure) return undefined
  if (confirmed === 'nothing') return 'phoneCode'
  return confirmed === 'phone' && profileState(book, personId).twoFactor !== null ? 'emailLink' : 'password'
}

/** The new password that got no answer is given again; once it was taken it signs in. */
const giveAgain = async (client: Client, person: KnownPerson, wish: Wish): Promise<void> => {
  for (let tried = 0; wish.outcome === 'unknown'; tried += 1) {
    insist(tried < mostTries, 'a recovered password gets no answer', wish.answered)
    await client.send(wish, null)
    if (wish.outcome === 'unknown') await pause(100)
  }
  if (wish.outcome !== 'acknowledged' || wish.password === null) return
  const opened = await client.enterProfile({ ...person, password: wish.password })
  const isOpen = opened !== 'refused' && opened !== 'unknown'
  insist(isOpen, 'a password that was recovered after the restart does not sign in', person.id, opened)
}

/** Recoveries outlast the kill with every step that was acknowledged, and go on to a new password (M17). */
export const checkRecoveries = async (client: Client, ledger: Ledger, book: LogBook): Promise<number> => {
  const newest = ledger.recoveries.splice(0).slice(-most)
  for (const recovery of newest) {
    const person = ledger.person(recovery.personId)
    if (person === undefined || person.isErased) continue
    const wanted = expectedDue(recovery, book)
    const answer = await client.read(`${recoveriesPath}/${recovery.id}`, '')
    insist(answer?.status === 200, 'a recovery that was acknowledged is gone', recovery, answer)
    const due = answer === null ? null : bodyOf(answer).due
    insist(
      wanted === undefined || wanted === due,
      `a recovery must wait for ${wanted} after the restart, and waits for ${due}`,
      recovery,
    )
    const { wish } = recovery
    if (wish?.outcome === 'unknown' && due === 'password' && recordedFor(wish, book).length === 0)
      await giveAgain(client, person, wish)
  }
  return newest.length
}
