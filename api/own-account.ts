import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Standings } from '../application/sign-in/standings.ts'
import type { RefusalOf } from '../domain/decision.ts'
import { sessionOf } from './principal.ts'
import type { Ask } from './serve.ts'

/** A request on an account. */
export type OfAccount<Body = unknown, Query = unknown> = Ask<{ readonly accountId: string }, Query, Body>

/**
 * The account of a request. Any other than the one chosen is refused clearly (M16): another of the Profile's own as not
 * chosen, all others as if they did not exist; before the session's stages are passed, none is looked at.
 */
export type OwnAccount = (
  ask: OfAccount,
) => TaskEither<RefusalOf<'StageDue' | 'AccountNotChosen' | 'AccountNotFound' | 'StoreUnavailable'>, string>

export const ownAccount =
  ({ admit }: Pick<Standings, 'admit'>): OwnAccount =>
  ({ params, principal }) =>
    admit(sessionOf(principal), params.accountId)
