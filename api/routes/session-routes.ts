import { pipe } from 'fp-ts/lib/function.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Cabinet } from '../../application/cabinet.ts'
import { actorOfSession, type OpenSession } from '../../application/sign-in/sessions.ts'
import type { SipCredentials } from '../../application/sign-in/sip-credentials.ts'
import * as operations from '../contract/session-operations.ts'
import type { SessionCookie } from '../cookie.ts'
import type { LastWrites } from '../last-writes.ts'
import { nameOf, sessionOf } from '../principal.ts'
import type { Problem } from '../problems/problem.ts'
import { timeOf } from '../schemas/basics.ts'
import type { SessionView } from '../schemas/session.ts'
import type { Ask, Serve } from '../serve.ts'
import type { Answer } from '../wire-answer.ts'

interface Parts {
  readonly cabinet: Cabinet
  readonly cookie: SessionCookie
  readonly lastWrites: LastWrites
}

/** A login or a step-up is refused in the same words whatever was wrong: what is known of the login stays here. */
const onlyCode = <Code extends Problem['code']>({
  code,
  retryAfter,
}: {
  code: Code
  retryAfter?: number
}): Problem => (retryAfter === undefined ? { code } : { code, retryAfter })

/** Entry with a SIP account, step-up, and leaving. Until Profiles exist a SIP entry opens the cabinet. */
export const sessionRoutes = (serve: Serve, { cabinet, cookie, lastWrites }: Parts): void => {
  const { sessions, finder } = cabinet

  /** From the account's own stream: whoever enters waits for no view. */
  const view = ({ accountId, expiresAt }: OpenSession): TaskEither<Problem, SessionView> =>
    pipe(
      finder.loginOf(accountId ?? ''),
      TE.map((login) => ({
        stage: 'open',
        account: { id: accountId ?? '', login },
        accounts: [{ id: accountId ?? '', login }],
        profile: null,
        expiresAt: timeOf(expiresAt),
      })),
    )

  const shown = (session: OpenSession): TaskEither<Problem, Answer<SessionView>> =>
    pipe(
      view(session),
      TE.map((body) => ({ body })),
    )

  /** A browser that enters anew leaves the session it was in. */
  const leaveFormer = async ({ request, circumstances }: Ask<unknown, unknown, unknown>): Promise<void> => {
    const token = cookie.read(request.headers.cookie)
    const former = token === null ? null : await sessions.find(token)
    if (former === null) return
    const actor = actorOfSession(former)
    await sessions.leave(former, { ...circumstances(), actor, sessionId: former.sessionId })()
  }

  const enter = (ask: Ask<unknown, unknown, SipCredentials>): TaskEither<Problem, Answer<SessionView>> =>
    pipe(
      sessions.enterBySip(ask.body, ask.circumstances()),
      TE.mapLeft(onlyCode),
      TE.chainFirstTaskK(() => () => leaveFormer(ask)),
      TE.chain(({ token, session, position }) => {
        if (position !== null) lastWrites.note(nameOf({ kind: 'session', session }), position)
        return pipe(
          view(session),
          TE.map((body) => ({ body, position, headers: { 'set-cookie': cookie.keep(token) } })),
        )
      }),
    )

  serve(operations.enterBySip, enter)
  serve(operations.getSession, ({ principal }) => shown(sessionOf(principal)))
  serve(operations.leave, ({ principal, circumstances }) =>
    pipe(
      sessions.leave(sessionOf(principal), circumstances()),
      TE.map((position) => ({ body: undefined, position, headers: { 'set-cookie': cookie.forget() } })),
    ),
  )
  serve(operations.chooseAccount, ({ principal, body }) => {
    const session = sessionOf(principal)
    return session.accountId === body.accountId ? shown(session) : TE.left({ code: 'AccountNotFound' })
  })
  serve(operations.confirmSession, ({ principal, body, circumstances }) =>
    pipe(
      sessions.confirm(sessionOf(principal), body.password, circumstances()),
      TE.mapLeft(onlyCode),
      TE.chain(shown),
    ),
  )
}
