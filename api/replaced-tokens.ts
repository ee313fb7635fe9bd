import { LRUCache } from 'lru-cache'
import type { Clock } from '../application/ports/clock.ts'
import type { Fingerprints } from '../application/ports/fingerprints.ts'
import { type Instant, minutes } from '../domain/instant.ts'

/**
 * Tokens that a newer one has just taken the place of. A request that was under way with the old one opens nothing, but
 * its answer must not take the cookie back: it may reach the browser after the newer token, and remove that.
 */
export interface ReplacedTokens {
  readonly note: (token: string | null) => void
  readonly has: (token: string) => boolean
}

/** Longer than any request takes. */
const remembered = minutes(5)
const mostRemembered = 20_000

export const replacedTokens = (clock: Clock, fingerprints: Fingerprints): ReplacedTokens => {
  // No token is kept here either: only what it hashes to.
  const replaced = new LRUCache<string, Instant>({ max: mostRemembered })
  return {
    note: (token) => {
      if (token !== null) replaced.set(fingerprints.of('token', token), clock.now())
    },
    has: (token) => {
      const at = replaced.get(fingerprints.of('token', token))
      return at !== undefined && clock.now() - at < remembered
    },
  }
}
