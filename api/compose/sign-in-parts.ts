import type { Cabinet } from '../../application/cabinet.ts'
import type { Challenges } from '../../application/challenges/challenges.ts'
import type { ProfileClaims } from '../../application/claims/profile-claims.ts'
import type { IsCommonPassword, PasswordVault } from '../../application/ports/passwords.ts'
import type { AuthenticatorVault, RecoveryCodeVault } from '../../application/ports/second-factors.ts'
import type { SecretVault } from '../../application/ports/vault.ts'
import { phoneRecovery } from '../../application/recovery/phone-recovery.ts'
import { guesses } from '../../application/sign-in/guesses.ts'
import { openProfileSignIn } from '../../application/sign-in/open-profile-sign-in.ts'
import { openSessions } from '../../application/sign-in/open-sessions.ts'
import { profilePasswords } from '../../application/sign-in/profile-credentials.ts'
import { secondFactors } from '../../application/sign-in/second-factors.ts'
import type { SessionBookParts } from '../../application/sign-in/session-book.ts'
import type { ProveSipCredentials } from '../../application/sign-in/sip-credentials.ts'
import { standings } from '../../application/sign-in/standings.ts'

interface Needs extends SessionBookParts {
  readonly proveSipCredentials: ProveSipCredentials
  /** Version of the offer that is in force. */
  readonly presentOffer: () => string
  readonly secrets: Pick<SecretVault, 'destroy'>
  /** What Profiles are made of. */
  readonly profiles: {
    readonly claims: ProfileClaims
    readonly challenges: Challenges
    readonly passwords: PasswordVault
    readonly isCommonPassword: IsCommonPassword
    readonly authenticators: AuthenticatorVault
    readonly recoveryCodes: RecoveryCodeVault
  }
}

/** Composes entry, sessions and recovery; tests compose the same over their own stores. */
export const signInParts = (
  needs: Needs,
): Pick<Cabinet, 'sessions' | 'standings' | 'profileSignIn' | 'recovery'> => {
  const { profiles, secrets, ...parts } = needs
  const throttle = { ...parts, guesses: guesses(parts) }
  const passwords = profilePasswords({ ...throttle, ...profiles, secrets })
  const sessions = openSessions(parts)
  return {
    sessions,
    standings: standings(parts),
    profileSignIn: openProfileSignIn({
      ...parts,
      profilePasswords: passwords,
      secondFactors: secondFactors({ ...throttle, ...profiles, passwords }),
    }),
    recovery: phoneRecovery({ ...parts, ...profiles, secrets, sessions }),
  }
}
