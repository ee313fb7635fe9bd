import type {
  KnownAccount,
  KnownEntry,
  KnownPerson,
  KnownProfile,
  KnownRecovery,
  KnownRegistration,
  Wish,
} from './wish.ts'

/** What the clients of one cabinet know: whom there is, what they asked for, what they were answered. */
export interface Ledger {
  readonly accounts: KnownAccount[]
  readonly account: (id: string) => KnownAccount | undefined
  readonly addAccount: (account: KnownAccount) => void
  readonly profiles: readonly KnownProfile[]
  /** The Profile that an account is linked to: the same at every entry. */
  readonly profileOf: (account: Pick<KnownAccount, 'login'>) => KnownProfile
  /** Whose Profiles no account is entered with. */
  readonly people: readonly KnownPerson[]
  readonly person: (profileId: string) => KnownPerson | undefined
  /** What a wish that was acknowledged has made of its person. */
  readonly learnOfPerson: (wish: Wish) => void
  /** Whether what is sent can be read, as in development. */
  readonly hasInbox: boolean
  readonly sessions: KnownEntry[]
  readonly registrations: KnownRegistration[]
  readonly recoveries: KnownRecovery[]
  /** Registrations that were given the phone of somebody who was erased. */
  readonly phonesTaken: string[]
  readonly wishes: Wish[]
  /** The furthest that anybody was told or shown: of the log, and of each account. */
  readonly seen: { position: number; readonly revisions: Map<string, number> }
  readonly sawRevision: (accountId: string, revision: number) => void
  /** Adds a wish, and knows it by each of its tries. */
  readonly addTry: (wish: Wish) => string
  readonly wishOf: (correlationId: string) => readonly Wish[]
  /** A token of the operator's. */
  token: string
  readonly nextLogin: () => string
  readonly nextNumber: () => number
  readonly newCorrelation: () => string
}

export const ledger = (
  name: string,
  profiles: readonly KnownProfile[],
  people: readonly KnownPerson[] = [],
  hasInbox = false,
): Ledger => {
  const accounts: KnownAccount[] = []
  const byId = new Map<string, KnownAccount>()
  const byTry = new Map<string, Wish[]>()
  let count = 0
  let logins = 0

  // Letters between the digits: seven digits in a row could be a phone's number, and are not taken over.
  const seen = { position: 0, revisions: new Map<string, number>() }

  const newCorrelation = (): string => {
    count += 1
    return `${name}.${count}`
  }

  const personOf = (profileId: string) => people.find(({ id }) => id === profileId)

  return {
    accounts,
    profiles,
    people,
    hasInbox,
    person: personOf,
    learnOfPerson: ({ kind, personId, password, revision }) => {
      const person = personOf(personId ?? '')
      if (person !== undefined && kind === 'erased Profile') person.isErased = true
      if (person === undefined || password === null) return
      // A recovery is told none: nobody knows better for the moment.
      if (revision !== null && revision < person.passwordRevision) return
      person.password = password
      person.passwordRevision = revision ?? person.passwordRevision
    },
    account: (id) => byId.get(id),
    addAccount: (account) => {
      if (byId.has(account.id)) return
      byId.set(account.id, account)
      accounts.push(account)
    },
    profileOf: ({ login }) => {
      const profile = profiles[Number(login) % profiles.length]
      if (profile === undefined) throw new Error('no Profile is registered')
      return profile
    },
    sessions: [],
    registrations: [],
    recoveries: [],
    phonesTaken: [],
    wishes: [],
    seen,
    sawRevision: (accountId, revision) =>
      void seen.revisions.set(accountId, Math.max(revision, seen.revisions.get(accountId) ?? -1)),
    addTry: (wish) => {
      const correlationId = newCorrelation()
      wish.tries.push(correlationId)
      byTry.set(correlationId, [wish])
      return correlationId
    },
    wishOf: (correlationId) => byTry.get(correlationId) ?? [],
    token: '',
    nextLogin: () => {
      logins += 1
      return `79${String(200_000_000 + logins)}`
    },
    nextNumber: () => {
      count += 1
      return count
    },
    newCorrelation,
  }
}
