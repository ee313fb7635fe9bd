import { z } from 'zod'
import type { ReadProfile } from '../../application/profiles/profile-page.ts'
import type { RegisteredProfile, SecondFactor } from '../../domain/profile/profile.ts'
import { exampleInstant, id, instant, phoneNumber, sealedText, timeOf } from './basics.ts'
import { exampleProfileId } from './desk-profile.ts'

export const profileRevision = z
  .int()
  .meta({ description: "Revision of the Profile's stream, from 0; for If-Match." })

/** What of a second factor its owner is shown: never a secret. */
export const twoFactorView = z
  .union([
    z.strictObject({ method: z.literal('sms') }),
    z.strictObject({
      method: z.literal('totp'),
      recoveryCodesLeft: z.int().meta({ description: 'How many recovery codes are not spent yet.' }),
    }),
  ])
  .nullable()
  .meta({ description: 'What a sign-in asks for beside the password (M7); null for nothing.' })

export type TwoFactorView = z.infer<typeof twoFactorView>

export const profileView = z
  .strictObject({
    id,
    lastName: sealedText(),
    firstName: sealedText(),
    phone: phoneNumber.meta({ description: 'E.164; a login, and where codes go.' }),
    email: sealedText().meta({ description: 'Confirmed; a login too.' }),
    pendingEmail: sealedText()
      .nullable()
      .meta({ description: 'The address that was asked for and not confirmed yet; null for none.' }),
    twoFactor: twoFactorView,
    passwordSince: instant.meta({ description: 'When the password was set. RFC 3339, UTC.' }),
    offer: z
      .strictObject({
        version: z.string().meta({ description: 'The version that is in force.' }),
        accepted: z.boolean().meta({ description: 'Whether this version is accepted.' }),
        acceptedVersion: z.string().nullable().meta({ description: 'The version that was accepted last.' }),
        acceptedAt: instant.nullable().meta({ description: 'When that was. RFC 3339, UTC.' }),
      })
      .meta({ description: 'The offer (M5).' }),
    isBlocked: z.boolean().meta({ description: 'Its password is not accepted until it is recovered (M17).' }),
    revision: profileRevision,
  })
  .meta({ id: 'Profile', description: 'A Profile as its owner sees it.' })

export type ProfileView = z.infer<typeof profileView>

export const exampleProfile: ProfileView = {
  id: exampleProfileId,
  lastName: 'Иванов',
  firstName: 'Иван',
  phone: '+79031112233',
  email: 'ivan@example.com',
  pendingEmail: null,
  twoFactor: { method: 'sms' },
  passwordSince: exampleInstant,
  offer: {
    version: '2026-11-01',
    accepted: true,
    acceptedVersion: '2026-11-01',
    acceptedAt: exampleInstant,
  },
  isBlocked: false,
  revision: 4,
}

/** A second factor without the names of its secrets. */
export const shownTwoFactor = (factor: SecondFactor | null): TwoFactorView => {
  if (factor?.method !== 'totp') return factor
  const { recoveryCodes } = factor
  const left = recoveryCodes === null ? 0 : recoveryCodes.count - recoveryCodes.used.length
  return { method: 'totp', recoveryCodesLeft: left }
}

const shownOffer = ({ offer }: RegisteredProfile, inForce: string): ProfileView['offer'] => ({
  version: inForce,
  accepted: offer?.version === inForce,
  acceptedVersion: offer?.version ?? null,
  acceptedAt: offer === null ? null : timeOf(offer.acceptedAt),
})

/** A Profile as its owner sees it, with the version of the offer that is in force. */
export const shownProfile = (
  profileId: string,
  { profile, revision }: ReadProfile,
  offerInForce: string,
): ProfileView => {
  const { lastName, firstName, phone, email, pendingEmail, twoFactor, passwordSince, status } = profile
  return {
    ...{ id: profileId, lastName, firstName, phone, email, revision },
    pendingEmail: pendingEmail?.email ?? null,
    twoFactor: shownTwoFactor(twoFactor),
    passwordSince: timeOf(passwordSince),
    offer: shownOffer(profile, offerInForce),
    isBlocked: status === 'blocked',
  }
}
