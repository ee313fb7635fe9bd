import type { Client } from './client.ts'
import { enterAsPerson } from './enter-as-person.ts'
import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { LogBook } from './log-book.ts'
import { passwordOf } from './secrets.ts'
import type { KnownAccount, KnownEntry, KnownPerson, NotIn, Wish } from './wish.ts'

/** The sessions in which what got no answer is asked again. */
interface SessionsAgain {
  /** Of whoever asked; `null` for who needs none. `shutOut`: who is erased, or gets no more codes. */
  readonly cookieFor: (wish: Wish) => Promise<string | null | 'shutOut'>
  /** A wish was carried out: what signs in, and which sessions are left, may be another from now on. */
  readonly learn: (wish: Wish) => void
}

/** Signs in again after a restart, once for each account and each person, with the passwords that the log names. */
export const sessionsAgain = (client: Client, ledger: Ledger, book: LogBook): SessionsAgain => {
  const cookies = new Map<string, string>()
  const changed = new Map<string, string>()

  const keep = (id: string, session: KnownEntry | NotIn): string => {
    insist(typeof session !== 'string', 'the password that the log names does not sign in', id, session)
    if (typeof session === 'string') return ''
    cookies.set(id, session.cookie)
    return session.cookie
  }

  const ofAccount = async (account: KnownAccount): Promise<string> =>
    cookies.get(account.id) ??
    keep(
      account.id,
      await client.enter(account, changed.get(account.id) ?? passwordOf(account.id, ledger, book)),
    )

  const ofPerson = async (person: KnownPerson): Promise<string> => {
    if (person.isErased) return 'shutOut'
    const known = cookies.get(person.id)
    if (known !== undefined) return known
    const entered = await enterAsPerson(client, ledger, person)
    return entered === 'limited' ? 'shutOut' : keep(person.id, entered)
  }

  return {
    cookieFor: async ({ sender, accountId, personId }) => {
      if (sender !== 'session') return null
      const account = ledger.account(accountId ?? '')
      if (account !== undefined) return ofAccount(account)
      const person = ledger.person(personId ?? '')
      return person === undefined ? null : ofPerson(person)
    },

    learn: ({ kind, category, subject, password, revision, accountId }) => {
      // Its session ends with the link that it rests on.
      if (kind === 'unlinked account' && accountId !== null) cookies.delete(accountId)
      if (category !== 'sipAccount' || password === null || subject === null || revision === null) return
      cookies.delete(subject)
      // Recorded only now, not before the kill.
      if (revision >= book.account(subject).length) changed.set(subject, password)
    },
  }
}
