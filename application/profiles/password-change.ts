import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type RefusalOf, refuse } from '../../domain/decision.ts'
import { changeProfilePassword } from '../../domain/profile/password.ts'
import type { ProfileRefusal, RegisteredProfile } from '../../domain/profile/profile.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { IsCommonPassword, PasswordVault } from '../ports/passwords.ts'
import type { SecretVault } from '../ports/vault.ts'
import type { WriteRefusal } from '../refusal.ts'
import { checkNewPassword, ownerOf, type WeakPassword } from './new-password.ts'
import {
  changeProfile,
  type ProfileChange,
  type ProfileOrder,
  type SeenProfile,
  seeProfile,
} from './profile-order.ts'
import { putUntilNamed } from './put-until-named.ts'

export type PasswordChangeRefusal = RefusalOf<ProfileRefusal | WriteRefusal | 'HashingBusy'> | WeakPassword

/**
 * Replaces the Profile's password (M6): vault, then Profile; the old secret is destroyed by a reaction, and the other
 * sessions end after it. The present password again changes nothing. Refused: ProfilePasswordWeak with all that is
 * wrong with it, HashingBusy, SignInBlocked, ProofUsed when it was replaced meanwhile.
 */
export type ChangeProfilePassword = (
  order: ProfileOrder,
  password: string,
) => TaskEither<PasswordChangeRefusal, ProfileChange>

interface Parts {
  readonly handler: CommandHandler
  readonly passwords: PasswordVault
  readonly isCommonPassword: IsCommonPassword
  readonly secrets: Pick<SecretVault, 'destroy'>
}

export const changePasswordOfProfile = ({
  handler,
  passwords,
  isCommonPassword,
  secrets,
}: Parts): ChangeProfilePassword => {
  const see = seeProfile(handler)
  const change = changeProfile(handler)

  const isPresent = async ({ passwordRef }: RegisteredProfile, password: string) =>
    E.map((verdict) => verdict !== 'wrong')(await passwords.verify(passwordRef, password))

  const replace = async (
    order: ProfileOrder,
    { state, unchanged }: SeenProfile,
    password: string,
  ): Promise<E.Either<PasswordChangeRefusal, ProfileChange>> => {
    if (unchanged.replayed) return E.right(unchanged)
    if (state.status === 'blocked') return refuse('SignInBlocked')
    const checked = checkNewPassword(password, ownerOf(state), isCommonPassword)
    if (E.isLeft(checked)) return checked
    const present = await isPresent(state, password)
    if (E.isLeft(present)) return present
    if (present.right) return E.right(unchanged)
    const ref = await passwords.put(`profile-${order.profileId}`, password)
    if (E.isLeft(ref)) return ref
    return putUntilNamed(secrets, ref.right, () =>
      change(order, changeProfilePassword(state.passwordRef, ref.right))(),
    )
  }

  return (order, password) => async () => {
    const seen = await see(order)()
    return E.isLeft(seen) ? seen : replace(order, seen.right, password)
  }
}
