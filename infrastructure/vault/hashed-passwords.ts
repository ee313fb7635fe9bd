import { availableParallelism } from 'node:os'
import * as E from 'fp-ts/lib/Either.js'
import type { HashingBusy, PasswordVault, PasswordVerdict } from '../../application/ports/passwords.ts'
import type { SecretRef } from '../../application/ports/vault.ts'
import { decoyHash, type HashCost, hashOf, isCheaper, isHashOf, presentCost } from '../passwords/argon2id.ts'
import { type Bounds, boundedWork } from '../passwords/bounded-work.ts'
import type { SecretRows } from './secret-rows.ts'

/** Each takes a core for about 12 ms and 19 MiB; more at once would only take them from everybody else. */
const mostAtOnce = 2

/** About half a second of waiting. */
const mostWaiting = 64

/** By then what waits now is done. */
const comeAgain = 1

export interface PasswordHashing {
  readonly cost: HashCost
  readonly bounds: Bounds
}

export const presentHashing: PasswordHashing = {
  cost: presentCost,
  bounds: { running: Math.min(mostAtOnce, availableParallelism()), waiting: mostWaiting },
}

const busy: E.Either<HashingBusy, never> = E.left({ code: 'HashingBusy', retryAfter: comeAgain })

/** Profile passwords as argon2id hashes, each sealed like any other secret of the vault. */
export const hashedPasswords = (
  secrets: SecretRows,
  { cost, bounds }: PasswordHashing = presentHashing,
): PasswordVault => {
  const bounded = boundedWork(bounds)
  const decoy = decoyHash(cost)

  const compare = async (ref: SecretRef | null, candidate: string): Promise<PasswordVerdict> => {
    const kept = ref === null ? null : secrets.find(ref)
    const isRight = await isHashOf(kept ?? decoy, candidate)
    if (kept === null || !isRight) return 'wrong'
    return isCheaper(kept, cost) ? 'rightButOutdated' : 'right'
  }

  return {
    put: async (owner, password) => {
      const hashing = bounded(() => hashOf(password, cost))
      return hashing === null ? busy : E.right(await secrets.put(owner, await hashing))
    },

    verify: async (ref, candidate) => {
      const comparing = bounded(() => compare(ref, candidate))
      return comparing === null ? busy : E.right(await comparing)
    },
  }
}
