import * as E from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../../domain/decision.ts'
import type { Person } from '../../domain/profile/profile.ts'
import {
  type PasswordOwner,
  type ProfilePasswordFault,
  profilePasswordFaults,
} from '../../domain/profile/profile-password.ts'
import type { IsCommonPassword } from '../ports/passwords.ts'

/** A password that may not be used, with everything that is wrong with it (M6). */
export interface WeakPassword extends RefusalOf<'ProfilePasswordWeak'> {
  readonly faults: readonly ProfilePasswordFault[]
}

const known = (value: unknown): readonly string[] => (typeof value === 'string' ? [value] : [])

/** What anybody may know of the person, and a password must not hold. */
export const ownerOf = ({ lastName, firstName, phone, email }: Person): PasswordOwner => ({
  names: [...known(lastName), ...known(firstName)],
  phone: known(phone)[0] ?? '',
  email: known(email)[0] ?? '',
})

/** Checks a password that a person has chosen for a Profile (M6). Refused: ProfilePasswordWeak. */
export const checkNewPassword = (
  password: string,
  owner: PasswordOwner,
  isCommon: IsCommonPassword,
): E.Either<WeakPassword, void> => {
  const faults = profilePasswordFaults(password, owner, isCommon)
  return faults.length === 0 ? E.right(undefined) : E.left({ code: 'ProfilePasswordWeak', faults })
}
