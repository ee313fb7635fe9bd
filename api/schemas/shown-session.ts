import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Cabinet } from '../../application/cabinet.ts'
import type { OpenSession } from '../../application/sign-in/sessions.ts'
import type { Standing } from '../../application/sign-in/standings.ts'
import { isErased } from '../../domain/sealed.ts'
import type { Problem } from '../problems/problem.ts'
import { timeOf } from './basics.ts'
import type { SessionView } from './session.ts'

type AccountRef = SessionView['accounts'][number]

const nameOf = ({ firstName, lastName }: NonNullable<Standing['profile']>) =>
  isErased(firstName) || isErased(lastName) ? ({ erased: true } as const) : `${firstName} ${lastName}`

/** A session as the person in it sees it, told by the streams themselves: whoever enters waits for no view. */
export const sessionViews =
  ({ standings, finder }: Pick<Cabinet, 'standings' | 'finder'>) =>
  (session: OpenSession): TaskEither<Problem, SessionView> =>
  async () => {
    const standing = await standings.of(session)()
    if (E.isLeft(standing)) return standing
    const { accountIds, stage, profile, registration, offer } = standing.right
    const accounts: AccountRef[] = []
    for (const id of accountIds) {
      const login = await finder.loginOf(id)()
      if (E.isLeft(login)) return login
      accounts.push({ id, login: login.right })
    }
    return E.right({
      ...{ stage, accounts, registration, offer, secondFactor: session.secondFactor },
      account: accounts.find(({ id }) => id === session.accountId) ?? null,
      profile: profile === null ? null : { id: profile.id, name: nameOf(profile) },
      expiresAt: timeOf(session.expiresAt),
    })
  }
