import type { Either } from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../../domain/decision.ts'
import type { Subject } from './sealing.ts'
import type { SecretRef } from './vault.ts'

/** So many hashes are under way that one more would keep everybody waiting; `retryAfter` in seconds. */
export type HashingBusy = RefusalOf<'HashingBusy'>

/** `rightButOutdated`: right, and hashed with weaker parameters than today's; it is to be hashed anew. */
export type PasswordVerdict = 'right' | 'rightButOutdated' | 'wrong'

/**
 * Where Profile passwords lie: argon2id hashes (PHC strings) in the vault, under random references. How many are
 * computed at once is bounded, and so is how many wait.
 */
export interface PasswordVault {
  /** Hashes a password and keeps the hash, durable when it resolves. */
  readonly put: (owner: Subject, password: string) => Promise<Either<HashingBusy, SecretRef>>
  /** Compares. `null`, or a reference that is unknown or destroyed, is `wrong`, at the cost of a true comparison. */
  readonly verify: (ref: SecretRef | null, candidate: string) => Promise<Either<HashingBusy, PasswordVerdict>>
}

/** Whether a password is on the list of those that everybody tries first. */
export type IsCommonPassword = (password: string) => boolean
