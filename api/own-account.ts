import * as E from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../domain/decision.ts'
import { sessionOf } from './principal.ts'
import type { Ask } from './serve.ts'

/** A request on an account. */
export type OfAccount<Body = unknown, Query = unknown> = Ask<{ readonly accountId: string }, Query, Body>

/** The account of a request. Any other than the session's own is answered as if it did not exist (M16). */
export const ownAccount = ({
  params,
  principal,
}: OfAccount): E.Either<RefusalOf<'AccountNotFound'>, string> =>
  sessionOf(principal).accountId === params.accountId
    ? E.right(params.accountId)
    : E.left({ code: 'AccountNotFound' })
