import * as E from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../../domain/decision.ts'
import type { SipAccount } from '../../domain/sip-account/sip-account.ts'
import type { Outcome } from '../commands/command-handler.ts'
import { isSurelyUnnamed } from '../commands/unnamed-secret.ts'
import type { SecretRef } from '../ports/vault.ts'

/**
 * Whether a secret that a command should have named is named by nothing, and may be destroyed at once.
 */
export const isUnused = (
  ref: SecretRef,
  result: E.Either<RefusalOf<string>, Outcome<SipAccount, unknown>>,
): boolean => {
  if (E.isLeft(result)) return isSurelyUnnamed(result.left)
  const { state, recorded } = result.right
  const isInForce = state.status !== 'absent' && state.passwordRef === ref
  return recorded.length === 0 && !isInForce
}
