import { createSecretKey, hash } from 'node:crypto'
import type { Sealing, Subject } from '../../../application/ports/sealing.ts'
import { envelopeSealing } from '../../../infrastructure/vault/envelope-sealing.ts'

/**
 * The vault's own sealing under keys that everybody knows and that are the same in every run: golden events opened
 * with them prove what an envelope is bound to, too.
 */
export const fixedKeySealing = (): Sealing => {
  const destroyed = new Set<Subject>()
  return envelopeSealing({
    find: (subject) =>
      destroyed.has(subject)
        ? 'destroyed'
        : createSecretKey(hash('sha256', `test key of ${subject}`, 'buffer')),
    make: async () => {},
    destroy: async (subject) => {
      destroyed.add(subject)
    },
    forget: () => {},
  })
}
