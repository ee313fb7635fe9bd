import { bodyOf } from './asking.ts'
import type { Client } from './client.ts'
import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { LogBook } from './log-book.ts'
import { profileState } from './profile-states.ts'
import { passwordOf } from './secrets.ts'
import type { KnownAccount, KnownProfile } from './wish.ts'

const mostProfiles = 4
const mostAccounts = 4

/** What the Profile's own page lists. */
const listed = async (client: Client, profile: KnownProfile): Promise<readonly string[]> => {
  const session = await client.enterProfile(profile)
  insist(typeof session !== 'string', 'a Profile cannot sign in after the restart', profile.id, session)
  if (typeof session === 'string') return []
  const answer = await client.read('/api/v1/profile/accounts', session.cookie)
  insist(answer?.status === 200, 'the linked accounts cannot be read', answer)
  const { items } = answer === null ? { items: [] } : bodyOf(answer)
  return items.map(({ id }: { readonly id: string }) => id)
}

/** It opens nothing with the Profile alone, and everything once its SIP password was given beside it (M14). */
const linkAgain = async (
  client: Client,
  account: KnownAccount,
  ledger: Ledger,
  book: LogBook,
): Promise<void> => {
  const shut = await client.enterByProfile(account)
  insist(shut === 'refused', 'an account that was let go still opens to its Profile', account.id, shut)
  const again = await client.enter(account, passwordOf(account.id, ledger, book))
  insist(typeof again !== 'string', 'an account that was let go cannot be linked again', account.id, again)
}

/**
 * Right after the restart each Profile that has let accounts go lists those that the log has linked, in their order;
 * those that it let go open nothing until they are linked again (M13, M14).
 */
export const checkLinks = async (
  client: Client,
  ledger: Ledger,
  book: LogBook,
  since: number,
): Promise<number> => {
  const unlinked = book.events.filter(({ type, position }) => type === 'AccountUnlinked' && position > since)
  const profiles = new Set(unlinked.map(({ stream }) => stream.slice('profile-'.length)))
  const linkedIn = (id: string): readonly string[] => profileState(book, id).accounts
  for (const profile of ledger.profiles.filter(({ id }) => profiles.has(id)).slice(-mostProfiles)) {
    const shown = await listed(client, profile)
    insist(
      JSON.stringify(shown) === JSON.stringify(linkedIn(profile.id)),
      'a Profile lists other accounts than the log has linked',
      { shown, logged: linkedIn(profile.id) },
    )
  }
  const gone = ledger.accounts.filter(
    (account) =>
      unlinked.some(({ data }) => data['accountId'] === account.id) &&
      !linkedIn(ledger.profileOf(account).id).includes(account.id),
  )
  for (const account of gone.slice(-mostAccounts)) await linkAgain(client, account, ledger, book)
  return gone.length
}
