import type { Account } from './account.ts'
import type { Begun } from './guest.ts'
import type { Principal } from './principal.ts'

/** Whose a mark is. */
export interface Owner {
  readonly is: (principal: Principal) => boolean
  /** A request that holds one of these may be told of the owner, whoever sends it. */
  readonly proofs: readonly string[]
}

/** Everything that keeps a session's token from being shown is checked against its value alone. */
export const valueOfCookie = (cookie: string): string => cookie.slice(cookie.indexOf('=') + 1)

const ownerOfAccount = ({ id, password, profile }: Account): Owner => ({
  is: ({ account }) => account?.id === id,
  proofs: profile === null ? [password] : [password, profile.password],
})

/** What every answer and every line of the log is held against. */
export const telling = () => {
  const secrets = new Set<string>()
  const numbers = new Set<string>()
  const marks = new Map<string, Owner>()
  const ofAccount = (account: Account): void => {
    const { login, password, profile, registrationId } = account
    secrets.add(password).add(valueOfCookie(account.cookie))
    numbers.add(login)
    if (profile !== null) {
      secrets.add(profile.password)
      numbers.add(profile.login.slice(1))
    }
    const owner = ownerOfAccount(account)
    for (const mark of [account.mark, login, account.id, registrationId])
      if (mark !== null) marks.set(mark, owner)
  }
  return {
    secrets: (): ReadonlySet<string> => secrets,
    numbers: (): ReadonlySet<string> => numbers,
    marks: (): ReadonlyMap<string, Owner> => marks,
    secret: (secret: string): void => void secrets.add(secret),
    ofAccount,
    ofGuest: ({ principal, secrets: own, marks: told }: Begun): void => {
      if (principal.account !== null) ofAccount(principal.account)
      for (const secret of own) secrets.add(secret)
      // Who names it is told nothing by it.
      for (const mark of told)
        marks.set(mark, { is: (somebody) => somebody === principal, proofs: [...own, mark] })
    },
  }
}
