import type { ProfileEvent } from '../../../domain/profile/events.ts'
import { profile } from '../../../domain/profile/profile.ts'
import { histories } from '../given-when-then.ts'

export const given = histories(profile)

export const phone = '+79031112233'
export const email = 'anna@example.org'

type RegisteredData = (ProfileEvent & { type: 'ProfileRegistered' })['data']

/** The first event of a Profile, with what matters to the test said. */
export const registered = (said: Partial<RegisteredData> = {}): ProfileEvent => ({
  type: 'ProfileRegistered',
  data: {
    registrationId: 'r1',
    passwordRef: 'first-secret',
    lastName: 'Ёлкина',
    firstName: 'Анна',
    phone,
    email,
    ...said,
  },
})
export const offerAccepted = (version = '1', acceptedAt = 0): ProfileEvent => ({
  type: 'OfferAccepted',
  data: { version, acceptedAt },
})
export const phoneChanged = (to: string, challengeId = 'c1'): ProfileEvent => ({
  type: 'PhoneChanged',
  data: { phone: to, challengeId },
})
export const emailChangeRequested = (to: string, challengeId = 'c1'): ProfileEvent => ({
  type: 'EmailChangeRequested',
  data: { email: to, challengeId },
})
export const emailChangeCancelled: ProfileEvent = { type: 'EmailChangeCancelled', data: {} }
export const emailConfirmed = (to: string, challengeId = 'c1'): ProfileEvent => ({
  type: 'EmailConfirmed',
  data: { email: to, challengeId },
})
export const passwordChanged = (passwordRef: string): ProfileEvent => ({
  type: 'ProfilePasswordChanged',
  data: { passwordRef },
})
export const passwordRehashed = (passwordRef: string): ProfileEvent => ({
  type: 'ProfilePasswordRehashed',
  data: { passwordRef },
})
export const passwordRecovered = (passwordRef: string, challengeId = 'c1'): ProfileEvent => ({
  type: 'PasswordRecovered',
  data: { passwordRef, challengeId },
})
export const smsEnabled: ProfileEvent = { type: 'TwoFactorEnabled', data: { method: 'sms', totpRef: null } }
export const totpEnabled = (totpRef = 'totp'): ProfileEvent => ({
  type: 'TwoFactorEnabled',
  data: { method: 'totp', totpRef },
})
export const twoFactorDisabled: ProfileEvent = { type: 'TwoFactorDisabled', data: {} }
export const codesIssued = (recoveryCodesRef = 'codes', count = 10): ProfileEvent => ({
  type: 'RecoveryCodesIssued',
  data: { recoveryCodesRef, count },
})
export const codeUsed = (slot: number): ProfileEvent => ({ type: 'RecoveryCodeUsed', data: { slot } })
export const linked = (accountId = 'a'): ProfileEvent => ({ type: 'AccountLinked', data: { accountId } })
export const unlinked = (accountId = 'a'): ProfileEvent => ({ type: 'AccountUnlinked', data: { accountId } })
export const barred = (accountId = 'a'): ProfileEvent => ({ type: 'AccountBarred', data: { accountId } })
export const unbarred = (accountId = 'a'): ProfileEvent => ({ type: 'AccountUnbarred', data: { accountId } })
export const serviceLinked = (account: string): ProfileEvent => ({
  type: 'OtherServiceLinked',
  data: { service: '8-800', account },
})
export const serviceUnlinked: ProfileEvent = { type: 'OtherServiceUnlinked', data: { service: '8-800' } }
export const blocked: ProfileEvent = { type: 'SignInBlocked', data: { failures: 100 } }
export const unblocked: ProfileEvent = { type: 'SignInUnblocked', data: {} }
export const profileErased: ProfileEvent = { type: 'ProfileErased', data: {} }

/** One history for every status that a Profile can have. */
export const historyOf = {
  absent: [],
  active: [registered()],
  blocked: [registered(), blocked],
  erased: [registered(), profileErased],
} as const
