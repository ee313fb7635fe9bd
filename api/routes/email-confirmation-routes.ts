import * as E from 'fp-ts/lib/Either.js'
import type { Cabinet } from '../../application/cabinet.ts'
import type { LinkFollower } from '../../application/challenges/challenges.ts'
import type { EmailConfirmed } from '../../application/challenges/email-confirmations.ts'
import type { Circumstances } from '../../application/events/metadata.ts'
import { actorOfSession, type Entered, type OpenSession } from '../../application/sign-in/sessions.ts'
import * as operations from '../contract/letter-operations.ts'
import type { SessionCookie } from '../cookie.ts'
import type { LastWrites } from '../last-writes.ts'
import { nameOf } from '../principal.ts'
import type { Problem } from '../problems/problem.ts'
import type { ReplacedTokens } from '../replaced-tokens.ts'
import type { Serve } from '../serve.ts'
import type { Answer } from '../wire-answer.ts'

interface Parts {
  readonly cabinet: Cabinet
  readonly cookie: SessionCookie
  readonly replaced: Pick<ReplacedTokens, 'note'>
  readonly lastWrites: LastWrites
}

type Shown = Promise<E.Either<Problem, Answer<operations.ConfirmedView>>>

/** What the letters' links lead to (M9). A POST alone changes anything: mail scanners open every link. */
export const emailConfirmationRoutes = (
  serve: Serve,
  { cabinet, cookie, replaced, lastWrites }: Parts,
): void => {
  const { confirmByLetter, sessions, standings } = cabinet

  /** The browser may be somebody else's, who is not to be named for what the letter's owner does. */
  const followerIn =
    (session: OpenSession | null, asked: Circumstances): LinkFollower =>
    (profileId) =>
      session !== null && (session.registrationId === profileId || session.profileId === profileId)
        ? { ...asked, actor: actorOfSession(session), sessionId: session.sessionId }
        : asked

  const show = async (
    { purpose, position }: EmailConfirmed,
    session: OpenSession | null,
    entered: Entered | null,
  ): Shown => {
    if (session === null) return E.right({ body: { purpose, stage: null }, position })
    const standing = await standings.of(session)()
    if (E.isLeft(standing)) return standing
    return E.right({
      body: { purpose, stage: standing.right.stage },
      position: entered?.position ?? position,
      ...(entered === null ? {} : { headers: { 'set-cookie': cookie.keep(entered.token) } }),
    })
  }

  /** M9, M10: the letter was opened where the registration goes on. What keeps the session from going on is no refusal. */
  const open = async (
    confirmed: EmailConfirmed,
    session: OpenSession,
    token: string,
    circumstances: Circumstances,
  ): Shown => {
    const proven = await sessions.proveRegistered(session, confirmed.profileId, circumstances)()
    const entered = E.isRight(proven) ? proven.right : proven.left.entered
    if (entered === undefined) return show(confirmed, null, null)
    replaced.note(token)
    const { position, session: goingOn } = entered
    if (position !== null) lastWrites.note(nameOf({ kind: 'session', session: goingOn }), position)
    return show(confirmed, goingOn, entered)
  }

  /** Where this browser stands after its letter was followed. */
  const goOn = (
    confirmed: EmailConfirmed,
    { token, session }: { readonly token: string; readonly session: OpenSession },
    circumstances: Circumstances,
  ): Shown => {
    const { purpose, profileId } = confirmed
    if (purpose !== 'registration') return show(confirmed, null, null)
    if (session.registrationId === profileId) return open(confirmed, session, token, circumstances)
    return show(confirmed, session.profileId === profileId ? session : null, null)
  }

  serve(operations.confirmEmail, ({ request, body, circumstances }) => async () => {
    const token = cookie.read(request.headers.cookie)
    const session = token === null ? null : await sessions.find(token)
    const follower = followerIn(session, circumstances())
    const confirmed = await confirmByLetter(body.token, follower)()
    if (E.isLeft(confirmed)) return confirmed
    return token === null || session === null
      ? show(confirmed.right, null, null)
      : goOn(confirmed.right, { token, session }, follower(confirmed.right.profileId))
  })
}
