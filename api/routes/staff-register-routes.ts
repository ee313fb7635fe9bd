import { pipe } from 'fp-ts/lib/function.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Cabinet } from '../../application/cabinet.ts'
import type { Refusal } from '../../application/refusal.ts'
import type { OneTimePassword, StaffListing } from '../../application/staff/staff-register.ts'
import * as operations from '../contract/staff-register-operations.ts'
import { timeOf } from '../schemas/basics.ts'
import type { Serve } from '../serve.ts'

const shown = ({ staffId, login, name, role, status, hasSecondFactor }: StaffListing) => ({
  ...{ id: staffId, login, name, role, status },
  secondFactor: hasSecondFactor,
})

const shownOnce = ({ staffId, password, expiresAt, position }: OneTimePassword) => ({
  body: { id: staffId, password, expiresAt: timeOf(expiresAt) },
  position,
})

/** Who may act for the operator: administered at the CLI's socket only. */
export const staffRegisterRoutes = (serve: Serve, { staff: { register } }: Cabinet): void => {
  const withLogin = (login: string): TaskEither<Refusal, readonly StaffListing[]> =>
    pipe(
      register.idOf(login),
      TE.chainW((staffId) =>
        staffId === null
          ? TE.right([])
          : pipe(
              register.show(staffId),
              TE.map((found) => [found]),
            ),
      ),
    )

  serve(operations.createStaff, ({ body: { reason, ...wanted }, circumstances }) =>
    pipe(register.create(wanted, circumstances(reason)), TE.map(shownOnce)),
  )
  serve(operations.listStaff, ({ query: { login } }) =>
    pipe(
      login === undefined ? register.list() : withLogin(login),
      TE.map((items) => ({ body: { items: items.map(shown), nextCursor: null } })),
    ),
  )
  serve(operations.setStaffState, ({ params, body, circumstances }) =>
    pipe(
      register.setState(params.staffId, body.state, circumstances(body.reason)),
      TE.map((changed) => ({ body: shown(changed), position: changed.position })),
    ),
  )
  serve(operations.resetStaffSecondFactor, ({ params, body, circumstances }) =>
    pipe(register.resetSecondFactor(params.staffId, circumstances(body.reason)), TE.map(shownOnce)),
  )
}
