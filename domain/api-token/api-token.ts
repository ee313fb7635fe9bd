import { z } from 'zod'
import { type Aggregate, type Decided, nothingToDo, record, refuse } from '../decision.ts'
import { defineEvent, type EventsOf, oneOf, type Recorded } from '../event.ts'
import type { Instant } from '../instant.ts'
import type { Sealed } from '../sealed.ts'

/** What a program may do for the operator. */
export const tokenScopes = [
  'accounts:read',
  'accounts:write',
  'billing:write',
  'audit:read',
  'metrics:read',
] as const
export type TokenScope = (typeof tokenScopes)[number]

/** Machine access: the token itself is shown once and kept nowhere; only its hash lies outside the log. */
export const apiTokenEvents = {
  /** `expiresAt`: UTC milliseconds. `label` is the operator's own words for what the token is for. */
  ApiTokenIssued: defineEvent({
    open: { scopes: z.array(z.enum(tokenScopes)), expiresAt: z.number() },
    sealed: { label: z.string() },
  }),
  ApiTokenRevoked: defineEvent({}),
} as const

export type ApiTokenEvent = EventsOf<typeof apiTokenEvents>

export type ApiToken =
  | { readonly status: 'absent' }
  | {
      readonly status: 'issued' | 'revoked'
      readonly label: Sealed<string>
      readonly scopes: readonly TokenScope[]
      readonly expiresAt: Instant
    }

const evolve = (token: ApiToken, event: Recorded<ApiTokenEvent>): ApiToken => {
  if (event.type === 'ApiTokenIssued') return { status: 'issued', ...event.data }
  return token.status === 'absent' ? token : { ...token, status: 'revoked' }
}

export const apiToken: Aggregate<ApiToken, ApiTokenEvent, 'apiToken'> = {
  category: 'apiToken',
  owns: oneOf(apiTokenEvents),
  initial: { status: 'absent' },
  evolve,
}

type Result = Decided<ApiTokenEvent, 'TokenNotFound'>

/** Issues a token. */
export const issue =
  (given: { readonly scopes: readonly TokenScope[]; readonly expiresAt: Instant; readonly label: string }) =>
  (state: ApiToken): Result =>
    state.status === 'absent'
      ? record({ type: 'ApiTokenIssued', data: { ...given, scopes: [...given.scopes] } })
      : nothingToDo

/** Takes a token back; the next request with it is refused. */
export const revokeToken = (state: ApiToken): Result => {
  if (state.status === 'absent') return refuse('TokenNotFound')
  return state.status === 'issued' ? record({ type: 'ApiTokenRevoked', data: {} }) : nothingToDo
}

/** Whether a token may be used at `now`. */
export const isUsable = (token: ApiToken, now: Instant): boolean =>
  token.status === 'issued' && now < token.expiresAt
