import * as E from 'fp-ts/lib/Either.js'
import type { RegistrationEvent } from '../../domain/registration/events.ts'
import {
  type OpenRegistration,
  type Registration,
  type RegistrationDecision,
  type RegistrationRefusal,
  registration,
  whileOpen,
} from '../../domain/registration/registration.ts'
import type { Challenges } from '../challenges/challenges.ts'
import type { ProfileClaims } from '../claims/profile-claims.ts'
import type { CommandHandler, Outcome } from '../commands/command-handler.ts'
import type { Clock } from '../ports/clock.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { Ids } from '../ports/ids.ts'
import type { IsCommonPassword, PasswordVault } from '../ports/passwords.ts'
import type { Sealing } from '../ports/sealing.ts'
import type { SecretVault } from '../ports/vault.ts'
import type { RegistrationOrder, ShownRegistration, StepDone, StepRefusal } from './registrations.ts'

export interface RegistrationParts {
  readonly handler: CommandHandler
  readonly challenges: Challenges
  readonly claims: ProfileClaims
  readonly passwords: PasswordVault
  readonly isCommonPassword: IsCommonPassword
  readonly secrets: Pick<SecretVault, 'destroy'>
  readonly sealing: Pick<Sealing, 'destroyKey'>
  readonly fingerprints: Fingerprints
  readonly ids: Pick<Ids, 'uuid' | 'named'>
  readonly clock: Clock
  /** Version of the offer that is in force. */
  readonly presentOffer: () => string
}

export type RegistrationOutcome = Outcome<Registration, RegistrationEvent>

/** An open registration as its stream tells it now. */
export interface SeenRegistration {
  readonly at: OpenRegistration
  readonly outcome: RegistrationOutcome
}

export interface RegistrationStream {
  readonly decide: (
    order: RegistrationOrder,
    decide: RegistrationDecision,
  ) => Promise<E.Either<StepRefusal, RegistrationOutcome>>
  /**
   * Reads it before anything is done outside its stream: no code and no secret is made for a request that is a repeated
   * one, or comes too late. Refused as every step of one that is not open.
   */
  readonly see: (order: RegistrationOrder) => Promise<E.Either<StepRefusal, SeenRegistration>>
  readonly load: (id: string) => Promise<E.Either<StepRefusal, Registration>>
}

const lookOnly = (now: number): RegistrationDecision => whileOpen(now, () => E.right([]))

const whyNotOpen: Readonly<Record<'absent' | 'completed' | 'abandoned', RegistrationRefusal>> = {
  absent: 'RegistrationNotFound',
  completed: 'RegistrationCompleted',
  abandoned: 'RegistrationAbandoned',
}

/** The registration while it is open. Refused: RegistrationNotFound, RegistrationCompleted, RegistrationAbandoned. */
export const openOf = (state: Registration): E.Either<StepRefusal, OpenRegistration> =>
  state.status === 'absent' || state.status === 'completed' || state.status === 'abandoned'
    ? E.left({ code: whyNotOpen[state.status] })
    : E.right(state)

export const shownOf = (id: string, at: OpenRegistration): ShownRegistration => ({
  id,
  due: at.status,
  phone: 'phone' in at ? at.phone : null,
  email: 'email' in at ? at.email : null,
  offerVersion: 'offer' in at ? at.offer.version : null,
  expiresAt: at.until,
})

/** What a step answers. */
export const stepDone = (
  { registrationId }: RegistrationOrder,
  { state, position }: RegistrationOutcome,
): E.Either<StepRefusal, StepDone> =>
  E.map((at: OpenRegistration) => ({ registration: shownOf(registrationId, at), position }))(openOf(state))

/** Name of the flow of one registration's codes to one address; a corrected address has codes and tries of its own. */
export const flowOf = ({ of }: Fingerprints, registrationId: string, to: string): string =>
  of('flow', 'registration', registrationId, to)

export const registrationStream = ({
  handler,
  clock,
}: Pick<RegistrationParts, 'handler' | 'clock'>): RegistrationStream => {
  const decide: RegistrationStream['decide'] = ({ registrationId, circumstances }, decision) =>
    handler.execute({
      aggregate: registration,
      id: registrationId,
      owner: `profile-${registrationId}`,
      decide: decision,
      circumstances,
    })()

  return {
    decide,

    see: async (order) => {
      const outcome = await decide(order, lookOnly(clock.now()))
      if (E.isLeft(outcome)) return outcome
      const at = openOf(outcome.right.state)
      return E.isLeft(at) ? at : E.right({ at: at.right, outcome: outcome.right })
    },

    load: async (id) =>
      E.map(({ state }: { readonly state: Registration }) => state)(await handler.load(registration, id)()),
  }
}
