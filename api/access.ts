import { match } from 'ts-pattern'
import type { TokenScope } from '../domain/api-token/api-token.ts'
import type { StaffRole } from '../domain/staff/events.ts'
import type { Principal } from './principal.ts'
import type { Problem } from './problems/problem.ts'

/**
 * Who may ask. Every route declares it; one that does not is open to nobody (`security.md`, staff: deny by default).
 */
export type Access =
  | { readonly who: 'anyone' }
  /** The route proves by itself who asks, in a protocol that no browser speaks (`/sm/client`). */
  | { readonly who: 'provenWithin' }
  /** A customer who is signed in. */
  | { readonly who: 'session' }
  /** Somebody of the staff who has given the password, whatever is due next. */
  | { readonly who: 'staff' }
  /** A program of the operator's with this scope, staff with the role that goes with it, the operator at the socket. */
  | { readonly who: 'program'; readonly scope: TokenScope }
  /** As `program`, and whatever runs on the machine itself. */
  | { readonly who: 'machine'; readonly scope: TokenScope }
  /** The operator at the CLI's socket, nobody else. */
  | { readonly who: 'operator' }

/** What of the operator's side is whose work; what has no role here is for programs alone. */
export const roleForScope: Readonly<Record<TokenScope, StaffRole | null>> = {
  'accounts:read': 'manager',
  'accounts:write': 'manager',
  'billing:write': null,
  'audit:read': 'auditor',
  'metrics:read': null,
}

type Refused = Problem | null

const forbidden: Problem = { code: 'Forbidden' }
const notThis = (principal: Principal): Problem =>
  principal.kind === 'nobody' ? { code: 'NotSignedIn' } : forbidden

const refusedOperatorsSide = (principal: Principal, scope: TokenScope): Refused =>
  match(principal)
    .returnType<Refused>()
    .with({ kind: 'operator' }, () => null)
    .with({ kind: 'token' }, ({ holder }) =>
      holder.scopes.includes(scope) ? null : { code: 'ScopeMissing' },
    )
    .with({ kind: 'staff' }, ({ session: { role, stage } }) => {
      if (stage !== 'open') return { code: 'StageDue', due: stage }
      return role === roleForScope[scope] ? null : forbidden
    })
    .with({ kind: 'session' }, () => forbidden)
    .with({ kind: 'nobody' }, notThis)
    .exhaustive()

/** Why a principal may not use a route; `null` when it may. */
export const refusedAccess = (
  access: Access | undefined,
  principal: Principal,
  isLocal: () => boolean,
): Refused =>
  match(access)
    .returnType<Refused>()
    .with(undefined, () => forbidden)
    .with({ who: 'anyone' }, { who: 'provenWithin' }, () => null)
    .with({ who: 'session' }, { who: 'staff' }, ({ who }) =>
      principal.kind === who ? null : notThis(principal),
    )
    .with({ who: 'operator' }, ({ who }) => (principal.kind === who ? null : forbidden))
    .with({ who: 'machine' }, ({ scope }) => (isLocal() ? null : refusedOperatorsSide(principal, scope)))
    .with({ who: 'program' }, ({ scope }) => refusedOperatorsSide(principal, scope))
    .exhaustive()
