import { createHmac, hkdfSync } from 'node:crypto'
import type { Fingerprints, Purpose } from '../../application/ports/fingerprints.ts'
import { keyBytes } from './sealed-box.ts'

/** Fingerprints under keys derived from one root, a key for each purpose (HKDF, RFC 5869). */
export const keyedFingerprints = (root: Uint8Array): Fingerprints => {
  const keys = new Map<Purpose, Uint8Array>()

  const keyOf = (purpose: Purpose): Uint8Array => {
    const known = keys.get(purpose)
    if (known !== undefined) return known
    const derived = new Uint8Array(hkdfSync('sha256', root, '', `fingerprint for ${purpose}`, keyBytes))
    keys.set(purpose, derived)
    return derived
  }

  return {
    // As JSON, so that no two lists of values are the same bytes.
    of: (purpose, ...values) =>
      createHmac('sha256', keyOf(purpose)).update(JSON.stringify(values)).digest('base64url'),
  }
}
