import { createHash } from 'node:crypto'
import type { Fingerprints } from '../../application/ports/fingerprints.ts'
import { keyedFingerprints } from '../../infrastructure/vault/keyed-fingerprints.ts'

/** The vault's own fingerprints under a key that everybody knows. */
export const testFingerprints: Fingerprints = keyedFingerprints(
  createHash('sha256').update('test key').digest(),
)
