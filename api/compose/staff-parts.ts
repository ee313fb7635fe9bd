import type { AccountFinder } from '../../application/accounts/account-finder.ts'
import type { Cabinet } from '../../application/cabinet.ts'
import type { CommandHandler } from '../../application/commands/command-handler.ts'
import type { Clock } from '../../application/ports/clock.ts'
import type { Fingerprints } from '../../application/ports/fingerprints.ts'
import type { Ids } from '../../application/ports/ids.ts'
import type { StaffSessionStore } from '../../application/ports/staff-sessions.ts'
import type { SecretVault } from '../../application/ports/vault.ts'
import { profileDesk } from '../../application/profiles/profile-desk.ts'
import type { Views } from '../../application/projections/views.ts'
import type { Sessions } from '../../application/sign-in/sessions.ts'
import { passwordAndAuthenticator } from '../../application/staff/password-and-authenticator.ts'
import { staffRegister } from '../../application/staff/staff-register.ts'
import type { ProfileParts } from './profile-parts.ts'

interface Needs {
  readonly handler: CommandHandler
  readonly profiles: Pick<ProfileParts, 'claims' | 'passwords' | 'isCommonPassword' | 'authenticators'>
  readonly secrets: Pick<SecretVault, 'destroy'>
  readonly staffSessions: StaffSessionStore
  readonly finder: AccountFinder
  /** Of customers: what a withdrawal ends. */
  readonly sessions: Pick<Sessions, 'endOthers'>
  readonly views: Views
  readonly fingerprints: Fingerprints
  readonly ids: Ids
  readonly clock: Clock
}

/** Composes what the operator's staff work with; tests compose the same over their own stores. */
export const staffParts = (needs: Needs): Pick<Cabinet, 'profileDesk' | 'staff'> => {
  const { handler, profiles, secrets, staffSessions, finder, sessions, views, fingerprints, ids, clock } =
    needs
  const { claims, passwords, isCommonPassword, authenticators } = profiles
  const common = { handler, passwords, secrets, sessions: staffSessions, fingerprints, ids, clock }
  return {
    profileDesk: profileDesk({ handler, claims, finder, sessions, views, fingerprints }),
    staff: {
      register: staffRegister({ ...common, views }),
      signIn: passwordAndAuthenticator({ ...common, isCommonPassword, authenticators }),
    },
  }
}
