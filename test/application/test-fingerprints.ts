import { createHmac } from 'node:crypto'
import type { Fingerprints } from '../../application/ports/fingerprints.ts'

/** Fingerprints under a key that everybody knows. */
export const testFingerprints: Fingerprints = {
  of: (purpose, ...values) =>
    createHmac('sha256', 'test key')
      .update(JSON.stringify([purpose, ...values]))
      .digest('base64url'),
}
