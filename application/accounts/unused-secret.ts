import * as E from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../../domain/decision.ts'
import type { Outcome } from '../commands/command-handler.ts'

/**
 * Whether a secret that a command should have named is named by nothing, and may be destroyed at once. After an
 * unknown outcome an event may yet name it: that one is left to the sweep.
 */
export const isUnused = (result: E.Either<RefusalOf<string>, Outcome<unknown, unknown>>): boolean =>
  E.isLeft(result) ? result.left.code !== 'StoreUnavailable' : result.right.recorded.length === 0
