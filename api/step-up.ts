import * as E from 'fp-ts/lib/Either.js'
import type { Clock } from '../application/ports/clock.ts'
import type { RefusalOf } from '../domain/decision.ts'
import { minutes } from '../domain/instant.ts'
import { type Principal, sessionOf } from './principal.ts'

/** How long a password or second factor that was given counts as given (`security.md`, step-up). */
export const confirmationLasts = minutes(5)

/** Lets pass what was confirmed within the last 5 minutes. Refused: ConfirmationRequired. */
export type StepUp = (asked: {
  readonly principal: Principal
}) => E.Either<RefusalOf<'ConfirmationRequired'>, void>

/** The one check of step-up, for every change that wants it. */
export const stepUp =
  (clock: Clock): StepUp =>
  ({ principal }) =>
    clock.now() - sessionOf(principal).confirmedAt < confirmationLasts
      ? E.right(undefined)
      : E.left({ code: 'ConfirmationRequired' })
