import type { Challenges } from '../../application/challenges/challenges.ts'
import { derivedChallenges } from '../../application/challenges/derived-challenges.ts'
import { allMessages, messageLimits } from '../../application/challenges/message-limits.ts'
import { type ProfileClaims, profileClaims } from '../../application/claims/profile-claims.ts'
import type { CommandHandler } from '../../application/commands/command-handler.ts'
import type { Clock } from '../../application/ports/clock.ts'
import type { Ids } from '../../application/ports/ids.ts'
import type { Log } from '../../application/ports/log.ts'
import type { MessageAsker, MessageCounts } from '../../application/ports/message-limits.ts'
import type { OneTimeCodes } from '../../application/ports/one-time-codes.ts'
import type { IsCommonPassword, PasswordVault } from '../../application/ports/passwords.ts'
import type { AuthenticatorVault, RecoveryCodeVault } from '../../application/ports/second-factors.ts'
import { type SetupAllowance, setupAllowance } from '../../application/profiles/setup-allowance.ts'
import { hours } from '../../domain/instant.ts'
import { commonPasswords } from '../../infrastructure/passwords/common-passwords.ts'
import type { Vault } from '../../infrastructure/vault/open-vault.ts'

interface Needs {
  readonly handler: CommandHandler
  readonly vault: Pick<
    Vault,
    'fingerprints' | 'passwords' | 'authenticators' | 'recoveryCodes' | 'oneTimeCodes'
  >
  readonly messageCounts: MessageCounts
  readonly ids: Ids
  readonly clock: Clock
  readonly log: Log
}

/** What everything about Profiles is made of. */
export interface ProfileParts {
  readonly claims: ProfileClaims
  readonly challenges: Challenges
  readonly passwords: PasswordVault
  readonly isCommonPassword: IsCommonPassword
  readonly authenticators: AuthenticatorVault
  readonly recoveryCodes: RecoveryCodeVault
  readonly setups: SetupAllowance
  readonly oneTimeCodes: OneTimeCodes
  /** Codes and letters that were asked for within the last hour. */
  readonly messagesLastHour: (asker: MessageAsker) => number
}

/** Composes what Profiles need; tests compose the same over their own stores. */
export const profileParts = ({ handler, vault, messageCounts, ids, clock, log }: Needs): ProfileParts => {
  const { fingerprints, passwords, authenticators, recoveryCodes, oneTimeCodes } = vault
  const limits = messageLimits({ counts: messageCounts, fingerprints, log })
  return {
    claims: profileClaims({ handler, fingerprints, clock }),
    challenges: derivedChallenges({ handler, codes: oneTimeCodes, limits, ids, clock }),
    passwords,
    isCommonPassword: commonPasswords(),
    authenticators,
    recoveryCodes,
    setups: setupAllowance({ counts: messageCounts, fingerprints, clock }),
    oneTimeCodes,
    messagesLastHour: (asker) => messageCounts.countedSince(allMessages[asker], clock.now() - hours(1)),
  }
}
