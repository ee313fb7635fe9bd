import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Cabinet } from '../application/cabinet.ts'
import type { Circumstances } from '../application/events/metadata.ts'
import type { Clock } from '../application/ports/clock.ts'

/** What the demo's registration asks of the cabinet, as any other does. */
type Registering = Pick<Cabinet, 'registrations' | 'confirmByLetter' | 'offer' | 'clock'>

/** The messages that would have been sent, newest first. */
export type Messages = () => readonly { readonly to: string; readonly text: string }[]

/** Who registers, as the manual's steps ask it (M3–M6). */
export interface Newcomer {
  readonly phone: string
  readonly email: string
  readonly lastName: string
  readonly firstName: string
  readonly password: string
}

/** Development's person, with a number and an address that are nobody's. Production never has them. */
const person: Newcomer = {
  phone: '+79000000001',
  email: 'demo@example.com',
  lastName: 'Петров',
  firstName: 'Иван',
  password: 'Lines2Horizon',
}

export const demoProfile = { login: person.phone, password: person.password }

/** Milliseconds for a message to come; the demo does without its Profile after that. */
const patience = 10_000
const pause = 20

/** What a message to somebody says in the place that `said` marks, once it has come. */
const messageTo =
  (clock: Clock, messages: Messages, to: string, said: RegExp): TE.TaskEither<unknown, string> =>
  async () => {
    for (const end = clock.now() + patience; clock.now() < end; await clock.wait(pause)) {
      const message = messages().find(({ to: whose, text }) => whose === to && said.test(text))
      if (message !== undefined) return E.right(said.exec(message.text)?.[1] ?? '')
    }
    return E.left('no message came')
  }

/** The manual's section 2 from its first step to its last, code and link taken from the development inbox. */
export const register = (
  { registrations, confirmByLetter, offer, clock }: Registering,
  messages: Messages,
  { phone, password, ...details }: Newcomer,
  accountId: string,
  circumstances: Circumstances,
): TE.TaskEither<unknown, unknown> => {
  return pipe(
    TE.Do,
    TE.bind('order', () =>
      pipe(
        registrations.begin(accountId, circumstances),
        TE.map(({ registration }) => ({ registrationId: registration.id, circumstances })),
      ),
    ),
    TE.tap(({ order }) => registrations.givePhone(order, phone)),
    TE.bindW('code', () => messageTo(clock, messages, phone, /\b(\d{6})\b/)),
    TE.tap(({ order, code }) => registrations.confirmPhone(order, code)),
    TE.tap(({ order }) => registrations.giveDetails(order, { ...details, acceptedOffer: offer.version() })),
    TE.tap(({ order }) => registrations.setPassword(order, password)),
    TE.tap(({ order }) => registrations.sendLetter(order, null)),
    TE.bindW('token', () => messageTo(clock, messages, details.email, /#token=([\w-]+)/)),
    TE.tap(({ token }) => confirmByLetter(token, () => circumstances)),
  )
}

/**
 * Registers development's Profile for an account where it is missing; a second start records nothing, also when whoever
 * tries the cabinet has changed its phone or its e-mail. `false`: nobody signs in with the demo's phone; whoever tries
 * the cabinet uses their own.
 */
export const openDemoProfile = async (
  cabinet: Registering & Pick<Cabinet, 'profileDesk'>,
  messages: Messages,
  accountId: string,
  circumstances: Circumstances,
): Promise<boolean> => {
  const present = await cabinet.profileDesk.find({ phone: person.phone })()
  if (E.isLeft(present)) return false
  if (present.right !== null) return true
  const moved = await cabinet.profileDesk.find({ email: person.email })()
  if (E.isLeft(moved) || moved.right !== null) return false
  return E.isRight(await register(cabinet, messages, person, accountId, circumstances)())
}
