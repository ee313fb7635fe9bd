import { json } from './asking.ts'
import { type NewWish, wish } from './new-wish.ts'

/** Of the Profile of whoever is in. Each time another address: it is always recorded. */
export const changeEmail: NewWish = (account, _chance, ledger) =>
  wish(account, `key-${ledger.newCorrelation()}`, {
    kind: 'e-mail of the Profile',
    sender: 'session',
    request: {
      method: 'PUT',
      path: '/api/v1/profile/email',
      headers: json,
      body: JSON.stringify({ email: `person${ledger.nextNumber()}@example.net` }),
    },
    category: 'profile',
    types: ['EmailChangeRequested'],
    isMet: null,
    subject: ledger.profileOf(account).id,
  })

/** Lets the account go (M13); the next SIP entry with the same Profile links it again (M14). */
export const unlinkAccount: NewWish = (account, _chance, ledger) =>
  wish(account, `key-${ledger.newCorrelation()}`, {
    kind: 'unlinked account',
    sender: 'session',
    request: { method: 'DELETE', path: `/api/v1/profile/accounts/${account.id}`, headers: {} },
    category: 'profile',
    types: ['AccountUnlinked'],
    isMet: null,
    isMetByProfile: ({ accounts }) => !accounts.includes(account.id),
    subject: ledger.profileOf(account).id,
  })
