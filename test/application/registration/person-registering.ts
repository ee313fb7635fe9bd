import * as E from 'fp-ts/lib/Either.js'
import type { RegistrationOrder } from '../../../application/registration/registrations.ts'
import type { RegistrationStep } from '../../../domain/registration/registration.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { keyed } from '../circumstances.ts'
import { offerVersion } from '../sign-in/profile-doubles.ts'
import {
  accountId,
  asked,
  person,
  type RegistrationProcess,
  type RegistrationSide,
} from './registration-side.ts'

interface Who {
  readonly phone: string
  readonly lastName: string
  readonly firstName: string
  readonly email: string
  readonly password: string
}

/** A person who takes the steps one after another, with the newest code or link of whatever was sent. */
export const personRegistering = (side: RegistrationSide, who: Who = person, key = 'begin') => {
  const told = { ...asked, idempotency: null }

  const newestIssue = async (profileId: string, purpose: string) => {
    const issued = (await side.events()).filter(
      ({ type, data }) =>
        type === 'ChallengeIssued' && data['purpose'] === purpose && data['profileId'] === profileId,
    )
    const { stream, data } = issued.at(-1) ?? { stream: 'challenge-none', data: { issue: 0 } }
    return { challengeId: stream.slice('challenge-'.length), issue: Number(data['issue']) }
  }

  const begin = async ({ registrations }: RegistrationProcess): Promise<string> =>
    rightOf(await registrations.begin(accountId, keyed(key, 'body', { actor: asked.actor }))()).registration
      .id

  type Step = (process: RegistrationProcess, order: RegistrationOrder) => Promise<unknown>

  const follow: Step = async ({ registrations, confirmByLetter }, order) => {
    rightOf(await registrations.sendLetter(order, null)())
    const { challengeId, issue } = await newestIssue(order.registrationId, 'registrationEmail')
    return rightOf(await confirmByLetter(`${challengeId}/${issue}`, () => told)())
  }

  const steps: Readonly<Record<RegistrationStep, Step>> = {
    phone: async ({ registrations }, order) => rightOf(await registrations.givePhone(order, who.phone)()),
    phoneCode: async ({ registrations }, order) => {
      // Whoever waits for a code in vain gives the phone again.
      rightOf(await registrations.givePhone(order, who.phone)())
      const { challengeId, issue } = await newestIssue(order.registrationId, 'registrationPhone')
      const code = side.doubles.codes.codeOf(challengeId, issue)
      return rightOf(await registrations.confirmPhone(order, code)())
    },
    details: async ({ registrations }, order) => {
      const { lastName, firstName, email } = who
      const details = { lastName, firstName, email, acceptedOffer: offerVersion }
      return rightOf(await registrations.giveDetails(order, details)())
    },
    password: async ({ registrations }, order) =>
      rightOf(await registrations.setPassword(order, who.password)()),
    letter: follow,
    emailConfirmation: async (process, order) => {
      side.clock.advance(60_000)
      return follow(process, order)
    },
    profile: async ({ registrations }, order) => rightOf(await registrations.complete(order)()),
  }

  /** Goes on from whatever is due, as somebody does who comes back after a crash; answers the Profile's id. */
  const goOn = async (
    process: RegistrationProcess,
    until: RegistrationStep | null = null,
  ): Promise<string> => {
    const registrationId = await begin(process)
    for (;;) {
      const found = await process.registrations.find(registrationId)()
      if (E.isLeft(found) && found.left.code === 'RegistrationCompleted') return registrationId
      const { due } = rightOf(found)
      if (due === until) return registrationId
      await steps[due](process, { registrationId, circumstances: told })
    }
  }

  return { begin, goOn }
}
