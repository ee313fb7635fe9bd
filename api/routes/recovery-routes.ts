import { pipe } from 'fp-ts/lib/function.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Cabinet } from '../../application/cabinet.ts'
import type { RecoveryRefusal, RecoveryShown } from '../../application/recovery/recovery.ts'
import * as operations from '../contract/recovery-operations.ts'
import type { Problem } from '../problems/problem.ts'
import { differentConfirmation, weakPassword } from '../problems/weak-password.ts'
import { timeOf } from '../schemas/basics.ts'
import type { Serve } from '../serve.ts'
import type { Answer } from '../wire-answer.ts'

const shown = ({ id, due, expiresAt }: RecoveryShown): Answer<operations.RecoveryView> => ({
  body: { id, due, expiresAt: expiresAt === null ? null : timeOf(expiresAt) },
})

const answered = (
  step: TaskEither<RecoveryRefusal, RecoveryShown>,
): TaskEither<Problem, Answer<operations.RecoveryView>> =>
  pipe(
    step,
    TE.map(shown),
    TE.mapLeft(
      ({ faults, ...refusal }): Problem =>
        faults === undefined ? refusal : weakPassword({ code: 'ProfilePasswordWeak', faults }),
    ),
  )

/** A forgotten Profile password replaced (M17). Whoever has the id goes on with it: no cookie is looked at. */
export const recoveryRoutes = (serve: Serve, { recovery }: Cabinet): void => {
  serve(operations.beginRecovery, ({ body, circumstances }) =>
    answered(recovery.begin(body.phone, circumstances())),
  )
  serve(operations.getRecovery, ({ params }) => answered(recovery.look(params.recoveryId)))
  serve(operations.sendRecoveryCode, ({ params, circumstances }) =>
    answered(recovery.sendCode(params.recoveryId, circumstances())),
  )
  serve(operations.confirmRecoveryPhone, ({ params, body, circumstances }) =>
    answered(recovery.confirmPhone(params.recoveryId, body.code, circumstances())),
  )
  serve(operations.sendRecoveryLetter, ({ params, circumstances }) =>
    answered(recovery.sendLetter(params.recoveryId, circumstances())),
  )
  serve(operations.setRecoveredPassword, ({ params, body, circumstances }) =>
    body.password === body.confirmation
      ? answered(recovery.setPassword(params.recoveryId, body.password, circumstances()))
      : TE.left(differentConfirmation),
  )
}
