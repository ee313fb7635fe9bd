import * as E from 'fp-ts/lib/Either.js'
import type { Ids } from '../../../application/ports/ids.ts'
import type { PasswordVault } from '../../../application/ports/passwords.ts'
import type { SecretRef } from '../../../application/ports/vault.ts'

export interface CountedPasswords extends PasswordVault {
  readonly destroy: (ref: SecretRef) => Promise<void>
  /** What was asked of it, in order: work that would be done for a true hash. */
  readonly calls: ('put' | 'verify' | 'destroy')[]
  readonly refs: () => readonly SecretRef[]
  /** Whether hashing is too busy from now on. */
  readonly busy: (is: boolean) => void
  /** From now on a secret counts as hashed with weaker parameters. */
  readonly outdate: (ref: SecretRef) => void
}

/** The promises of the vault's Profile passwords, without the cost of a hash; each piece of work is counted. */
export const countedPasswords = (ids: Pick<Ids, 'uuid'>): CountedPasswords => {
  const secrets = new Map<SecretRef, string>()
  const outdated = new Set<SecretRef>()
  const calls: ('put' | 'verify' | 'destroy')[] = []
  let isBusy = false
  const hashingBusy = E.left({ code: 'HashingBusy', retryAfter: 2 } as const)
  return {
    calls,
    refs: () => [...secrets.keys()],
    busy: (is) => {
      isBusy = is
    },
    outdate: (ref) => void outdated.add(ref),
    put: async (_, password) => {
      if (isBusy) return hashingBusy
      calls.push('put')
      const ref = ids.uuid()
      secrets.set(ref, password)
      return E.right(ref)
    },
    verify: async (ref, candidate) => {
      if (isBusy) return hashingBusy
      calls.push('verify')
      if (ref === null || secrets.get(ref) !== candidate) return E.right('wrong')
      return E.right(outdated.has(ref) ? 'rightButOutdated' : 'right')
    },
    destroy: async (ref) => {
      calls.push('destroy')
      secrets.delete(ref)
    },
  }
}
