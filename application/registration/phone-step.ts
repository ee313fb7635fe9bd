import * as E from 'fp-ts/lib/Either.js'
import type { Challenge } from '../../domain/challenge/challenge.ts'
import { challenge } from '../../domain/challenge/challenge.ts'
import { refuse } from '../../domain/decision.ts'
import { phoneOf } from '../../domain/profile/phone.ts'
import { notDue, type OpenRegistration } from '../../domain/registration/registration.ts'
import { confirmPhone, givePhone } from '../../domain/registration/steps.ts'
import {
  flowOf,
  type RegistrationParts,
  type RegistrationStream,
  type SeenRegistration,
  stepDone,
} from './registration-stream.ts'
import type { CodeStepRefusal, RegistrationOrder, Registrations, StepDone } from './registrations.ts'

type Answer<A> = Promise<E.Either<CodeStepRefusal, A>>

const purpose = 'registrationPhone'

/** The phone whose code is due. */
const awaitedPhone = (at: OpenRegistration): E.Either<CodeStepRefusal, string> => {
  if (at.status !== 'phoneCode') return notDue(at)
  return typeof at.phone === 'string' ? E.right(at.phone) : refuse('RegistrationAbandoned')
}

/** Steps 1 and 2: the phone, and its code (M3, M4). */
export const phoneStep = (
  { handler, challenges, claims, fingerprints, clock }: RegistrationParts,
  stream: RegistrationStream,
): Pick<Registrations, 'givePhone' | 'sendCode' | 'confirmPhone'> => {
  const flowTo = ({ registrationId }: RegistrationOrder, phone: string) =>
    flowOf(fingerprints, registrationId, phone)

  /** Has the code sent. A phone that is another Profile's is answered alike, and its owner is told instead. */
  const issue = async (order: RegistrationOrder, phone: string): Answer<void> => {
    const { registrationId, circumstances } = order
    const taken = await claims.isAnothers({ kind: 'phone', phone }, registrationId)()
    if (E.isLeft(taken)) return taken
    const issued = await challenges.issue(
      {
        ...{ purpose, via: 'sms', flowId: flowTo(order, phone), profileId: registrationId },
        ...{ to: phone, decoy: taken.right },
      },
      circumstances,
    )()
    return E.map(() => undefined)(issued)
  }

  const isCodeUnderWay = async (order: RegistrationOrder, phone: string): Answer<boolean> => {
    const loaded = await handler.load(challenge, challenges.idOf(purpose, flowTo(order, phone)))()
    return E.map(({ state }: { readonly state: Challenge }) =>
      state.status === 'open' ? clock.now() < state.until : state.status === 'passed',
    )(loaded)
  }

  const give = async (
    order: RegistrationOrder,
    phone: string,
    { at }: SeenRegistration,
  ): Answer<StepDone> => {
    const challengeId = challenges.idOf(purpose, flowTo(order, phone))
    const told = await stream.decide(order, givePhone({ phone, challengeId }, clock.now()))
    if (E.isLeft(told)) return told
    const isSame = at.status === 'phoneCode' && at.phone === phone
    const underWay = isSame ? await isCodeUnderWay(order, phone) : E.right(false)
    if (E.isLeft(underWay)) return underWay
    const issued = underWay.right ? E.right(undefined) : await issue(order, phone)
    return E.isLeft(issued) ? issued : stepDone(order, told.right)
  }

  /** The phone is reserved as soon as it is proven, and only then (ADR 9). */
  const reserve = async (order: RegistrationOrder, phone: string, at: OpenRegistration): Answer<void> => {
    const { registrationId: owner, circumstances } = order
    return claims.hold({ value: { kind: 'phone', phone }, owner, circumstances }, at.until)()
  }

  const confirm = async (
    order: RegistrationOrder,
    code: string,
    { at, outcome }: SeenRegistration,
  ): Answer<StepDone> => {
    if (outcome.replayed) return stepDone(order, outcome)
    const phone = awaitedPhone(at)
    if (E.isLeft(phone)) return phone
    const { registrationId: profileId, circumstances } = order
    const proof = await challenges.pass(
      { purpose, flowId: flowTo(order, phone.right), profileId, code },
      circumstances,
    )()
    if (E.isLeft(proof)) return proof
    const reserved = await reserve(order, phone.right, at)
    if (E.isLeft(reserved)) return reserved
    const told = await stream.decide(order, confirmPhone(proof.right, clock.now()))
    return E.isLeft(told) ? told : stepDone(order, told.right)
  }

  return {
    givePhone: (order, written) => async () => {
      const phone = phoneOf(written)
      if (phone === null) return refuse('PhoneInvalid')
      const seen = await stream.see(order)
      return E.isLeft(seen) ? seen : give(order, phone, seen.right)
    },

    sendCode: (order) => async () => {
      const seen = await stream.see(order)
      if (E.isLeft(seen)) return seen
      const phone = awaitedPhone(seen.right.at)
      if (E.isLeft(phone)) return phone
      const issued = await issue(order, phone.right)
      return E.isLeft(issued) ? issued : stepDone(order, seen.right.outcome)
    },

    confirmPhone: (order, code) => async () => {
      const seen = await stream.see(order)
      return E.isLeft(seen) ? seen : confirm(order, code, seen.right)
    },
  }
}
