import type { LogBook } from './log-book.ts'
import type { LoggedEvent } from './log-copy.ts'

/** A Profile as the log tells it. */
export interface ProfileState {
  /** Linked, in the order in which they were. */
  readonly accounts: readonly string[]
  /** The request that gave the present password; `null`: the registration. */
  readonly passwordFrom: string | null
  readonly twoFactor: string | null
  readonly isErased: boolean
}

const none: ProfileState = { accounts: [], passwordFrom: null, twoFactor: null, isErased: false }

const given = ({ metadata }: LoggedEvent) => ({ passwordFrom: metadata.correlationId })

const without = (accounts: readonly string[], { data }: LoggedEvent): readonly string[] =>
  accounts.filter((id) => id !== data['accountId'])

const changes: Readonly<Record<string, (event: LoggedEvent, before: ProfileState) => Partial<ProfileState>>> =
  {
    AccountLinked: (event, { accounts }) => ({
      accounts: [...without(accounts, event), String(event.data['accountId'])],
    }),
    ProfilePasswordChanged: given,
    PasswordRecovered: given,
    TwoFactorEnabled: ({ data }) => ({ twoFactor: String(data['method']) }),
    TwoFactorDisabled: () => ({ twoFactor: null }),
    ProfileErased: () => ({ isErased: true }),
    AccountUnlinked: (event, { accounts }) => ({ accounts: without(accounts, event) }),
  }

/** A Profile after each of its revisions, worked out apart from the product's own code. */
export const profileStates = (book: LogBook, id: string): readonly ProfileState[] => {
  const states: ProfileState[] = []
  for (const event of book.stream(`profile-${id}`)) {
    const before = states.at(-1) ?? none
    states.push({ ...before, ...changes[event.type]?.(event, before) })
  }
  return states
}

export const profileState = (book: LogBook, id: string): ProfileState =>
  profileStates(book, id).at(-1) ?? none
