import type { FastifyRequest } from 'fastify'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Cabinet } from '../../application/cabinet.ts'
import type { Circumstances } from '../../application/events/metadata.ts'
import type { OpenStaffSession, StaffEntered } from '../../application/staff/staff-sign-in.ts'
import * as operations from '../contract/staff-session-operations.ts'
import type { SessionCookie } from '../cookie.ts'
import type { LastWrites } from '../last-writes.ts'
import { nameOf, staffSessionOf } from '../principal.ts'
import type { Problem } from '../problems/problem.ts'
import { timeOf } from '../schemas/basics.ts'
import type { Serve } from '../serve.ts'
import type { Answer } from '../wire-answer.ts'

interface Parts {
  readonly cabinet: Cabinet
  readonly cookie: SessionCookie
  readonly lastWrites: LastWrites
}

const view = ({ stage, staffId, login, name, role, expiresAt }: OpenStaffSession) => ({
  stage,
  staff: { id: staffId, login, name, role },
  expiresAt: timeOf(expiresAt),
})

/** Managers and auditors enter, by a cookie of their own (`security.md`, staff). */
export const staffSessionRoutes = (serve: Serve, { cabinet, cookie, lastWrites }: Parts): void => {
  const { signIn } = cabinet.staff

  const entered = (
    step: TaskEither<Problem, StaffEntered>,
  ): TaskEither<Problem, Answer<operations.StaffSessionView>> =>
    pipe(
      step,
      TE.map(({ token, session, position }) => {
        if (position !== null) lastWrites.note(nameOf({ kind: 'staff', session }), position)
        return { body: view(session), position, headers: { 'set-cookie': cookie.keep(token) } }
      }),
    )

  /** A browser that enters anew leaves the session it was in. */
  const leaveFormer = async (request: FastifyRequest, asked: Circumstances): Promise<void> => {
    const token = cookie.read(request.headers.cookie)
    const former = token === null ? E.right(null) : await signIn.find(token)()
    if (E.isRight(former) && former.right !== null) await signIn.leave(former.right, asked)()
  }

  serve(operations.enterAsStaff, ({ body, circumstances, request }) =>
    entered(
      pipe(
        signIn.enter(body, circumstances()),
        TE.chainFirstTaskK(() => () => leaveFormer(request, circumstances())),
      ),
    ),
  )
  serve(operations.passStaffFactor, ({ principal, body, circumstances }) =>
    entered(signIn.passFactor(staffSessionOf(principal), body.code, circumstances())),
  )
  serve(operations.changeStaffPassword, ({ principal, body, circumstances }) =>
    entered(signIn.changePassword(staffSessionOf(principal), body.password, circumstances())),
  )
  serve(operations.setUpStaffAuthenticator, ({ principal }) =>
    pipe(
      signIn.setUpAuthenticator(staffSessionOf(principal)),
      TE.map(({ secret, uri }) => ({ body: { secret, uri } })),
    ),
  )
  serve(operations.getStaffSession, ({ principal }) => TE.right({ body: view(staffSessionOf(principal)) }))
  serve(operations.leaveStaffSession, ({ principal, circumstances }) =>
    pipe(
      signIn.leave(staffSessionOf(principal), circumstances()),
      TE.map((position) => ({ body: undefined, position, headers: cookie.forget() })),
    ),
  )
}
