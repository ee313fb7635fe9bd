import * as E from 'fp-ts/lib/Either.js'
import type { Clock } from '../../../application/ports/clock.ts'
import type { Ids } from '../../../application/ports/ids.ts'
import type { SmsGateway } from '../../../application/ports/sms.ts'
import type { SecretVault, StoredSecret } from '../../../application/ports/vault.ts'

export interface MemoryVault extends SecretVault {
  readonly refs: () => readonly string[]
  /** What was destroyed, in order. */
  readonly destroyed: string[]
  /** Whether destroying fails from now on. */
  readonly fails: (does: boolean) => void
}

/** The vault's promises without its cryptography, which has tests of its own. */
export const memoryVault = (clock: Clock, ids: Ids, gateway: SmsGateway): MemoryVault => {
  const secrets = new Map<string, StoredSecret & { readonly secret: string }>()
  const destroyed: string[] = []
  let failing = false
  return {
    put: async (owner, secret) => {
      const ref = ids.uuid()
      secrets.set(ref, { ref, owner, secret, storedAt: clock.now() })
      return ref
    },
    verify: async (ref, candidate) => secrets.get(ref)?.secret === candidate,
    verifyDecoy: async () => false,
    ha1: async () => null,
    remindBySms: async (ref, { messageId, to, login }) => {
      const found = secrets.get(ref)
      if (found === undefined) return E.left('secretGone')
      return gateway.send({ id: messageId, to, text: `${login}: ${found.secret}` })
    },
    destroy: async (ref) => {
      if (failing) throw new Error('the vault cannot be written')
      destroyed.push(ref)
      secrets.delete(ref)
    },
    storedBefore: async (before, after, limit) =>
      [...secrets.values()]
        .filter(({ ref, storedAt }) => storedAt < before && (after === null || ref > after))
        .sort((a, b) => (a.ref < b.ref ? -1 : 1))
        .slice(0, limit)
        .map(({ ref, owner, storedAt }) => ({ ref, owner, storedAt })),
    refs: () => [...secrets.keys()],
    destroyed,
    fails: (does) => {
      failing = does
    },
  }
}
