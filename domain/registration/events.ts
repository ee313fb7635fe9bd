import { z } from 'zod'
import { defineEvent, type EventsOf } from '../event.ts'

/** Why a registration ended without a Profile. `passwordReplaced`: that of the SIP account used at entry. */
export const abandonCauses = ['expired', 'byPerson', 'valueTaken', 'passwordReplaced'] as const
export type AbandonCause = (typeof abandonCauses)[number]

/**
 * The steps before a Profile exists (M3–M10), sealed with the key of the Profile to be. Destroying that key is what
 * forgets an abandoned one.
 */
export const registrationEvents = {
  /**
   * `accountId` is the SIP account used at entry, `sipPasswordRef` the password that it had then (`null`: not noted),
   * `until` the moment in UTC milliseconds when it is abandoned.
   */
  RegistrationStarted: defineEvent({
    version: 2,
    open: {
      profileId: z.string(),
      accountId: z.string(),
      sipPasswordRef: z.string().nullable(),
      until: z.number(),
    },
    upcasts: { 1: (open) => ({ ...open, sipPasswordRef: null }) },
  }),
  /** M3; again when it is corrected before its code was given. */
  RegistrationPhoneGiven: defineEvent({
    open: { challengeId: z.string() },
    sealed: { phone: z.string() },
  }),
  /** M4. */
  RegistrationPhoneConfirmed: defineEvent({}),
  /** M5; the offer of this version was accepted at the moment of the event. */
  RegistrationDetailsGiven: defineEvent({
    open: { offerVersion: z.string() },
    sealed: { lastName: z.string(), firstName: z.string(), email: z.string() },
  }),
  /** M6. */
  RegistrationPasswordSet: defineEvent({ open: { passwordRef: z.string() } }),
  /** M8: where the confirmation letter goes; again when the address is changed. */
  RegistrationLetterRequested: defineEvent({
    open: { challengeId: z.string() },
    sealed: { email: z.string() },
  }),
  /** M9. */
  RegistrationEmailConfirmed: defineEvent({}),
  /** M10: the Profile exists, and the account is linked to it. */
  RegistrationCompleted: defineEvent({}),
  RegistrationAbandoned: defineEvent({ open: { cause: z.enum(abandonCauses) } }),
} as const

export type RegistrationEvent = EventsOf<typeof registrationEvents>
