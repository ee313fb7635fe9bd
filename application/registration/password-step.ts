import * as E from 'fp-ts/lib/Either.js'
import { notDue } from '../../domain/registration/registration.ts'
import { setPassword } from '../../domain/registration/steps.ts'
import type { HashingBusy } from '../ports/passwords.ts'
import { checkNewPassword, ownerOf, type WeakPassword } from '../profiles/new-password.ts'
import { putUntilNamed } from '../profiles/put-until-named.ts'
import {
  type RegistrationParts,
  type RegistrationStream,
  type SeenRegistration,
  stepDone,
} from './registration-stream.ts'
import type { RegistrationOrder, Registrations, StepDone, StepRefusal } from './registrations.ts'

type Answer = Promise<E.Either<StepRefusal | WeakPassword | HashingBusy, StepDone>>

/** Step 4: the password (M6); its hash lies in the vault before the registration names it. */
export const passwordStep = (
  { passwords, isCommonPassword, secrets, clock }: RegistrationParts,
  stream: RegistrationStream,
): Pick<Registrations, 'setPassword'> => {
  const keep = async (
    order: RegistrationOrder,
    password: string,
    { at, outcome }: SeenRegistration,
  ): Answer => {
    if (outcome.replayed) return stepDone(order, outcome)
    if (at.status !== 'password') return notDue(at)
    const checked = checkNewPassword(password, ownerOf(at), isCommonPassword)
    if (E.isLeft(checked)) return checked
    const put = await passwords.put(`profile-${order.registrationId}`, password)
    if (E.isLeft(put)) return put
    const told = await putUntilNamed(secrets, put.right, () =>
      stream.decide(order, setPassword(put.right, clock.now())),
    )
    return E.isLeft(told) ? told : stepDone(order, told.right)
  }

  return {
    setPassword: (order, password) => async () => {
      const seen = await stream.see(order)
      return E.isLeft(seen) ? seen : keep(order, password, seen.right)
    },
  }
}
