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

const twoFactor = (method: 'sms' | 'none'): NewPersonWish => {
  const wanted = method === 'sms' ? 'sms' : null
  // Its answers may hold codes that are shown once, so that none is kept: no key makes it one.
  return (person) =>
    wish(null, null, {
      kind: `second factor: ${method}`,
      sender: 'session',
      personId: person.id,
      request: {
        method: 'PUT',
        path: '/api/v1/profile/two-factor',
        headers: json,
        body: JSON.stringify({ method }),
      },
      category: 'profile',
      types: ['TwoFactorEnabled', 'TwoFactorDisabled'],
      isMet: null,
      isMetByProfile: (profile) => profile.twoFactor === wanted,
      subject: person.id,
    })
}

const useSms = twoFactor('sms')
const switchOff = twoFactor('none')

/** By the operator's program, on the person's request (M19). */
export const eraseProfile: NewPersonWish = (person, _chance, ledger) =>
  wish(null, `key-${ledger.newCorrelation()}`, {
    kind: 'erased Profile',
    sender: 'token',
    personId: person.id,
    request: {
      method: 'DELETE',
      path: `/api/v1/operator/profiles/${person.id}`,
      headers: json,
      body: JSON.stringify({ reason: 'Заявление клиента' }),
    },
    category: 'profile',
    types: ['ProfileErased'],
    isMet: null,
    isMetByProfile: ({ isErased }) => isErased,
    subject: person.id,
  })

/** Where nobody can read what is sent, nobody can be asked for a code. */
export const anyPersonWish: NewPersonWish = (person, chance, ledger) => {
  const make = ledger.hasInbox ? chance.pick([changePassword, useSms, switchOff, switchOff]) : changePassword
  return make(person, chance, ledger)
}
