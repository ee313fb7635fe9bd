import { pipe } from 'fp-ts/lib/function.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Cabinet } from '../../application/cabinet.ts'
import type { Circumstances } from '../../application/events/metadata.ts'
import type { OperatorActs } from '../../application/operations/operator-acts.ts'
import type { Position } from '../../application/ports/event-store.ts'
import type { Job } from '../../application/ports/reaction-progress.ts'
import type { ParkedView } from '../../application/projections/parked-views.ts'
import {
  acceptLog,
  listParked,
  rebuildViews,
  retryParked,
  rotateMasterKey,
  skipParked,
  viewsStatus,
} from '../contract/staff-operations.ts'
import type { Problem } from '../problems/problem.ts'
import { timeOf } from '../schemas/basics.ts'
import type { Serve } from '../serve.ts'
import type { Answer } from '../wire-answer.ts'

type Outcome = 'released' | 'givenUp' | 'takenIn' | 'parkedAgain'
type Settled = Answer<{ readonly id: string; readonly outcome: Outcome }>

const shownEffect = ({ id, reaction, trigger, tries, parked }: Job) =>
  parked === null
    ? []
    : [
        {
          id,
          kind: 'effect' as const,
          name: reaction,
          stream: trigger.stream,
          revision: trigger.revision,
          tries,
          parkedAt: timeOf(parked.at),
          why: parked.why,
        },
      ]

const shownView = ({ id, view, stream, revision, attempts, since, why }: ParkedView) => ({
  id,
  kind: 'view' as const,
  name: view,
  stream,
  revision,
  tries: attempts,
  parkedAt: timeOf(since),
  why,
})

const settledEffect =
  (id: string, outcome: Outcome) =>
  (position: Position | null): Settled => ({ body: { id, outcome }, position })

/** What staff do about the running cabinet itself: views, what is parked, the log, the master key. */
export const staffRoutes = (serve: Serve, cabinet: Cabinet): void => {
  const { reactions, views, operatorActs } = cabinet

  /** Effects have uuids, a view's stream its view's name before a colon. */
  const isOfView = (id: string): boolean => id.includes(':')

  const ofView = (
    id: string,
    settle: OperatorActs['retryParkedView'],
    circumstances: Circumstances,
  ): TaskEither<Problem, Settled> =>
    pipe(
      settle(id, circumstances),
      TE.map(({ outcome, position }) => ({ body: { id, outcome }, position })),
    )

  serve(viewsStatus, () =>
    TE.fromTask(async () => {
      const { state, caughtUp, lagSeconds, position, parked, rebuilding, rows } = await views.status()
      return {
        body: {
          ...{ state, caughtUp, lagSeconds, rows },
          position: position?.toString() ?? null,
          parked: parked.length,
          rebuilding: rebuilding === null ? null : { position: rebuilding.position?.toString() ?? null },
        },
      }
    }),
  )
  serve(rebuildViews, ({ body, circumstances }) =>
    pipe(
      operatorActs.rebuildViews(circumstances(body.reason)),
      TE.map((begun) => ({ body: { begun } })),
    ),
  )
  serve(listParked, () =>
    TE.fromTask(async () => ({
      body: {
        items: [
          ...(await reactions.parked.list()).flatMap(shownEffect),
          ...views.parked.list().map(shownView),
        ],
        nextCursor: null,
      },
    })),
  )
  serve(retryParked, ({ params: { parkedId }, body, circumstances }) =>
    isOfView(parkedId)
      ? ofView(parkedId, operatorActs.retryParkedView, circumstances(body.reason))
      : pipe(
          reactions.parked.retry(parkedId, circumstances(body.reason)),
          TE.map(settledEffect(parkedId, 'released')),
        ),
  )
  serve(skipParked, ({ params: { parkedId }, body, circumstances }) =>
    isOfView(parkedId)
      ? ofView(parkedId, operatorActs.skipParkedView, circumstances(body.reason))
      : pipe(
          reactions.parked.skip(parkedId, circumstances(body.reason)),
          TE.map(settledEffect(parkedId, 'givenUp')),
        ),
  )
  serve(acceptLog, ({ body, circumstances }) =>
    pipe(
      reactions.acceptLog(circumstances(body.reason)),
      TE.map((accepted) => ({ body: { accepted } })),
    ),
  )
  serve(rotateMasterKey, ({ body, circumstances }) =>
    pipe(
      operatorActs.rotateMasterKey(circumstances(body.reason)),
      TE.map((position) => ({ body: { rotated: true as const }, position })),
    ),
  )
}
