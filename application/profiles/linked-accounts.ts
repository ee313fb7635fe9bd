import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type RefusalOf, refuse } from '../../domain/decision.ts'
import { unlinkAccount } from '../../domain/profile/accounts.ts'
import type { RegisteredProfile } from '../../domain/profile/profile.ts'
import type { Sealed } from '../../domain/sealed.ts'
import type { AccountFinder } from '../accounts/account-finder.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import {
  changeProfile,
  type ProfileChange,
  type ProfileChangeRefusal,
  type ProfileOrder,
  seeProfile,
} from './profile-order.ts'

export interface LinkedAccount {
  readonly accountId: string
  /** Bare SIP login. */
  readonly login: Sealed<string>
}

type UnlinkRefusal = RefusalOf<ProfileChangeRefusal['code'] | 'AccountNotFound'>

/** The SIP accounts of a Profile (M13). */
export interface LinkedAccounts {
  /** In the order in which they were linked. Refused: StoreUnavailable. */
  readonly of: (
    profile: RegisteredProfile,
  ) => TaskEither<RefusalOf<'StoreUnavailable'>, readonly LinkedAccount[]>
  /** Lets an account go; the sessions that work in it end after it. Refused: AccountNotFound when it is not linked. */
  readonly unlink: (order: ProfileOrder, accountId: string) => TaskEither<UnlinkRefusal, ProfileChange>
}

export const linkedAccounts = (
  handler: CommandHandler,
  finder: Pick<AccountFinder, 'loginOf'>,
): LinkedAccounts => {
  const see = seeProfile(handler)
  const change = changeProfile(handler)
  return {
    of:
      ({ accounts }) =>
      async () => {
        const found: LinkedAccount[] = []
        for (const accountId of accounts) {
          const login = await finder.loginOf(accountId)()
          if (E.isRight(login)) found.push({ accountId, login: login.right })
          else if (login.left.code === 'StoreUnavailable') return refuse('StoreUnavailable', login.left)
        }
        return E.right(found)
      },

    unlink: (order, accountId) => async () => {
      const seen = await see(order)()
      if (E.isLeft(seen)) return seen
      const { state, unchanged } = seen.right
      if (unchanged.replayed) return E.right(unchanged)
      return state.accounts.includes(accountId)
        ? change(order, unlinkAccount(accountId))()
        : refuse('AccountNotFound')
    },
  }
}
