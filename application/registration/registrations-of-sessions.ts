import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { start } from '../../domain/registration/steps.ts'
import { sipAccount } from '../../domain/sip-account/sip-account.ts'
import { streamTurns } from '../commands/stream-turns.ts'
import type { Circumstances } from '../events/metadata.ts'
import { completion } from './completion.ts'
import { detailsStep } from './details-step.ts'
import { ending } from './ending.ts'
import { letterStep } from './letter-step.ts'
import { passwordStep } from './password-step.ts'
import { phoneStep } from './phone-step.ts'
import {
  openOf,
  type RegistrationParts,
  registrationStream,
  shownOf,
  stepDone,
} from './registration-stream.ts'
import type { Registrations } from './registrations.ts'

/** The registration's use cases over the write side. */
export const registrations = (parts: RegistrationParts): Registrations => {
  const { handler, ids, clock } = parts
  const stream = registrationStream(parts)
  const turns = streamTurns()
  const steps = {
    ...phoneStep(parts, stream),
    ...detailsStep(parts, stream),
    ...passwordStep(parts, stream),
    ...letterStep(parts, stream),
    ...completion(parts, stream),
    ...ending(parts, stream),
  }

  /** A step that is begun ends before the next one of the same registration: a reaction does not meddle with a request. */
  const alone = <Left, Right>(id: string, work: TaskEither<Left, Right>): TaskEither<Left, Right> => {
    return () => turns.inTurn(id, work)
  }

  /** From the request's own key and body, so that a retry after a crash finds the registration that it began. */
  const newId = (accountId: string, { idempotency }: Circumstances): string =>
    idempotency === null
      ? ids.uuid()
      : ids.named('registration', accountId, idempotency.key, idempotency.body)

  return {
    begin: (accountId, circumstances) => async () => {
      const account = await handler.load(sipAccount, accountId)()
      if (E.isLeft(account)) return account
      const { state } = account.right
      if (state.status === 'absent') return E.left({ code: 'AccountNotFound' })
      const profileId = newId(accountId, circumstances)
      const order = { registrationId: profileId, circumstances }
      const entry = { profileId, accountId, sipPasswordRef: state.passwordRef }
      const told = await stream.decide(order, start(entry, clock.now()))
      return E.isLeft(told) ? told : stepDone(order, told.right)
    },

    find: (registrationId) => async () => {
      const present = await stream.load(registrationId)
      if (E.isLeft(present)) return present
      const at = openOf(present.right)
      return E.isLeft(at) ? at : E.right(shownOf(registrationId, at.right))
    },

    givePhone: (order, phone) => alone(order.registrationId, steps.givePhone(order, phone)),
    sendCode: (order) => alone(order.registrationId, steps.sendCode(order)),
    confirmPhone: (order, code) => alone(order.registrationId, steps.confirmPhone(order, code)),
    giveDetails: (order, details) => alone(order.registrationId, steps.giveDetails(order, details)),
    setPassword: (order, password) => alone(order.registrationId, steps.setPassword(order, password)),
    sendLetter: (order, email) => alone(order.registrationId, steps.sendLetter(order, email)),
    giveUp: (order) => alone(order.registrationId, steps.giveUp(order)),
    confirmEmail: (link, circumstances) => alone(link.profileId, steps.confirmEmail(link, circumstances)),
    complete: (order) => alone(order.registrationId, steps.complete(order)),
    expire: (order) => alone(order.registrationId, steps.expire(order)),
    letGo: (order) => alone(order.registrationId, steps.letGo(order)),
  }
}
