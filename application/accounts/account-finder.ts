import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { claim } from '../../domain/claim/claim.ts'
import type { RefusalOf } from '../../domain/decision.ts'
import { isErased, type Sealed } from '../../domain/sealed.ts'
import { loginOfNumber, type ServiceNumber } from '../../domain/sip-account/number.ts'
import { sipAccount } from '../../domain/sip-account/sip-account.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'

export interface AccountFinder {
  /** Id of the stream that makes a number unique. */
  readonly claimOf: (number: ServiceNumber) => string
  /** The account that holds a number, through its claim: exact, and never behind. `null` when nobody does. */
  readonly accountOf: (number: ServiceNumber) => TaskEither<RefusalOf<'StoreUnavailable'>, string | null>
  /** Bare SIP login of an account, as its stream tells it: an entry waits for no view. Refused: AccountNotFound. */
  readonly loginOf: (
    accountId: string,
  ) => TaskEither<RefusalOf<'AccountNotFound' | 'StoreUnavailable'>, Sealed<string>>
}

export const accountFinder = (handler: CommandHandler, fingerprints: Fingerprints): AccountFinder => {
  const claimOf = (number: ServiceNumber) => `sipNumber-${fingerprints.of('claim', 'sipNumber', number)}`
  return {
    claimOf,
    accountOf: (number) => async () => {
      const loaded = await handler.load(claim, claimOf(number))()
      if (E.isLeft(loaded)) return loaded
      const { state } = loaded.right
      return E.right(state.status === 'free' ? null : state.owner)
    },
    loginOf: (accountId) => async () => {
      const loaded = await handler.load(sipAccount, accountId)()
      if (E.isLeft(loaded)) return loaded
      const { state } = loaded.right
      if (state.status === 'absent') return E.left({ code: 'AccountNotFound' })
      return E.right(isErased(state.number) ? state.number : loginOfNumber(state.number))
    },
  }
}
