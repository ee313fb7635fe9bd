import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { claim } from '../../domain/claim/claim.ts'
import type { RefusalOf } from '../../domain/decision.ts'
import type { ServiceNumber } from '../../domain/sip-account/number.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'

export interface AccountFinder {
  /** Id of the stream that makes a number unique. */
  readonly claimOf: (number: ServiceNumber) => string
  /** The account that holds a number, through its claim: exact, and never behind. `null` when nobody does. */
  readonly accountOf: (number: ServiceNumber) => TaskEither<RefusalOf<'StoreUnavailable'>, string | null>
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
  }
}
