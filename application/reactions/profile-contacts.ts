import type { Aggregate } from '../../domain/decision.ts'
import type { Recorded } from '../../domain/event.ts'
import type { ProfileEvent } from '../../domain/profile/events.ts'
import { profile } from '../../domain/profile/profile.ts'
import type { Sealed } from '../../domain/sealed.ts'

export interface Contacts {
  /** E.164. */
  readonly phone: Sealed<string>
  readonly email: Sealed<string>
}

interface ContactsSince extends Contacts {
  /** Revision of the event that made them so. */
  readonly since: number
}

/** Every phone and e-mail that a Profile has had. */
export interface ContactHistory {
  /** Revision of the next event. */
  readonly next: number
  /** In order; nothing once the Profile is erased. */
  readonly known: readonly ContactsSince[]
}

const known = ({ next, known: before }: ContactHistory, event: Recorded<ProfileEvent>) => {
  const last = before.at(-1)
  if (event.type === 'ProfileErased') return []
  if (event.type === 'ProfileRegistered') {
    const { phone, email } = event.data
    return [{ phone, email, since: next }]
  }
  if (last === undefined) return before
  if (event.type === 'PhoneChanged') return [...before, { ...last, phone: event.data.phone, since: next }]
  return event.type === 'EmailConfirmed'
    ? [...before, { ...last, email: event.data.email, since: next }]
    : before
}

/** The Profile's stream, folded for where its person was, and is, to be reached. */
export const profileContacts: Aggregate<ContactHistory, ProfileEvent, 'profile'> = {
  category: profile.category,
  owns: profile.owns,
  initial: { next: 0, known: [] },
  evolve: (history, event) => ({ next: history.next + 1, known: known(history, event) }),
}

/** What held right before the event of a revision; `null` when there was nothing, or the Profile is erased since. */
export const contactsBefore = ({ known: all }: ContactHistory, revision: number): Contacts | null =>
  all.findLast(({ since }) => since < revision) ?? null
