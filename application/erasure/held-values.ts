import type { Aggregate } from '../../domain/decision.ts'
import type { ProfileEvent } from '../../domain/profile/events.ts'
import { profile } from '../../domain/profile/profile.ts'
import type { Sealed } from '../../domain/sealed.ts'

/** Every phone and e-mail that a Profile's events name, present, past and asked for: each may be claimed for it. */
export interface HeldValues {
  readonly phones: readonly Sealed<string>[]
  readonly emails: readonly Sealed<string>[]
}

const withPhone = (held: HeldValues, phone: Sealed<string>): HeldValues => ({
  ...held,
  phones: [...held.phones, phone],
})
const withEmail = (held: HeldValues, email: Sealed<string>): HeldValues => ({
  ...held,
  emails: [...held.emails, email],
})

/** The Profile's stream, folded for what is claimed for it. Once its key is destroyed the numbers are the same. */
export const heldValues: Aggregate<HeldValues, ProfileEvent, 'profile'> = {
  category: profile.category,
  owns: profile.owns,
  initial: { phones: [], emails: [] },
  evolve: (held, { type, data }) => {
    if (type === 'ProfileRegistered') return withEmail(withPhone(held, data.phone), data.email)
    if (type === 'PhoneChanged') return withPhone(held, data.phone)
    return type === 'EmailChangeRequested' || type === 'EmailConfirmed' ? withEmail(held, data.email) : held
  },
}
