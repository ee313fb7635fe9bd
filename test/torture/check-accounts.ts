import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { LogBook } from './log-book.ts'
import type { LoggedEvent } from './log-copy.ts'

const claimsByOwner = (book: LogBook): ReadonlyMap<string, readonly (readonly LoggedEvent[])[]> => {
  const found = new Map<string, (readonly LoggedEvent[])[]>()
  for (const [name, events] of book.streams()) {
    if (!name.startsWith('claim-')) continue
    const owner = String(events[0]?.data['owner'])
    found.set(owner, [...(found.get(owner) ?? []), events])
  }
  return found
}

const shape = (events: readonly LoggedEvent[]): string => events.map(({ type }) => type).join()

/** Provisioning (a claim, an account, a balance) is whole for every account that anybody was told of. */
export const checkAccounts = (ledger: Ledger, book: LogBook): void => {
  const claims = claimsByOwner(book)
  for (const { id } of ledger.accounts) {
    insist(book.account(id).length > 0, 'an account that was told of has no stream', id)
    const held = claims.get(id) ?? []
    insist(
      held.length === 1 && shape(held[0] ?? []) === 'ClaimReserved,ClaimConfirmed',
      'an account does not hold exactly one confirmed claim',
      id,
      held,
    )
    insist(book.stream(`billing-${id}`).length > 0, 'an account has lost its first balance', id)
  }
  const told = new Set(ledger.accounts.map(({ id }) => id))
  for (const [name, events] of book.streams()) {
    const id = name.startsWith('sipAccount-') ? name.slice('sipAccount-'.length) : null
    const isOfClients = id !== null && ledger.wishOf(events[0]?.metadata.correlationId ?? '').length > 0
    insist(!isOfClients || told.has(id), 'an account is left that nobody was told of', name, events[0])
  }
}
