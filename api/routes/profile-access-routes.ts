import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Cabinet } from '../../application/cabinet.ts'
import type { Position } from '../../application/ports/event-store.ts'
import type { PhoneOrder } from '../../application/profiles/phone-change.ts'
import type { ProfileChange } from '../../application/profiles/profile-order.ts'
import type { SessionOrigin } from '../../application/reading/session-origins.ts'
import type { ListedSession } from '../../application/sign-in/sessions.ts'
import { endSessionsOfLink } from '../../application/sign-in/sessions-of-link.ts'
import * as operations from '../contract/profile-access-operations.ts'
import { confirmedOrder, ownOrder } from '../own-profile.ts'
import { sessionOf } from '../principal.ts'
import type { Problem } from '../problems/problem.ts'
import { timeOf } from '../schemas/basics.ts'
import type { Serve } from '../serve.ts'
import { stepUp } from '../step-up.ts'

type AccountRef = NonNullable<operations.ProfileSessionView['account']>

/** Who is in with the Profile, and where it may work: its sessions and its accounts (M13). */
export const profileAccessRoutes = (serve: Serve, cabinet: Cabinet): void => {
  const { profilePage, sessions, historyReading, finder, clock } = cabinet
  const { accounts } = profilePage
  const confirmed = confirmedOrder(stepUp(clock))

  const accountOf = async (accountId: string | null): Promise<E.Either<Problem, AccountRef | null>> => {
    if (accountId === null) return E.right(null)
    const login = await finder.loginOf(accountId)()
    if (E.isRight(login)) return E.right({ id: accountId, login: login.right })
    return login.left.code === 'AccountNotFound' ? E.right(null) : login
  }

  const shown = async (
    { sessionId, accountId, openedAt, lastSeenAt, entry, secondFactor }: ListedSession,
    current: string,
    origin: SessionOrigin | undefined,
  ): Promise<E.Either<Problem, operations.ProfileSessionView>> =>
    E.map((account: AccountRef | null) => ({
      ...{ id: sessionId, isCurrent: sessionId === current, entry, account, secondFactor },
      ip: origin?.ip ?? null,
      userAgent: origin?.userAgent ?? null,
      openedAt: timeOf(openedAt),
      lastSeenAt: timeOf(lastSeenAt),
    }))(await accountOf(accountId))

  const listed = async ({ profileId, sessionId }: PhoneOrder, since: Position | null) => {
    const open = await sessions.list(profileId)
    const oldest = Math.min(...open.map(({ openedAt }) => openedAt))
    const origins = await historyReading.originsOf(profileId, oldest, since)
    const items: operations.ProfileSessionView[] = []
    for (const each of open) {
      const item = await shown(each, sessionId, origins.get(each.sessionId))
      if (E.isLeft(item)) return item
      items.push(item.right)
    }
    return E.right({ body: { items, nextCursor: null } })
  }

  /** What rested on the link is out at once, the asking session among it. */
  const unlink = (order: PhoneOrder, accountId: string): TaskEither<Problem, ProfileChange> => {
    const link = { profileId: order.profileId, accountId }
    return pipe(
      accounts.unlink(order, accountId),
      TE.chainFirstW(() => endSessionsOfLink(sessions, link, 'accountUnlinked', order.circumstances)),
    )
  }

  serve(operations.listProfileSessions, (ask) =>
    pipe(
      TE.fromEither(ownOrder(ask)),
      TE.chain((order) => () => listed(order, ask.since)),
    ),
  )
  serve(operations.endProfileSession, (ask) => {
    const { sessionId } = ask.params
    const mayEnd = sessionOf(ask.principal).sessionId === sessionId ? ownOrder : confirmed
    return pipe(
      TE.fromEither(mayEnd(ask)),
      TE.chainW(({ profileId, circumstances }) => sessions.revoke(profileId, sessionId, circumstances)),
      TE.map(() => ({ body: undefined })),
    )
  })
  serve(operations.endOtherProfileSessions, (ask) =>
    pipe(
      TE.fromEither(confirmed(ask)),
      TE.chainW(({ profileId, sessionId, circumstances }) =>
        sessions.endOthers({ profileId }, sessionId, 'byOwner', circumstances),
      ),
      TE.map(() => ({ body: undefined })),
    ),
  )
  serve(operations.listProfileAccounts, (ask) =>
    pipe(
      TE.fromEither(ownOrder(ask)),
      TE.chainW(({ profileId }) => profilePage.read(profileId)),
      TE.chainW(({ profile }) => accounts.of(profile)),
      TE.map((linked) => ({
        body: { items: linked.map(({ accountId, login }) => ({ id: accountId, login })), nextCursor: null },
      })),
    ),
  )
  serve(operations.unlinkProfileAccount, (ask) =>
    pipe(
      TE.fromEither(ownOrder(ask)),
      TE.chainW((order) => unlink(order, ask.params.accountId)),
      TE.map(({ revision, position }: ProfileChange) => ({ body: undefined, revision, position })),
    ),
  )
}
