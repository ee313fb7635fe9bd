import { z } from 'zod'
import { defineEvent, type EventsOf } from '../event.ts'

/** What a code or a link is for; one for another purpose opens nothing. */
export const challengePurposes = [
  'registrationPhone',
  'registrationEmail',
  'signIn',
  'stepUp',
  'phoneChange',
  'emailChange',
  'recoveryPhone',
  'recoveryEmail',
  'totpSetup',
] as const
export type ChallengePurpose = (typeof challengePurposes)[number]

/** How the person comes by it: a code by SMS, a link by mail, or a code that their own authenticator shows. */
export const challengeWays = ['sms', 'mail', 'authenticator'] as const
export type ChallengeWay = (typeof challengeWays)[number]

/**
 * Stored shapes of a challenge's events. Codes and link tokens are in none of them: they are derived from a key of
 * the vault, the challenge's id and the number of the issue, and lie nowhere (`events.md`, secrets).
 */
export const challengeEvents = {
  /**
   * `flowId` is the registration, session or recovery that asks, `issue` counts from 1, `until` is in UTC
   * milliseconds. A `decoy` can never be passed: it stands where telling "unknown" or "taken" would tell too much.
   */
  ChallengeIssued: defineEvent({
    open: {
      purpose: z.enum(challengePurposes),
      via: z.enum(challengeWays),
      flowId: z.string(),
      profileId: z.string().nullable(),
      issue: z.number(),
      until: z.number(),
      decoy: z.boolean(),
    },
    sealed: { to: z.string().nullable() },
  }),
  /** The SMS or letter of this issue was handed over. */
  ChallengeSent: defineEvent({ open: { issue: z.number() } }),
  ChallengeFailed: defineEvent({ open: { issue: z.number() } }),
  ChallengePassed: defineEvent({ open: { issue: z.number() } }),
  ChallengeExpired: defineEvent({ open: { issue: z.number() } }),
} as const

export type ChallengeEvent = EventsOf<typeof challengeEvents>
