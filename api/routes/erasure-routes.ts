import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Cabinet } from '../../application/cabinet.ts'
import type { Erasure } from '../../application/erasure/erasures.ts'
import * as operations from '../contract/erasure-operations.ts'
import { timeOf } from '../schemas/basics.ts'
import type { Serve } from '../serve.ts'

const shown = ({ profileId, erasedAt, certifiedAt, destroyed }: Erasure): operations.ErasureBody => ({
  profile: profileId,
  erasedAt: timeOf(erasedAt),
  certifiedAt: certifiedAt === null ? null : timeOf(certifiedAt),
  destroyed:
    destroyed === null
      ? null
      : {
          key: destroyed.subject,
          secrets: destroyed.secrets.map(({ use, ref }) => ({ use, ref })),
          phones: destroyed.phones,
          emails: destroyed.emails,
        },
})

/** M19: a Profile is erased on its owner's request, by the operator; its certificate is read. */
export const erasureRoutes = (serve: Serve, { erasures }: Pick<Cabinet, 'erasures'>): void => {
  serve(operations.eraseProfile, ({ params, body, circumstances }) =>
    pipe(
      erasures.erase(params.profileId, circumstances(body.reason)),
      TE.map((erasure) => ({ body: shown(erasure), position: erasure.position })),
    ),
  )
  serve(operations.getErasure, ({ params }) =>
    pipe(
      erasures.certificate(params.profileId),
      TE.map((erasure) => ({ body: shown(erasure) })),
    ),
  )
}
