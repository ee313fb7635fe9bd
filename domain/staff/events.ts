import { z } from 'zod'
import { defineEvent, type EventsOf } from '../event.ts'

/**
 * What somebody of the operator's is there for; one each, so that who audits has no hand in what is audited. An
 * administrator is staff whom the CLI's host knows by name; over REST the role opens nothing but the own session.
 */
export const staffRoles = ['manager', 'auditor', 'administrator'] as const
export type StaffRole = (typeof staffRoles)[number]

/** Stored shapes of staff's events. Secrets are only ever named by their references in the vault. */
export const staffEvents = {
  /** `passwordRef` names a one-time password. */
  StaffCreated: defineEvent({
    open: { role: z.enum(staffRoles), passwordRef: z.string() },
    sealed: { login: z.string(), name: z.string() },
  }),
  /** Another one-time password in place of whatever there was. */
  StaffOneTimePasswordIssued: defineEvent({ open: { passwordRef: z.string() } }),
  /** One of the person's own. */
  StaffPasswordChanged: defineEvent({ open: { passwordRef: z.string() } }),
  /** The same password under stronger parameters (`security.md`, re-hashed at sign-in). */
  StaffPasswordRehashed: defineEvent({ open: { passwordRef: z.string() } }),
  /** `totpRef` names the authenticator's secret. */
  StaffSecondFactorSet: defineEvent({ open: { totpRef: z.string() } }),
  StaffSecondFactorReset: defineEvent({}),
  /** `failures`: consecutive wrong passwords and codes. */
  StaffBlocked: defineEvent({ open: { failures: z.number() } }),
  StaffDisabled: defineEvent({}),
  /** Lets somebody in again who was blocked or disabled. */
  StaffEnabled: defineEvent({}),
} as const

export type StaffEvent = EventsOf<typeof staffEvents>
