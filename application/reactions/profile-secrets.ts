import { match } from 'ts-pattern'
import type { Aggregate } from '../../domain/decision.ts'
import type { ProfileEvent } from '../../domain/profile/events.ts'
import { profile } from '../../domain/profile/profile.ts'
import type { SecretRef } from '../ports/vault.ts'

/** What a Profile's stream says of its secrets. */
export interface ProfileSecrets {
  readonly password: SecretRef | null
  readonly totp: SecretRef | null
  readonly recoveryCodes: SecretRef | null
  /** Named once and no more: nothing opens anything with them. */
  readonly letGo: readonly SecretRef[]
}

type InForce = Partial<Omit<ProfileSecrets, 'letGo'>>

const inForceAfter = (event: ProfileEvent): InForce =>
  match(event)
    .returnType<InForce>()
    .with(
      { type: 'ProfileRegistered' },
      { type: 'ProfilePasswordChanged' },
      { type: 'ProfilePasswordRehashed' },
      { type: 'PasswordRecovered' },
      ({ data }) => ({ password: data.passwordRef }),
    )
    // Codes belong to their authenticator: another one, or SMS, has made them void.
    .with({ type: 'TwoFactorEnabled' }, ({ data }) => ({ totp: data.totpRef, recoveryCodes: null }))
    .with({ type: 'TwoFactorDisabled' }, () => ({ totp: null, recoveryCodes: null }))
    .with({ type: 'RecoveryCodesIssued' }, ({ data }) => ({ recoveryCodes: data.recoveryCodesRef }))
    .otherwise(() => ({}))

const refsOf = ({ password, totp, recoveryCodes, letGo }: ProfileSecrets): readonly SecretRef[] =>
  [password, totp, recoveryCodes, ...letGo].filter((ref) => ref !== null)

/** The Profile's stream, folded for its secrets only. */
export const profileSecrets: Aggregate<ProfileSecrets, ProfileEvent, 'profile'> = {
  category: profile.category,
  owns: profile.owns,
  initial: { password: null, totp: null, recoveryCodes: null, letGo: [] },
  evolve: (before, event) => {
    const { password, totp, recoveryCodes } = { ...before, ...inForceAfter(event) }
    const present = [password, totp, recoveryCodes]
    const letGo = refsOf(before).filter((ref) => !present.includes(ref))
    return { password, totp, recoveryCodes, letGo }
  },
}
