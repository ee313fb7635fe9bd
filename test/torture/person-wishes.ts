import { json } from './asking.ts'
import { type NewPersonWish, password, wish } from './new-wish.ts'

/** Each time another one (M6): it is always recorded. */
const changePassword: NewPersonWish = (person, chance, ledger) => {
  const newPassword = password(chance)
  return wish(null, `key-${ledger.newCorrelation()}`, {
    kind: 'password of the Profile',
    sender: 'session',
    personId: person.id,
    request: {
      method: 'PUT',
      path: '/api/v1/profile/password',
      headers: json,
      body: JSON.stringify({ password: newPassword, confirmation: newPassword }),
    },
    category: 'profile',
    types: ['ProfilePasswordChanged'],
    isMet: null,
    subject: person.id,
    password: newPassword,
  })
}

export const anyPersonWish: NewPersonWish = changePassword
