import type { DescribedOperation } from '../document/described-operation.ts'
import type { Header } from '../wire/crafted.ts'
import type { Account } from './account.ts'

/** Who a request claims to be. */
export interface Principal {
  readonly name: string
  readonly headers: () => readonly Header[]
  /** The account whose session it is. */
  readonly account: Account | null
  readonly scopes: readonly string[]
}

export const nobody: Principal = { name: 'nobody', headers: () => [], account: null, scopes: [] }

export const subscriber = (account: Account): Principal => ({
  name: 'session',
  headers: () => [['Cookie', account.cookie]],
  account,
  scopes: [],
})

export const program = (name: string, token: string, scopes: readonly string[]): Principal => ({
  name: `token:${name}`,
  headers: () => [['Authorization', `Bearer ${token}`]],
  account: null,
  scopes,
})

/** With a cookie or a token that opens nothing. */
export const impostor = (name: string, header: Header): Principal => ({
  name,
  headers: () => [header],
  account: null,
  scopes: [],
})

/** Whom a SIP entry alone has brought in, and who has no Profile yet. */
export const newcomer = (account: Account): Principal => ({
  ...subscriber(account),
  name: 'session:newcomer',
})

/** What a session opens only once a Profile is in it (M2), whatever the document's one scheme for sessions says. */
const wantsProfile = ({ path }: DescribedOperation): boolean =>
  ['/api/v1/accounts/', '/api/v1/profile', '/api/v1/session/account', '/api/v1/session/second-factor'].some(
    (start) => path.startsWith(start),
  )

/** Whether the document grants the operation to this principal; what it does not say is denied. */
export const isGranted = (operation: DescribedOperation, { account, scopes }: Principal): boolean => {
  const { security, atSocket } = operation
  if (atSocket) return false
  if (security.length === 0) return true
  return security.some((wanted) => {
    if ('session' in wanted) return account !== null && (account.profile !== null || !wantsProfile(operation))
    if ('staff' in wanted) return false
    const { token } = wanted
    return token !== undefined && token.length > 0 && token.every((scope) => scopes.includes(scope))
  })
}
