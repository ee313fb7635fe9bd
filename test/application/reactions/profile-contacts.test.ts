import { describe, expect, it } from 'vitest'
import { contactsBefore, profileContacts } from '../../../application/reactions/profile-contacts.ts'
import type { ProfileEvent } from '../../../domain/profile/events.ts'

const registered: ProfileEvent = {
  type: 'ProfileRegistered',
  data: {
    ...{ registrationId: 'p1', passwordRef: 'ref-1', lastName: 'Ёлкина', firstName: 'Анна' },
    ...{ phone: '+79031112233', email: 'anna@example.org' },
  },
}
const phoneTo = (phone: string): ProfileEvent => ({ type: 'PhoneChanged', data: { challengeId: 'c', phone } })
const emailTo = (email: string): ProfileEvent => ({
  type: 'EmailConfirmed',
  data: { challengeId: 'c', email },
})
const offer: ProfileEvent = { type: 'OfferAccepted', data: { version: '2026-11-01', acceptedAt: 1 } }
const erased: ProfileEvent = { type: 'ProfileErased', data: {} }

const historyOf = (...events: readonly ProfileEvent[]) =>
  events.reduce(
    (history, event) => profileContacts.evolve(history, { ...event, at: 0 }),
    profileContacts.initial,
  )

const life = historyOf(
  registered,
  offer,
  phoneTo('+79032222222'),
  emailTo('new@example.org'),
  phoneTo('+79033333333'),
)

describe('where a person was to be reached before a change (security.md, e-mail link)', () => {
  it.each([
    [0, null, null],
    [1, '+79031112233', 'anna@example.org'],
    [2, '+79031112233', 'anna@example.org'],
    [3, '+79032222222', 'anna@example.org'],
    [4, '+79032222222', 'new@example.org'],
    [5, '+79033333333', 'new@example.org'],
    [99, '+79033333333', 'new@example.org'],
  ])('before revision %i: %s, %s', (revision, phone, email) => {
    const before = contactsBefore(life, revision)
    expect([before?.phone ?? null, before?.email ?? null]).toEqual([phone, email])
  })

  it('an e-mail that is only asked for is none', () => {
    const asked = historyOf(registered, {
      type: 'EmailChangeRequested',
      data: { challengeId: 'c', email: 'new@example.org' },
    })
    expect(contactsBefore(asked, 9)?.email).toBe('anna@example.org')
  })

  it('M19: nowhere once the Profile is erased, and before there is one', () => {
    expect(contactsBefore(historyOf(registered, phoneTo('+79032222222'), erased), 1)).toBeNull()
    expect(contactsBefore(historyOf(phoneTo('+79032222222')), 9)).toBeNull()
    expect(contactsBefore(profileContacts.initial, 9)).toBeNull()
  })
})
