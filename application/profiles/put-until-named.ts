import * as E from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../../domain/decision.ts'
import type { Outcome } from '../commands/command-handler.ts'
import { isSurelyUnnamed } from '../commands/unnamed-secret.ts'
import type { SecretRef, SecretVault } from '../ports/vault.ts'

/**
 * Records the event that names a secret that has just been put, and destroys the secret at once when nothing came to
 * name it.
 */
export const putUntilNamed = async <
  Left extends RefusalOf<string>,
  Named extends Pick<Outcome<unknown, unknown>, 'recorded'>,
>(
  secrets: Pick<SecretVault, 'destroy'>,
  ref: SecretRef,
  name: () => Promise<E.Either<Left, Named>>,
): Promise<E.Either<Left, Named>> => {
  const done = await name()
  const isUnnamed = E.isRight(done) ? done.right.recorded.length === 0 : isSurelyUnnamed(done.left)
  if (isUnnamed) await secrets.destroy(ref)
  return done
}
