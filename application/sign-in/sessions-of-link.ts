import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { RevocationCause } from '../../domain/session/session.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { SessionsOf } from '../ports/sessions.ts'
import type { Refusal } from '../refusal.ts'
import type { Sessions } from './sessions.ts'

/** Which account was a Profile's. */
export interface FormerLink {
  readonly profileId: string
  readonly accountId: string
}

/**
 * What rests on a link of a Profile and an account: sessions that work in it, and those that its SIP password opened,
 * where the Profile could choose it anew without giving that password again.
 */
export const sessionsOfLink = ({ profileId, accountId }: FormerLink): readonly SessionsOf[] => [
  { profileId, accountId },
  { profileId, provenAccountId: accountId },
]

/** Ends what rested on a link that is no more; the next request of each is refused. */
export const endSessionsOfLink =
  (
    sessions: Pick<Sessions, 'endOthers'>,
    link: FormerLink,
    cause: RevocationCause,
    circumstances: Circumstances,
  ): TaskEither<Refusal, void> =>
  async () => {
    for (const of of sessionsOfLink(link)) {
      const ended = await sessions.endOthers(of, null, cause, { ...circumstances, idempotency: null })()
      if (E.isLeft(ended)) return ended
    }
    return E.right(undefined)
  }
