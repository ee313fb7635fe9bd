import * as E from 'fp-ts/lib/Either.js'
import { refuse } from '../../domain/decision.ts'
import { emailOf } from '../../domain/profile/email.ts'
import { notDue, type OpenRegistration } from '../../domain/registration/registration.ts'
import { requestLetter } from '../../domain/registration/steps.ts'
import {
  flowOf,
  type RegistrationParts,
  type RegistrationStream,
  type SeenRegistration,
  stepDone,
} from './registration-stream.ts'
import type { CodeStepRefusal, RegistrationOrder, Registrations, StepDone } from './registrations.ts'

type Answer<A> = Promise<E.Either<CodeStepRefusal, A>>

const purpose = 'registrationEmail'

/** Where the letter is to go: the address that was written now, or the one that is known. */
const addressee = (at: OpenRegistration, written: string | null): E.Either<CodeStepRefusal, string> => {
  if (at.status !== 'letter' && at.status !== 'emailConfirmation') return notDue(at)
  if (written === null)
    return typeof at.email === 'string' ? E.right(at.email) : refuse('RegistrationAbandoned')
  const email = emailOf(written)
  return email === null ? refuse('EmailInvalid') : E.right(email)
}

/** Step 5: the confirmation letter, sent again or to another address (M8). */
export const letterStep = (
  { challenges, claims, fingerprints, clock }: RegistrationParts,
  stream: RegistrationStream,
): Pick<Registrations, 'sendLetter'> => {
  /** An address that is another Profile's is answered alike; its owner is told by letter instead. */
  const issue = async (order: RegistrationOrder, email: string, flowId: string): Answer<void> => {
    const { registrationId: profileId, circumstances } = order
    const taken = await claims.isAnothers({ kind: 'email', email }, profileId)()
    if (E.isLeft(taken)) return taken
    const issued = await challenges.issue(
      { purpose, via: 'mail', flowId, profileId, to: email, decoy: taken.right },
      circumstances,
    )()
    // The link was followed before the address was changed, and changed back: it is followed again.
    if (E.isLeft(issued) && issued.left.code === 'ChallengeAlreadyPassed') return E.right(undefined)
    return E.map(() => undefined)(issued)
  }

  const send = async (
    order: RegistrationOrder,
    written: string | null,
    { at, outcome }: SeenRegistration,
  ): Answer<StepDone> => {
    const email = addressee(at, written)
    if (E.isLeft(email)) return outcome.replayed ? stepDone(order, outcome) : email
    const flowId = flowOf(fingerprints, order.registrationId, email.right)
    const challengeId = challenges.idOf(purpose, flowId)
    const told = await stream.decide(order, requestLetter({ email: email.right, challengeId }, clock.now()))
    if (E.isLeft(told)) return told
    const issued = await issue(order, email.right, flowId)
    // The first try had it sent already.
    const isRepeated = told.right.replayed && E.isLeft(issued) && issued.left.code === 'ResendTooSoon'
    return E.isLeft(issued) && !isRepeated ? issued : stepDone(order, told.right)
  }

  return {
    sendLetter: (order, written) => async () => {
      const seen = await stream.see(order)
      return E.isLeft(seen) ? seen : send(order, written, seen.right)
    },
  }
}
