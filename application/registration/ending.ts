import * as E from 'fp-ts/lib/Either.js'
import { profile } from '../../domain/profile/profile.ts'
import { abandonExpired, giveUp } from '../../domain/registration/end.ts'
import type { AbandonedRegistration } from '../../domain/registration/registration.ts'
import type { ClaimOrder, UniqueValue } from '../claims/profile-claims.ts'
import type { RegistrationParts, RegistrationStream } from './registration-stream.ts'
import type { Registrations, StepRefusal } from './registrations.ts'

const valuesOf = ({ phone, email }: AbandonedRegistration): readonly UniqueValue[] => [
  ...(typeof phone === 'string' ? [{ kind: 'phone', phone } as const] : []),
  ...(typeof email === 'string' ? [{ kind: 'email', email } as const] : []),
]

/** How a registration ends without a Profile, and what is let go then. */
export const ending = (
  { handler, claims, secrets, sealing, clock }: RegistrationParts,
  stream: RegistrationStream,
): Pick<Registrations, 'giveUp' | 'expire' | 'letGo'> => {
  /** Whatever a Profile stands on is never let go here. */
  const abandonedOf = async (id: string): Promise<E.Either<StepRefusal, AbandonedRegistration | null>> => {
    const present = await stream.load(id)
    if (E.isLeft(present)) return present
    const known = await handler.load(profile, id)()
    if (E.isLeft(known)) return known
    const { right: state } = present
    return E.right(state.status === 'abandoned' && known.right.state.status === 'absent' ? state : null)
  }

  const release = async (order: ClaimOrder): Promise<E.Either<StepRefusal, void>> => {
    const released = await claims.release(order)()
    if (E.isRight(released)) return released
    const { code, ...more } = released.left
    return code === 'ValueTaken' ? E.right(undefined) : E.left({ ...more, code })
  }

  return {
    giveUp: (order) => async () => {
      const told = await stream.decide(order, giveUp)
      return E.isLeft(told) ? told : E.right(told.right.position)
    },

    expire: (order) => async () => {
      const told = await stream.decide(order, abandonExpired(clock.now()))
      return E.map(() => undefined)(told)
    },

    letGo:
      ({ registrationId: owner, circumstances }) =>
      async (): Promise<E.Either<StepRefusal, void>> => {
        const abandoned = await abandonedOf(owner)
        if (E.isLeft(abandoned)) return abandoned
        if (abandoned.right === null) return E.right(undefined)
        const values = valuesOf(abandoned.right)
        const released = await Promise.all(values.map((value) => release({ value, owner, circumstances })))
        const failed = released.find(E.isLeft)
        if (failed !== undefined) return failed
        if (abandoned.right.passwordRef !== null) await secrets.destroy(abandoned.right.passwordRef)
        // Last: the claims' names derive from what it opens.
        await sealing.destroyKey(`profile-${owner}`)
        return E.right(undefined)
      },
  }
}
