import * as E from 'fp-ts/lib/Either.js'
import type { PhoneOrder } from '../application/profiles/phone-change.ts'
import { sessionOf } from './principal.ts'
import type { Problem } from './problems/problem.ts'
import type { Ask } from './serve.ts'
import type { StepUp } from './step-up.ts'

/** A request on the own Profile, whatever it carries. */
export type OfProfile = Pick<Ask<unknown, unknown, unknown>, 'principal' | 'circumstances' | 'ifMatch'>

/**
 * Whose page is asked for: the Profile that was proven in the session, its second factor given. No account needs to be
 * chosen, or a Profile that was let out of its last account (M18) could not be looked after. Refused: StageDue.
 */
export const ownOrder = ({ principal, circumstances, ifMatch }: OfProfile): E.Either<Problem, PhoneOrder> => {
  const { profileId, secondFactor, sessionId } = sessionOf(principal)
  if (profileId === null) return E.left({ code: 'StageDue', due: 'linkOrRegister' })
  if (secondFactor !== null) return E.left({ code: 'StageDue', due: 'secondFactor' })
  return E.right({ profileId, sessionId, circumstances: circumstances(), ifMatch })
}

/** The same for what wants the password or second factor given lately (`security.md`). Refused: ConfirmationRequired. */
export const confirmedOrder =
  (stepUp: StepUp) =>
  (ask: OfProfile): E.Either<Problem, PhoneOrder> => {
    const order = ownOrder(ask)
    if (E.isLeft(order)) return order
    const confirmed = stepUp(ask)
    return E.isLeft(confirmed) ? confirmed : order
  }
