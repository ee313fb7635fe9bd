import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { TokenScope } from '../../domain/api-token/api-token.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Sealed } from '../../domain/sealed.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Position } from '../ports/event-store.ts'
import type { Refusal } from '../refusal.ts'

export interface TokenToIssue {
  /** The operator's own words for what it is for. */
  readonly label: string
  readonly scopes: readonly TokenScope[]
  readonly expiresAt: Instant
}

export interface IssuedToken {
  readonly tokenId: string
  /** Shown this once; only its hash is kept. */
  readonly token: string
  readonly expiresAt: Instant
  readonly position: Position | null
}

export interface TokenListing {
  readonly tokenId: string
  readonly label: Sealed<string>
  readonly scopes: readonly TokenScope[]
  readonly expiresAt: Instant
  readonly status: 'issued' | 'revoked' | 'expired'
}

/** What a program that shows a token may do. */
export interface TokenHolder {
  readonly tokenId: string
  readonly scopes: readonly TokenScope[]
}

/** Machine access for the operator's programs (`security.md`). */
export interface ApiTokens {
  readonly issue: (wanted: TokenToIssue, circumstances: Circumstances) => TaskEither<Refusal, IssuedToken>
  /** Refused: TokenNotFound. */
  readonly revoke: (tokenId: string, circumstances: Circumstances) => TaskEither<Refusal, Position | null>
  readonly list: () => TaskEither<Refusal, readonly TokenListing[]>
  /** Whom a token belongs to; `null` when it is unknown, revoked or expired. The log is asked each time. */
  readonly find: (token: string) => TaskEither<Refusal, TokenHolder | null>
}
