import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type RefusalOf, refuse } from '../../domain/decision.ts'
import { linkOtherService, unlinkOtherService } from '../../domain/profile/accounts.ts'
import type { OtherService } from '../../domain/profile/events.ts'
import type { ProfileRefusal, RegisteredProfile } from '../../domain/profile/profile.ts'
import type { Sealed } from '../../domain/sealed.ts'
import { nobodyGuessedAt } from '../../domain/sign-in-failures/sign-in-failures.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Clock } from '../ports/clock.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { ClaimedAccount, NoProof, ServiceOwnership } from '../ports/service-ownership.ts'
import { type GuessRefusal, guesses, type Looked } from '../sign-in/guesses.ts'
import {
  changeProfile,
  type ProfileChange,
  type ProfileChangeRefusal,
  type ProfileOrder,
  type SeenProfile,
  seeProfile,
} from './profile-order.ts'

export interface HeldService {
  readonly service: OtherService
  /** That service's own word for the account; `null` while none is linked. */
  readonly account: Sealed<string> | null
  /** Whether an account can be linked: somebody can tell whose it is. */
  readonly isConnected: boolean
}

export type OtherServiceRefusal =
  /** The operator offers no such service. */
  | 'OtherServiceUnknown'
  /** The operator has named nobody who could tell whose the service's accounts are. */
  | 'OtherServiceNotConnected'
  /** Whoever could tell does not answer now. */
  | 'OtherServiceUnavailable'
  /** The service says that account and password do not belong together. */
  | 'OtherAccountNotProven'

export type LinkServiceRefusal = RefusalOf<
  ProfileChangeRefusal['code'] | ProfileRefusal | OtherServiceRefusal | GuessRefusal['code']
>
export type UnlinkServiceRefusal = RefusalOf<ProfileChangeRefusal['code'] | 'OtherServiceUnknown'>

/** Accounts of other services on the same Profile (M12), one of a service. */
export interface OtherServices {
  /** Every service that the operator offers, and what is held of one that is offered no more. */
  readonly of: (profile: RegisteredProfile) => readonly HeldService[]
  /**
   * Links an account: the service's own login and password are the grant, nobody else is asked, and as with a SIP
   * account (M13) another Profile may hold it too. The same account again asks nothing. Refused: OtherServiceUnknown,
   * OtherAccountInvalid, OtherServiceNotConnected, OtherServiceUnavailable, OtherAccountNotProven, TooManyAttempts.
   */
  readonly link: (
    order: ProfileOrder,
    claimed: ClaimedAccount,
  ) => TaskEither<LinkServiceRefusal, ProfileChange>
  /** Lets it go; where none is held, nothing happens. Refused: OtherServiceUnknown. */
  readonly unlink: (
    order: ProfileOrder,
    service: OtherService,
  ) => TaskEither<UnlinkServiceRefusal, ProfileChange>
}

interface Parts {
  readonly handler: CommandHandler
  readonly ownership: ServiceOwnership
  readonly fingerprints: Fingerprints
  readonly clock: Clock
}

/** Seconds after which a service that was silent may be asked again. */
const askAgainAfter = 30

const noProof = (why: NoProof): E.Either<RefusalOf<OtherServiceRefusal>, never> =>
  why === 'silent'
    ? refuse('OtherServiceUnavailable', { retryAfter: askAgainAfter })
    : refuse('OtherServiceNotConnected')

export const otherServices = ({ handler, ownership, fingerprints, clock }: Parts): OtherServices => {
  const see = seeProfile(handler)
  const change = changeProfile(handler)
  const throttle = guesses({ handler, clock })

  const isOffered = (service: OtherService): boolean => ownership.services.includes(service)

  /**
   * Throttled per Profile and service, so that no stranger can make the owner wait. An account waits for what was tried at
   * it, however its letters are written; all wait once many were tried, and an account of one's own ends no other's wait.
   */
  const proveOwnership = async (
    { profileId, circumstances }: ProfileOrder,
    claimed: ClaimedAccount,
  ): Promise<E.Either<LinkServiceRefusal, void>> => {
    const { service, account } = claimed
    const guessed = await throttle.attempt<true, RefusalOf<OtherServiceRefusal>>({
      subject: fingerprints.of('signInFailures', 'otherService', service, profileId),
      from: fingerprints.of('signInFailures', 'otherAccount', service, account.toLowerCase()),
      since: 0,
      circumstances,
      look: async () => {
        const answered = await ownership.prove(claimed)
        if (E.isLeft(answered)) return noProof(answered.left)
        const looked: Looked<true> = {
          guessedAt: { ...nobodyGuessedAt, profileId, service },
          proven: answered.right ? true : null,
          counts: true,
          actor: circumstances.actor,
        }
        return E.right(looked)
      },
    })
    if (E.isLeft(guessed)) return guessed
    return guessed.right.proven === null ? refuse('OtherAccountNotProven') : E.right(undefined)
  }

  const linkProven = async (
    order: ProfileOrder,
    claimed: ClaimedAccount,
    { state, unchanged }: SeenProfile,
  ): Promise<E.Either<LinkServiceRefusal, ProfileChange>> => {
    const decide = linkOtherService(claimed.service, claimed.account)
    const wouldBe = decide(state)
    if (E.isLeft(wouldBe)) return wouldBe
    // The present account again: no password has to be looked at for it.
    if (wouldBe.right.length === 0) return E.right(unchanged)
    const proven = await proveOwnership(order, claimed)
    return E.isLeft(proven) ? proven : change(order, decide)()
  }

  return {
    of: ({ services }) => {
      const offered = new Set([...ownership.services, ...Object.keys(services)])
      return [...offered].map((service) => ({
        service,
        account: services[service] ?? null,
        isConnected: isOffered(service) && ownership.isConnected(service),
      }))
    },

    link: (order, claimed) => async () => {
      if (!isOffered(claimed.service)) return refuse('OtherServiceUnknown')
      const seen = await see(order)()
      if (E.isLeft(seen)) return seen
      return seen.right.unchanged.replayed
        ? E.right(seen.right.unchanged)
        : linkProven(order, claimed, seen.right)
    },

    unlink: (order, service) => async () => {
      const seen = await see(order)()
      if (E.isLeft(seen)) return seen
      const { state, unchanged } = seen.right
      if (unchanged.replayed) return E.right(unchanged)
      if (!isOffered(service) && !Object.hasOwn(state.services, service)) return refuse('OtherServiceUnknown')
      return change(order, unlinkOtherService(service))()
    },
  }
}
