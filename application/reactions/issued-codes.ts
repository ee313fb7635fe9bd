import type { Aggregate } from '../../domain/decision.ts'
import type { ProfileEvent } from '../../domain/profile/events.ts'
import { profile } from '../../domain/profile/profile.ts'

/** Recovery codes that came along with an authenticator: one notice tells of both. */
export interface IssuedCodes {
  /** Revision of the next event. */
  readonly next: number
  readonly before: ProfileEvent['type'] | null
  /** Revisions of those that came along. */
  readonly along: readonly number[]
}

/** The Profile's stream, folded for which recovery codes were asked for by themselves. */
export const issuedCodes: Aggregate<IssuedCodes, ProfileEvent, 'profile'> = {
  category: profile.category,
  owns: profile.owns,
  initial: { next: 0, before: null, along: [] },
  evolve: ({ next, before, along }, { type }) => ({
    next: next + 1,
    before: type,
    // Switched on and issued are one batch: nothing ever comes between them.
    along: type === 'RecoveryCodesIssued' && before === 'TwoFactorEnabled' ? [...along, next] : along,
  }),
}
