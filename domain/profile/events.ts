import { z } from 'zod'
import { defineEvent, type EventsOf, type Upcast } from '../event.ts'

/** Second factors: SMS as the manual has it (M7), or an authenticator app (`security.md`, second factor). */
export const secondFactorMethods = ['sms', 'totp'] as const
export type SecondFactorMethod = (typeof secondFactorMethods)[number]

/**
 * Another service for business whose accounts a Profile can hold (M12), by the type that the configuration gives it:
 * the list of them is the operator's.
 */
export type OtherService = string

/** What the first version called the services that were fixed then. */
const serviceOfVersion1: Readonly<Record<string, OtherService>> = {
  virtualPbx: 'vats',
  staffControl: 'staff-control',
  tollFree: '8-800',
}

const renamedService: Upcast = ({ service, ...open }) => ({
  ...open,
  service: serviceOfVersion1[String(service)] ?? service,
})

/** What a Profile keeps a secret for; one at a time of each. */
export const secretUses = ['password', 'totp', 'recoveryCodes'] as const
export type SecretUse = (typeof secretUses)[number]

/** Stored shapes of the Profile's events. Secrets are only ever named by their references in the vault. */
export const profileEvents = {
  /** M9, M10: the e-mail was confirmed in the registration. */
  ProfileRegistered: defineEvent({
    open: { registrationId: z.string(), passwordRef: z.string() },
    sealed: { lastName: z.string(), firstName: z.string(), phone: z.string(), email: z.string() },
  }),
  /** M5. `acceptedAt`: UTC milliseconds; during a registration it comes before the Profile. */
  OfferAccepted: defineEvent({ open: { version: z.string(), acceptedAt: z.number() } }),
  PhoneChanged: defineEvent({ open: { challengeId: z.string() }, sealed: { phone: z.string() } }),
  EmailChangeRequested: defineEvent({ open: { challengeId: z.string() }, sealed: { email: z.string() } }),
  EmailChangeCancelled: defineEvent({}),
  EmailConfirmed: defineEvent({ open: { challengeId: z.string() }, sealed: { email: z.string() } }),
  ProfilePasswordChanged: defineEvent({ open: { passwordRef: z.string() } }),
  /** The same password under stronger parameters (`security.md`, re-hashed at sign-in). */
  ProfilePasswordRehashed: defineEvent({ open: { passwordRef: z.string() } }),
  /** M17. `challengeId`: of the phone's confirmation. */
  PasswordRecovered: defineEvent({ open: { passwordRef: z.string(), challengeId: z.string() } }),
  /** `totpRef` names the authenticator's secret; `null` with SMS. */
  TwoFactorEnabled: defineEvent({
    open: { method: z.enum(secondFactorMethods), totpRef: z.string().nullable() },
  }),
  TwoFactorDisabled: defineEvent({}),
  /** So many, all under one reference; the ones before are void. */
  RecoveryCodesIssued: defineEvent({ open: { recoveryCodesRef: z.string(), count: z.number() } }),
  /** `slot` tells which of them, from 0. */
  RecoveryCodeUsed: defineEvent({ open: { slot: z.number() } }),
  AccountLinked: defineEvent({ open: { accountId: z.string() } }),
  AccountUnlinked: defineEvent({ open: { accountId: z.string() } }),
  /** M18: the Profile may not link this account again until the bar is lifted. */
  AccountBarred: defineEvent({ open: { accountId: z.string() } }),
  AccountUnbarred: defineEvent({ open: { accountId: z.string() } }),
  /** M12. `account` is that service's own word for it, a login or a number. */
  OtherServiceLinked: defineEvent({
    version: 2,
    open: { service: z.string() },
    sealed: { account: z.string() },
    upcasts: { 1: renamedService },
  }),
  OtherServiceUnlinked: defineEvent({
    version: 2,
    open: { service: z.string() },
    upcasts: { 1: renamedService },
  }),
  /** `failures`: consecutive wrong passwords. */
  SignInBlocked: defineEvent({ open: { failures: z.number() } }),
  SignInUnblocked: defineEvent({}),
  /** M19: nothing follows it but the certificate. */
  ProfileErased: defineEvent({}),
  /**
   * M19: everything is destroyed, the key last. What it was is told by kinds, references and counts alone, since nothing
   * can be sealed for the person any more: `subject` is whose key it was, `phones` and `emails` are so many values let go.
   */
  ErasureCertified: defineEvent({
    open: {
      subject: z.string(),
      secrets: z.array(z.strictObject({ use: z.enum(secretUses), ref: z.string() })),
      phones: z.number(),
      emails: z.number(),
    },
  }),
} as const

export type ProfileEvent = EventsOf<typeof profileEvents>
