import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Cabinet } from '../../application/cabinet.ts'
import {
  actorOfSession,
  type Entered,
  type OpenSession,
  type StepRefusal,
} from '../../application/sign-in/sessions.ts'
import * as profileOperations from '../contract/profile-entry-operations.ts'
import * as operations from '../contract/session-operations.ts'
import type { SessionCookie } from '../cookie.ts'
import type { LastWrites } from '../last-writes.ts'
import { nameOf, sessionOf } from '../principal.ts'
import type { Problem } from '../problems/problem.ts'
import type { ProblemCode } from '../problems/problem-code.ts'
import type { ReplacedTokens } from '../replaced-tokens.ts'
import type { SessionView } from '../schemas/session.ts'
import { sessionViews } from '../schemas/shown-session.ts'
import type { Ask, Serve } from '../serve.ts'
import type { Answer } from '../wire-answer.ts'

interface Parts {
  readonly cabinet: Cabinet
  readonly cookie: SessionCookie
  readonly replaced: Pick<ReplacedTokens, 'note'>
  readonly lastWrites: LastWrites
}

type AnyAsk<Body = unknown> = Ask<unknown, unknown, Body>

/** A refusal as it goes out: what is known of a login stays here, and a new token goes along with it. */
const problemOf =
  (cookie: SessionCookie) =>
  ({ code, retryAfter, due, entered }: StepRefusal<ProblemCode>): Problem => ({
    code,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(due === undefined ? {} : { due }),
    ...(entered === undefined ? {} : { setCookie: cookie.keep(entered.token) }),
  })

/** Entry, the steps of a sign-in, step-up, and leaving. */
export const sessionRoutes = (serve: Serve, { cabinet, cookie, replaced, lastWrites }: Parts): void => {
  const { sessions, profileSignIn } = cabinet
  const view = sessionViews(cabinet)
  const refusal = problemOf(cookie)

  const shown = (session: OpenSession): TaskEither<Problem, Answer<SessionView>> =>
    pipe(
      view(session),
      TE.map((body) => ({ body })),
    )

  /** The session that this browser was in before. */
  const formerOf = async ({ request }: AnyAsk): Promise<OpenSession | null> => {
    const token = cookie.read(request.headers.cookie)
    return token === null ? null : sessions.find(token)
  }

  /** A browser that enters anew leaves the session it was in. */
  const leaveFormer = async (
    former: OpenSession | null,
    entered: Entered | undefined,
    { circumstances }: AnyAsk,
  ): Promise<void> => {
    if (former === null || entered === undefined || former.sessionId === entered.session.sessionId) return
    const actor = actorOfSession(former)
    await sessions.leave(former, { ...circumstances(), actor, sessionId: former.sessionId })()
  }

  const shownEntered = ({ token, session, position }: Entered): TaskEither<Problem, Answer<SessionView>> => {
    if (position !== null) lastWrites.note(nameOf({ kind: 'session', session }), position)
    return pipe(
      view(session),
      TE.map((body) => ({ body, position, headers: { 'set-cookie': cookie.keep(token) } })),
    )
  }

  const enter =
    <Body>(
      by: (
        ask: Ask<unknown, unknown, Body>,
        former: OpenSession | null,
      ) => TaskEither<StepRefusal<ProblemCode>, Entered>,
    ) =>
    (ask: Ask<unknown, unknown, Body>): TaskEither<Problem, Answer<SessionView>> =>
    async () => {
      const former = await formerOf(ask)
      const done = await by(ask, former)()
      if (E.isRight(done) || done.left.entered !== undefined)
        replaced.note(cookie.read(ask.request.headers.cookie))
      await leaveFormer(former, E.isLeft(done) ? done.left.entered : done.right, ask)
      return E.isLeft(done) ? E.left(refusal(done.left)) : shownEntered(done.right)()
    }

  const goOn =
    ({ request }: Pick<AnyAsk, 'request'>, step: TaskEither<StepRefusal<ProblemCode>, Entered>) =>
    async () => {
      const done = await step()
      if (E.isRight(done) || done.left.entered !== undefined)
        replaced.note(cookie.read(request.headers.cookie))
      return E.isLeft(done) ? E.left(refusal(done.left)) : shownEntered(done.right)()
    }

  const sent = (step: TaskEither<StepRefusal<ProblemCode>, void>) =>
    pipe(
      step,
      TE.mapLeft(refusal),
      TE.map(() => ({ body: undefined })),
    )

  serve(
    operations.enterBySip,
    enter((ask) => sessions.enterBySip(ask.body, ask.circumstances())),
  )
  serve(
    profileOperations.enterByProfile,
    enter((ask, former) => profileSignIn.enter(ask.body, former, ask.circumstances())),
  )
  serve(profileOperations.passSecondFactor, (ask) =>
    goOn(ask, profileSignIn.passSecondFactor(sessionOf(ask.principal), ask.body.code, ask.circumstances())),
  )
  serve(profileOperations.sendSecondFactor, ({ principal, circumstances }) =>
    sent(profileSignIn.sendSecondFactor(sessionOf(principal), circumstances())),
  )
  serve(operations.getSession, ({ principal }) => shown(sessionOf(principal)))
  serve(operations.leave, ({ principal, circumstances }) =>
    pipe(
      sessions.leave(sessionOf(principal), circumstances()),
      TE.map((position) => ({ body: undefined, position, headers: cookie.forget() })),
    ),
  )
  serve(operations.chooseAccount, (ask) =>
    goOn(ask, sessions.chooseAccount(sessionOf(ask.principal), ask.body.accountId, ask.circumstances())),
  )
  serve(operations.confirmSession, (ask) =>
    goOn(ask, profileSignIn.confirm(sessionOf(ask.principal), ask.body, ask.circumstances())),
  )
  serve(profileOperations.sendConfirmation, ({ principal, circumstances }) =>
    sent(profileSignIn.sendConfirmation(sessionOf(principal), circumstances())),
  )
}
