import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Cabinet } from '../../application/cabinet.ts'
import type { Job } from '../../application/ports/reaction-progress.ts'
import {
  acceptLog,
  listParked,
  retryParked,
  rotateMasterKey,
  skipParked,
} from '../contract/staff-operations.ts'
import { timeOf } from '../schemas/basics.ts'
import type { Serve } from '../serve.ts'

const shown = ({ id, reaction, trigger, tries, parked }: Job) =>
  parked === null
    ? []
    : [
        {
          id,
          reaction,
          stream: trigger.stream,
          revision: trigger.revision,
          tries,
          parkedAt: timeOf(parked.at),
          why: parked.why,
        },
      ]

/** What staff do about the running cabinet itself: effects that failed too often, the log, the master key. */
export const staffRoutes = (serve: Serve, { reactions, rotateMasterKey: rotate }: Cabinet): void => {
  serve(listParked, () =>
    TE.fromTask(async () => ({
      body: { items: (await reactions.parked.list()).flatMap(shown), nextCursor: null },
    })),
  )
  serve(retryParked, ({ params, body, circumstances }) =>
    pipe(
      reactions.parked.retry(params.parkedId, circumstances(body.reason)),
      TE.map((position) => ({ body: { id: params.parkedId }, position })),
    ),
  )
  serve(skipParked, ({ params, body, circumstances }) =>
    pipe(
      reactions.parked.skip(params.parkedId, circumstances(body.reason)),
      TE.map((position) => ({ body: { id: params.parkedId }, position })),
    ),
  )
  serve(acceptLog, () => TE.fromTask(async () => ({ body: { accepted: await reactions.acceptLog() } })))
  serve(rotateMasterKey, () =>
    TE.fromTask(async () => {
      await rotate()
      return { body: { rotated: true as const } }
    }),
  )
}
