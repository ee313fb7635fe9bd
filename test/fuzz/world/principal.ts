import type { DescribedOperation } from '../document/described-operation.ts'
import type { Header } from '../wire/crafted.ts'
import type { Account } from './account.ts'

/** How far a customer's session has come; `none`: it is nobody's, or no customer's. */
export type Standing = 'none' | 'newcomer' | 'secondFactor' | 'open'

/** Who a request claims to be. */
export interface Principal {
  readonly name: string
  readonly headers: () => readonly Header[]
  /** The account whose session it is. */
  readonly account: Account | null
  readonly scopes: readonly string[]
  readonly standing: Standing
  /** Somebody of the operator's staff; `isOpen`: the sign-in is complete. */
  readonly staff: { readonly role: string; readonly isOpen: boolean } | null
  /** Operations that are due where they stand. */
  readonly suits: readonly string[]
  /** What they know by now, by the name of the field that takes it: a code of an SMS, the token of a letter. */
  readonly knows: () => Readonly<Record<string, string>>
  /** The whole body that is right for an operation where they stand; `undefined`: any that the document allows. */
  readonly sends: (operation: string) => object | undefined
}

export const nobody: Principal = {
  ...{ name: 'nobody', headers: () => [], account: null, scopes: [] },
  ...{ standing: 'none', staff: null, suits: [], knows: () => ({}), sends: () => undefined },
}

export const subscriber = (account: Account): Principal => ({
  ...nobody,
  name: 'session',
  headers: () => [['Cookie', account.cookie]],
  account,
  standing: 'open',
})

export const program = (name: string, token: string, scopes: readonly string[]): Principal => ({
  ...nobody,
  name: `token:${name}`,
  headers: () => [['Authorization', `Bearer ${token}`]],
  scopes,
})

/** With a cookie or a token that opens nothing. */
export const impostor = (name: string, header: Header): Principal => ({
  ...nobody,
  name,
  headers: () => [header],
})

/** Whom a SIP entry alone has brought in, and who has no Profile yet. */
export const newcomer = (account: Account): Principal => ({
  ...subscriber(account),
  name: 'session:newcomer',
  standing: 'newcomer',
})

/** What a session opens only once a Profile is in it (M2), whatever the document's one scheme for sessions says. */
const wantsProfile = ({ path }: DescribedOperation): boolean =>
  ['/api/v1/accounts/', '/api/v1/profile', '/api/v1/session/account', '/api/v1/session/second-factor'].some(
    (start) => path.startsWith(start),
  )

const whileWaitingItself: ReadonlySet<string> = new Set([
  'getSession',
  'leave',
  'passSecondFactor',
  'sendSecondFactor',
])

/**
 * All that a sign-in which waits for its second factor opens (M7). The steps of a registration ask no more of a session
 * than that the registration is its own: to whoever has none it does not exist, and none is begun beside a Profile (409).
 */
const whileWaiting = ({ id, path }: DescribedOperation): boolean =>
  whileWaitingItself.has(id) || path.startsWith('/api/v1/registrations')

const opens: Readonly<Record<Standing, (operation: DescribedOperation) => boolean>> = {
  none: () => false,
  newcomer: (operation) => !wantsProfile(operation),
  secondFactor: whileWaiting,
  open: () => true,
}

/** Roles stand in the document as scopes do; none: whoever of the staff has given the password. */
const opensToStaff = ({ staff }: Principal, roles: readonly string[]): boolean =>
  staff !== null && (roles.length === 0 || (staff.isOpen && roles.includes(staff.role)))

/** Whether the document grants the operation to this principal; what it does not say is denied. */
export const isGranted = (operation: DescribedOperation, principal: Principal): boolean => {
  const { security, atSocket } = operation
  if (atSocket) return false
  if (security.length === 0) return true
  return security.some(({ session, staff, token }) => {
    if (session !== undefined) return opens[principal.standing](operation)
    if (staff !== undefined) return opensToStaff(principal, staff)
    return token !== undefined && token.length > 0 && token.every((scope) => principal.scopes.includes(scope))
  })
}

/** The operator's programs, and staff who have one of the roles for it, are there to read other people's data. */
export const readsOthers = ({ scopes, staff }: Principal): boolean =>
  scopes.length > 0 || (staff?.isOpen === true && ['manager', 'auditor'].includes(staff.role))
