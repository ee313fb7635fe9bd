import type { TokenScope } from '../domain/api-token/api-token.ts'
import type { Principal } from './principal.ts'
import type { ProblemCode } from './problems/problem-code.ts'

/**
 * Who may ask. Every route declares it; one that does not is open to nobody (`security.md`, staff: deny by default).
 */
export type Access =
  | { readonly who: 'anyone' }
  /** The route proves by itself who asks, in a protocol that no browser speaks (`/sm/client`). */
  | { readonly who: 'provenWithin' }
  /** Somebody who is signed in. */
  | { readonly who: 'session' }
  /** One of the operator's programs, by a token with this scope; and the operator at the socket. */
  | { readonly who: 'program'; readonly scope: TokenScope }
  /** As `program`, and whatever runs on the machine itself. */
  | { readonly who: 'machine'; readonly scope: TokenScope }
  /** The operator at the CLI's socket, nobody else. */
  | { readonly who: 'operator' }

const refusedToProgram = (principal: Principal, scope: TokenScope): ProblemCode | null => {
  if (principal.kind === 'operator') return null
  if (principal.kind === 'token') return principal.holder.scopes.includes(scope) ? null : 'ScopeMissing'
  return principal.kind === 'nobody' ? 'NotSignedIn' : 'Forbidden'
}

/** Why a principal may not use a route; `null` when it may. */
export const refusedAccess = (
  access: Access | undefined,
  principal: Principal,
  isLocal: () => boolean,
): ProblemCode | null => {
  if (access === undefined) return 'Forbidden'
  if (access.who === 'anyone' || access.who === 'provenWithin') return null
  if (access.who === 'session') {
    if (principal.kind === 'session') return null
    return principal.kind === 'nobody' ? 'NotSignedIn' : 'Forbidden'
  }
  if (access.who === 'operator') return principal.kind === 'operator' ? null : 'Forbidden'
  if (access.who === 'machine' && isLocal()) return null
  return refusedToProgram(principal, access.scope)
}
