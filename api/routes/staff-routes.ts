import { pipe } from 'fp-ts/lib/function.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { match } from 'ts-pattern'
import type { Cabinet } from '../../application/cabinet.ts'
import type { Position } from '../../application/ports/event-store.ts'
import type { Job } from '../../application/ports/reaction-progress.ts'
import type { ParkedView, TakenIn } from '../../application/projections/parked-views.ts'
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

const settledView = (id: string, taken: TakenIn): TaskEither<Problem, Settled> =>
  match(taken)
    .returnType<TaskEither<Problem, Settled>>()
    .with('takenIn', 'parkedAgain', (outcome) => TE.right({ body: { id, outcome } }))
    .with('notParked', () => TE.left({ code: 'NotParked' }))
    .with('storeUnavailable', () => TE.left({ code: 'StoreUnavailable' }))
    .exhaustive()

const settledEffect =
  (id: string, outcome: Outcome) =>
  (position: Position | null): Settled => ({ body: { id, outcome }, position })

/** What staff do about the running cabinet itself: views, what is parked, the log, the master key. */
export const staffRoutes = (serve: Serve, cabinet: Cabinet): void => {
  const { reactions, views } = cabinet

  /** Effects have uuids, a view's stream its view's name before a colon. */
  const isOfView = (id: string): boolean => id.includes(':')

  const ofView = (id: string, settle: (id: string) => Promise<TakenIn>): TaskEither<Problem, Settled> =>
    pipe(
      TE.fromTask(() => settle(id)),
      TE.chain((taken) => settledView(id, taken)),
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
  serve(rebuildViews, () => TE.fromTask(async () => ({ body: { begun: views.rebuild() } })))
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
      ? ofView(parkedId, views.parked.retry)
      : pipe(
          reactions.parked.retry(parkedId, circumstances(body.reason)),
          TE.map(settledEffect(parkedId, 'released')),
        ),
  )
  serve(skipParked, ({ params: { parkedId }, body, circumstances }) =>
    isOfView(parkedId)
      ? ofView(parkedId, views.parked.skip)
      : pipe(
          reactions.parked.skip(parkedId, circumstances(body.reason)),
          TE.map(settledEffect(parkedId, 'givenUp')),
        ),
  )
  serve(acceptLog, () => TE.fromTask(async () => ({ body: { accepted: await reactions.acceptLog() } })))
  serve(rotateMasterKey, () =>
    TE.fromTask(async () => {
      await cabinet.rotateMasterKey()
      return { body: { rotated: true as const } }
    }),
  )
}
