import { LRUCache } from 'lru-cache'
import type { Position } from '../application/ports/event-store.ts'

/**
 * Where each principal's own last write stands, so that nobody reads older than that without asking
 * (`architecture.md`, the read side). Of this process only: across processes a client sends `Log-Position`.
 */
export interface LastWrites {
  readonly note: (principal: string, position: Position) => void
  readonly of: (principal: string) => Position | null
}

/** Whoever is forgotten wrote long ago, and the views have it. */
const rememberedPrincipals = 50_000

export const lastWrites = (): LastWrites => {
  const positions = new LRUCache<string, Position>({ max: rememberedPrincipals })
  return {
    note: (principal, position) => {
      const known = positions.get(principal)
      if (known === undefined || position > known) positions.set(principal, position)
    },
    of: (principal) => positions.get(principal) ?? null,
  }
}

const decimal = /^\d{1,20}$/

/** Reads a `Log-Position`, an opaque decimal string; `null` when it is none. */
export const readPosition = (header: string): Position | null =>
  decimal.test(header) ? BigInt(header) : null
