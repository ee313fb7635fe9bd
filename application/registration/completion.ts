import * as E from 'fp-ts/lib/Either.js'
import type { Proof } from '../../domain/challenge/proof.ts'
import { refuse } from '../../domain/decision.ts'
import type { Instant } from '../../domain/instant.ts'
import { register } from '../../domain/profile/life.ts'
import { type Profile, profile } from '../../domain/profile/profile.ts'
import { abandonAsOutdated, abandonAsTaken, complete, isOutdated } from '../../domain/registration/end.ts'
import type {
  ReadyRegistration,
  Registration,
  RegistrationDecision,
} from '../../domain/registration/registration.ts'
import { confirmEmail } from '../../domain/registration/steps.ts'
import { sipAccount } from '../../domain/sip-account/sip-account.ts'
import type { ClaimOrder, UniqueValue } from '../claims/profile-claims.ts'
import type { Position } from '../ports/event-store.ts'
import { openOf, type RegistrationParts, type RegistrationStream } from './registration-stream.ts'
import type { CompletionRefusal, Registered, RegistrationOrder, Registrations } from './registrations.ts'

type Answer<A> = Promise<E.Either<CompletionRefusal, A>>

interface Contacts {
  readonly phone: UniqueValue
  readonly email: UniqueValue
}

const contactsOf = ({ phone, email }: Pick<ReadyRegistration, 'phone' | 'email'>): Contacts | null =>
  typeof phone === 'string' && typeof email === 'string'
    ? { phone: { kind: 'phone', phone }, email: { kind: 'email', email } }
    : null

const contactsOfProfile = (owner: Profile): Contacts | null =>
  owner.status === 'absent' || owner.status === 'erased' ? null : contactsOf(owner)

/**
 * Steps 6 and 7 (M9, M10). The order of `architecture.md`: the password lies in the vault already; both values are made
 * firm, the Profile's first events are the commit point, then the claims are confirmed and the registration completed.
 * Every part may be done again, so that whoever comes after a crash goes on from anywhere.
 */
export const completion = (
  { handler, challenges, claims, clock }: RegistrationParts,
  stream: RegistrationStream,
): Pick<Registrations, 'confirmEmail' | 'complete'> => {
  const claimOf = (
    { registrationId: owner, circumstances }: RegistrationOrder,
    value: UniqueValue,
  ): ClaimOrder => ({
    ...{ value, owner, circumstances },
  })

  const loadProfile = async (id: string): Answer<Profile> =>
    E.map(({ state }: { readonly state: Profile }) => state)(await handler.load(profile, id)())

  const makeFirm = async (order: RegistrationOrder, ready: ReadyRegistration): Answer<void> => {
    const contacts = contactsOf(ready)
    if (contacts === null) return refuse('RegistrationAbandoned')
    for (const value of [contacts.phone, contacts.email]) {
      const held = await claims.makeFirm(claimOf(order, value))()
      if (E.isLeft(held)) return held
    }
    return E.right(undefined)
  }

  /** The registration ends; what it still holds is let go by the reaction. */
  const abandon = async (
    order: RegistrationOrder,
    decide: RegistrationDecision,
    why: 'ValueTaken' | 'RegistrationAbandoned',
  ): Answer<never> => {
    const told = await stream.decide(order, decide)
    return E.isLeft(told) ? told : refuse(why)
  }

  /** The commit point. */
  const makeProfile = async (order: RegistrationOrder, ready: ReadyRegistration): Answer<Profile> => {
    const { registrationId, circumstances } = order
    const present = await loadProfile(registrationId)
    if (E.isLeft(present)) return present
    // Once it is there its values are its own: nothing is to be held for it any more.
    if (present.right.status !== 'absent') return present
    const account = await handler.load(sipAccount, ready.accountId)()
    if (E.isLeft(account)) return account
    if (isOutdated(ready, account.right.state))
      return abandon(order, abandonAsOutdated(present.right), 'RegistrationAbandoned')
    const firm = await makeFirm(order, ready)
    if (E.isLeft(firm) && firm.left.code === 'ValueTaken')
      return abandon(order, abandonAsTaken(present.right), 'ValueTaken')
    if (E.isLeft(firm)) return firm
    const made = await handler.execute({
      aggregate: profile,
      id: registrationId,
      owner: `profile-${registrationId}`,
      decide: register(registrationId, ready),
      circumstances,
    })()
    return E.isLeft(made) ? made : E.right(made.right.state)
  }

  /** What the Profile has changed since is not its claim any more, and is left alone. */
  const confirmClaims = async (order: RegistrationOrder): Answer<void> => {
    const owner = await loadProfile(order.registrationId)
    if (E.isLeft(owner)) return owner
    const contacts = contactsOfProfile(owner.right)
    for (const value of contacts === null ? [] : [contacts.phone, contacts.email]) {
      const confirmed = await claims.confirm(claimOf(order, value))()
      if (E.isLeft(confirmed) && confirmed.left.code !== 'ValueTaken') return confirmed
    }
    return E.right(undefined)
  }

  const finish = async (order: RegistrationOrder, state: Registration): Answer<Registered> => {
    const at = openOf(state)
    if (E.isLeft(at) && at.left.code !== 'RegistrationCompleted') return at
    if (E.isRight(at) && at.right.status !== 'profile') return refuse('StepNotDue', { due: at.right.status })
    const made =
      E.isRight(at) && at.right.status === 'profile'
        ? await makeProfile(order, at.right)
        : await loadProfile(order.registrationId)
    if (E.isLeft(made)) return made
    const confirmed = await confirmClaims(order)
    if (E.isLeft(confirmed)) return confirmed
    const done = await stream.decide(order, (present) =>
      present.status === 'completed' ? E.right([]) : complete(made.right)(present),
    )
    return E.map(({ position }: { readonly position: Position | null }) => ({
      profileId: order.registrationId,
      position,
    }))(done)
  }

  /** The link was followed: the e-mail is proven, and held even against whoever proved it before (ADR 9). */
  const proveEmail = async (
    order: RegistrationOrder,
    proof: Proof<'registrationEmail'>,
    until: Instant,
  ): Answer<Registration> => {
    if (typeof proof.to !== 'string') return refuse('RegistrationAbandoned')
    const told = await stream.decide(order, confirmEmail(proof, clock.now()))
    if (E.isLeft(told)) return told
    const held = await claims.hold(claimOf(order, { kind: 'email', email: proof.to }), until)()
    return E.isLeft(held) && held.left.code !== 'ValueTaken' ? held : E.right(told.right.state)
  }

  return {
    complete: (order) => async () => {
      const present = await stream.load(order.registrationId)
      return E.isLeft(present) ? present : finish(order, present.right)
    },

    confirmEmail:
      ({ flowId, profileId }, circumstances) =>
      async () => {
        const order = { registrationId: profileId, circumstances: { ...circumstances, idempotency: null } }
        const proof = await challenges.proof('registrationEmail', flowId, profileId)()
        if (E.isLeft(proof)) return proof
        const present = await stream.load(profileId)
        if (E.isLeft(present)) return present
        const proven =
          present.right.status === 'emailConfirmation'
            ? await proveEmail(order, proof.right, present.right.until)
            : present
        return E.isLeft(proven) ? proven : finish(order, proven.right)
      },
  }
}
