import type { Aggregate } from '../../domain/decision.ts'
import { uniqueEmail } from '../../domain/profile/email.ts'
import type { ProfileEvent } from '../../domain/profile/events.ts'
import { profile } from '../../domain/profile/profile.ts'
import type { UniqueValue } from '../claims/profile-claims.ts'

/** Every phone and e-mail that a Profile's stream says it has had, each once; in no order that matters. */
export type ProfileValues = readonly UniqueValue[]

const known = (kind: UniqueValue['kind'], value: unknown): readonly UniqueValue[] => {
  if (typeof value !== 'string') return []
  return kind === 'phone' ? [{ kind, phone: value }] : [{ kind, email: uniqueEmail(value) }]
}

const namedBy = (event: ProfileEvent): readonly UniqueValue[] => {
  if (event.type === 'ProfileRegistered')
    return [...known('phone', event.data.phone), ...known('email', event.data.email)]
  if (event.type === 'PhoneChanged') return known('phone', event.data.phone)
  return event.type === 'EmailConfirmed' ? known('email', event.data.email) : []
}

const isSame = (one: UniqueValue) => (other: UniqueValue) =>
  one.kind === 'phone'
    ? other.kind === 'phone' && one.phone === other.phone
    : other.kind === 'email' && one.email === other.email

/** The Profile's stream, folded for the values that its claims are named by. */
export const profileValues: Aggregate<ProfileValues, ProfileEvent, 'profile'> = {
  category: profile.category,
  owns: profile.owns,
  initial: [],
  evolve: (values, event) => [...values, ...namedBy(event).filter((value) => !values.some(isSame(value)))],
}
