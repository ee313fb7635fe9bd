import * as E from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../../domain/decision.ts'
import type { ProjectedEvent } from '../events/projected-event.ts'
import type { RegistrationOrder, Registrations } from '../registration/registrations.ts'
import { type EffectReaction, effect, type LogAway } from './reaction.ts'
import { circumstancesOf } from './work.ts'

/** Where the log was away the work is done again; any other refusal says that there is nothing to do (any more). */
const unlessAway = (result: E.Either<RefusalOf<string>, unknown>): E.Either<LogAway, void> => {
  if (E.isRight(result)) return E.right(undefined)
  const { code } = result.left
  return code === 'StoreUnavailable' || code === 'TooManyConflicts' ? E.left('logAway') : E.right(undefined)
}

const orderOf = ({ id, subjectId, metadata }: ProjectedEvent): RegistrationOrder => ({
  registrationId: subjectId,
  circumstances: circumstancesOf({ eventId: id, correlationId: metadata.correlationId }),
})

/**
 * How registrations come to their end whatever happened (`architecture.md`, operations that touch several streams): one
 * whose e-mail is confirmed becomes a Profile with its claims confirmed, one that was abandoned leaves nothing behind,
 * and one whose time is over is abandoned. That is a job that falls due at the registration's end: it needs no table of
 * its own, is made anew from the log as every job is, and nobody has to look for registrations.
 */
export const registrationEnds = (
  registrations: Pick<Registrations, 'complete' | 'expire' | 'letGo'>,
): readonly EffectReaction[] => [
  effect({
    name: 'completeRegistration',
    on: 'RegistrationEmailConfirmed',
    perform: async (event) => unlessAway(await registrations.complete(orderOf(event))()),
  }),
  effect({
    name: 'confirmClaimsOfRegistration',
    on: 'RegistrationCompleted',
    perform: async (event) => unlessAway(await registrations.complete(orderOf(event))()),
  }),
  effect({
    name: 'letGoOfRegistration',
    on: 'RegistrationAbandoned',
    perform: async (event) => unlessAway(await registrations.letGo(orderOf(event))()),
  }),
  effect({
    name: 'expireRegistration',
    on: 'RegistrationStarted',
    dueAt: ({ data }) => data.until,
    perform: async (event) => unlessAway(await registrations.expire(orderOf(event))()),
  }),
]
