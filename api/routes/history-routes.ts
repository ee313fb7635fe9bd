import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Cabinet } from '../../application/cabinet.ts'
import {
  auditAccountState,
  auditEvents,
  auditProfileState,
  getHistory,
} from '../contract/history-operations.ts'
import { ownAccount } from '../own-account.ts'
import { shownHistory } from '../schemas/history.ts'
import { shownAccountState, shownProfileState } from '../schemas/past-state.ts'
import type { Serve } from '../serve.ts'

const momentOf = (written: string | undefined): number | undefined =>
  written === undefined ? undefined : Date.parse(written)

/** What was changed: for the subscriber their own account's, for an auditor everything. */
export const historyRoutes = (serve: Serve, { historyReading, pastReading, standings }: Cabinet): void => {
  const own = ownAccount(standings)

  serve(getHistory, (ask) =>
    pipe(
      own(ask),
      TE.chain((accountId) =>
        historyReading.ofAccount(accountId, { cursor: undefined, ...ask.query }, ask.since),
      ),
      TE.map(({ items, nextCursor }) => ({ body: { items: items.map(shownHistory), nextCursor } })),
    ),
  )

  serve(auditEvents, ({ query, circumstances, since }) => {
    const { account, profile, actor, type, field, from, to, correlationId, limit, cursor } = query
    const filters = {
      ...{ type, field, correlationId },
      accountId: account,
      profileId: profile,
      actorId: actor,
      from: momentOf(from),
      to: momentOf(to),
    }
    return pipe(
      historyReading.audit(filters, { limit, cursor }, circumstances(), since),
      TE.map(({ items, nextCursor, parked, position }) => ({
        body: {
          items: items.map(shownHistory),
          nextCursor,
          parked: parked.map(({ stream, revision }) => ({ stream, revision })),
        },
        position,
      })),
    )
  })

  serve(auditAccountState, ({ params: { accountId }, query: { at, revision }, circumstances }) =>
    pipe(
      pastReading.ofAccount(accountId, { at: momentOf(at), revision }, circumstances()),
      TE.map((past) => ({ body: shownAccountState(accountId, past), position: past.position })),
    ),
  )

  serve(auditProfileState, ({ params: { profileId }, query: { at, revision }, circumstances }) =>
    pipe(
      pastReading.ofProfile(profileId, { at: momentOf(at), revision }, circumstances()),
      TE.map((past) => ({ body: shownProfileState(profileId, past), position: past.position })),
    ),
  )
}
