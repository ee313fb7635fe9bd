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

/** Whether the document grants the operation to this principal; what it does not say is denied. */
export const isGranted = (
  { security, atSocket }: DescribedOperation,
  { account, scopes }: Principal,
  isLocal: boolean,
): boolean => {
  if (atSocket) return false
  if (security.length === 0) return true
  return security.some((wanted) => {
    if ('session' in wanted) return account !== null
    const { token } = wanted
    // An empty requirement is met by nobody in particular, here only by the machine itself (`/metrics`).
    return token === undefined ? isLocal : token.length > 0 && token.every((scope) => scopes.includes(scope))
  })
}
