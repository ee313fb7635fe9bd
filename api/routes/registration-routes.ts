import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Cabinet } from '../../application/cabinet.ts'
import type { Position } from '../../application/ports/event-store.ts'
import type {
  RegistrationOrder,
  ShownRegistration,
  StepDone,
} from '../../application/registration/registrations.ts'
import type { OpenSession } from '../../application/sign-in/sessions.ts'
import { showOffer } from '../contract/letter-operations.ts'
import * as operations from '../contract/registration-operations.ts'
import { sessionOf } from '../principal.ts'
import type { Problem } from '../problems/problem.ts'
import { differentConfirmation, weakPassword } from '../problems/weak-password.ts'
import { timeOf } from '../schemas/basics.ts'
import type { RegistrationView } from '../schemas/registration.ts'
import type { Ask, Serve } from '../serve.ts'
import type { Answer } from '../wire-answer.ts'

type OfRegistration = Pick<
  Ask<{ readonly registrationId: string }, unknown, unknown>,
  'params' | 'principal' | 'circumstances'
>

/** Any other registration than the one that goes on in this session is answered as if it did not exist. */
const ownOrder = ({
  params,
  principal,
  circumstances,
}: OfRegistration): E.Either<Problem, RegistrationOrder> => {
  const { registrationId } = params
  return sessionOf(principal).registrationId === registrationId
    ? E.right({ registrationId, circumstances: circumstances() })
    : E.left({ code: 'RegistrationNotFound' })
}

/** The steps from a SIP account to a Profile (M3–M10), each in the session that the registration was begun in. */
export const registrationRoutes = (serve: Serve, cabinet: Cabinet): void => {
  const { registrations, sessions, offer, clock } = cabinet

  const viewOf = ({
    id,
    due,
    phone,
    email,
    offerVersion,
    expiresAt,
  }: ShownRegistration): RegistrationView => ({
    ...{ id, due, phone, email },
    offer: { version: offerVersion ?? offer.version(), accepted: offerVersion !== null },
    expiresAt: timeOf(expiresAt),
  })

  const shown = ({ registration, position }: StepDone): Answer<RegistrationView> => ({
    body: viewOf(registration),
    position,
  })

  const step = (
    ask: OfRegistration,
    carryOut: (order: RegistrationOrder) => TaskEither<Problem, StepDone>,
  ): TaskEither<Problem, Answer<RegistrationView>> =>
    pipe(TE.fromEither(ownOrder(ask)), TE.chain(carryOut), TE.map(shown))

  /** The registration that goes on in the session already; `null` for none, or one that is over. */
  const underWay = async ({ registrationId }: OpenSession): Promise<E.Either<Problem, StepDone | null>> => {
    if (registrationId === null) return E.right(null)
    const found = await registrations.find(registrationId)()
    if (E.isLeft(found)) return found.left.code === 'StoreUnavailable' ? found : E.right(null)
    const isOver = found.right.due !== 'profile' && found.right.expiresAt <= clock.now()
    return E.right(isOver ? null : { registration: found.right, position: null })
  }

  const begin = async ({
    principal,
    circumstances,
  }: Pick<OfRegistration, 'principal' | 'circumstances'>): Promise<E.Either<Problem, StepDone>> => {
    const session = sessionOf(principal)
    const { provenAccountId } = session
    if (session.profileId !== null || provenAccountId === null)
      return E.left({ code: 'ProfileAlreadyProven' })
    const present = await underWay(session)
    if (E.isLeft(present)) return present
    if (present.right !== null) return E.right(present.right)
    const begun = await registrations.begin(provenAccountId, circumstances())()
    if (E.isLeft(begun)) return begun
    const noted = await sessions.noteRegistration(session, begun.right.registration.id)()
    return E.isLeft(noted) ? noted : begun
  }

  serve(operations.beginRegistration, (ask) => async () => E.map(shown)(await begin(ask)))
  serve(operations.getRegistration, (ask) =>
    step(ask, ({ registrationId }) =>
      pipe(
        registrations.find(registrationId),
        TE.map((registration) => ({ registration, position: null })),
      ),
    ),
  )
  serve(operations.giveRegistrationPhone, (ask) =>
    step(ask, (order) => registrations.givePhone(order, ask.body.phone)),
  )
  serve(operations.sendRegistrationCode, (ask) => step(ask, registrations.sendCode))
  serve(operations.confirmRegistrationPhone, (ask) =>
    step(ask, (order) => registrations.confirmPhone(order, ask.body.code)),
  )
  serve(operations.giveRegistrationDetails, (ask) =>
    step(ask, (order) => registrations.giveDetails(order, ask.body)),
  )
  serve(operations.setRegistrationPassword, (ask) =>
    ask.body.password === ask.body.confirmation
      ? step(ask, (order) =>
          pipe(
            registrations.setPassword(order, ask.body.password),
            TE.mapLeft((refusal) => ('faults' in refusal ? weakPassword(refusal) : refusal)),
          ),
        )
      : TE.left(differentConfirmation),
  )
  serve(operations.sendRegistrationLetter, (ask) =>
    step(ask, (order) => registrations.sendLetter(order, ask.body.email ?? null)),
  )
  serve(operations.giveUpRegistration, (ask) =>
    pipe(
      TE.fromEither(ownOrder(ask)),
      TE.chainW(registrations.giveUp),
      TE.chainFirstW(() => sessions.noteRegistration(sessionOf(ask.principal), null)),
      TE.map((position: Position | null) => ({ body: undefined, position })),
    ),
  )
  serve(showOffer, ({ query }) => TE.right({ body: offer.show(query.language) }))
}
