import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { RefusalOf } from '../../domain/decision.ts'
import { type Profile, profile, type RegisteredProfile } from '../../domain/profile/profile.ts'
import type { AccountFinder } from '../accounts/account-finder.ts'
import type { Challenges } from '../challenges/challenges.ts'
import type { ProfileClaims } from '../claims/profile-claims.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Loaded } from '../commands/loaded-stream.ts'
import type { Clock } from '../ports/clock.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { Ids } from '../ports/ids.ts'
import type { IsCommonPassword, PasswordVault } from '../ports/passwords.ts'
import type { AuthenticatorVault, RecoveryCodeVault } from '../ports/second-factors.ts'
import type { ServiceOwnership } from '../ports/service-ownership.ts'
import type { SecretVault } from '../ports/vault.ts'
import { contactChanges } from '../reactions/contact-changes.ts'
import type { Reaction } from '../reactions/reaction.ts'
import { replacedProfileSecrets } from '../reactions/replaced-profile-secrets.ts'
import { claimedChanges } from './claimed-change.ts'
import { type EmailChange, emailChange } from './email-change.ts'
import { type LinkedAccounts, linkedAccounts } from './linked-accounts.ts'
import { type AcceptPresentOffer, acceptPresentOffer } from './offer-acceptance.ts'
import { type OtherServices, otherServices } from './other-services.ts'
import { type ChangeProfilePassword, changePasswordOfProfile } from './password-change.ts'
import { type PhoneChange, phoneChange } from './phone-change.ts'
import { registeredOf } from './profile-order.ts'
import type { SetupAllowance } from './setup-allowance.ts'
import { type TwoFactor, twoFactor } from './two-factor.ts'

/** A Profile as its own stream tells it, never behind. */
export interface ReadProfile {
  readonly profile: RegisteredProfile
  readonly revision: number
}

/** What the owner of a Profile does on the Profile's own page. */
export interface ProfilePage {
  /** Refused: ProfileNotFound, ProfileErased. */
  readonly read: (
    profileId: string,
  ) => TaskEither<RefusalOf<'ProfileNotFound' | 'ProfileErased' | 'StoreUnavailable'>, ReadProfile>
  readonly email: EmailChange
  readonly phone: Pick<PhoneChange, 'request' | 'confirm'>
  readonly changePassword: ChangeProfilePassword
  readonly twoFactor: TwoFactor
  readonly accounts: LinkedAccounts
  readonly services: OtherServices
  readonly acceptOffer: AcceptPresentOffer
}

export interface ProfilePageParts {
  readonly handler: CommandHandler
  readonly finder: Pick<AccountFinder, 'loginOf'>
  readonly claims: ProfileClaims
  readonly challenges: Challenges
  readonly passwords: PasswordVault
  readonly isCommonPassword: IsCommonPassword
  readonly authenticators: AuthenticatorVault
  readonly recoveryCodes: RecoveryCodeVault
  readonly setups: SetupAllowance
  readonly secrets: Pick<SecretVault, 'destroy'>
  readonly fingerprints: Fingerprints
  readonly ownership: ServiceOwnership
  readonly ids: Pick<Ids, 'uuid' | 'named'>
  readonly clock: Clock
  /** Version of the offer that is in force. */
  readonly presentOffer: () => string
}

/** The page, and the reactions that finish what a crash leaves of its changes: both take the same turns. */
export interface ComposedProfilePage {
  readonly page: ProfilePage
  readonly reactions: readonly Reaction[]
}

export const profilePage = (parts: ProfilePageParts): ComposedProfilePage => {
  const { handler, finder, secrets } = parts
  const changes = claimedChanges(parts)
  const email = emailChange({ ...parts, changes })
  const phone = phoneChange({ ...parts, changes })
  return {
    page: {
      read: (profileId) => async () => {
        const loaded = await handler.load(profile, profileId)()
        if (E.isLeft(loaded)) return loaded
        const { state, revision }: Loaded<Profile> = loaded.right
        return E.map((registered: RegisteredProfile) => ({
          profile: registered,
          revision: revision === 'noStream' ? -1 : revision,
        }))(registeredOf(state))
      },
      email,
      phone: { request: phone.request, confirm: phone.confirm },
      changePassword: changePasswordOfProfile(parts),
      twoFactor: twoFactor(parts),
      accounts: linkedAccounts(handler, finder),
      services: otherServices(parts),
      acceptOffer: acceptPresentOffer(parts),
    },
    reactions: [
      ...contactChanges({ handler, changes, emailChange: email, phoneChange: phone }),
      ...replacedProfileSecrets(secrets, handler),
    ],
  }
}
