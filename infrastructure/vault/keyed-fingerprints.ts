import { createHmac, createSecretKey, hash, hkdfSync, type KeyObject } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Fingerprints, Purpose } from '../../application/ports/fingerprints.ts'
import { keyBytes } from './sealed-box.ts'

/** Tokens whose fingerprint is at hand. */
const rememberedTokens = 20_000

/** Fingerprints under keys derived from one root, a key for each purpose (HKDF, RFC 5869). */
export const keyedFingerprints = (root: Uint8Array): Fingerprints => {
  const keys = new Map<Purpose, KeyObject>()

  const keyOf = (purpose: Purpose): KeyObject => {
    const known = keys.get(purpose)
    if (known !== undefined) return known
    const bytes = hkdfSync('sha256', root, '', `fingerprint for ${purpose}`, keyBytes)
    const derived = createSecretKey(new Uint8Array(bytes))
    keys.set(purpose, derived)
    return derived
  }

  const tokens = new LRUCache<string, string, string>({
    max: rememberedTokens,
    memoMethod: (_, __, { context }) => hmacOf('token', context),
  })

  const hmacOf = (purpose: Purpose, message: string): string =>
    createHmac('sha256', keyOf(purpose)).update(message).digest('base64url')

  return {
    of: (purpose, ...values) => {
      // As JSON, so that no two lists of values are the same bytes.
      const message = JSON.stringify(values)
      // Every request with a cookie asks for its token's. No token is kept here either: only what it hashes to.
      return purpose === 'token'
        ? tokens.memo(hash('sha256', message, 'base64url'), { context: message })
        : hmacOf(purpose, message)
    },
  }
}
