import type { ChallengeEvent } from '../../../domain/challenge/events.ts'
import type { ProfileEvent } from '../../../domain/profile/events.ts'
import type { RegistrationEvent } from '../../../domain/registration/events.ts'
import {
  becomes,
  type DescribedEvents,
  mine,
  moment,
  nothing,
  nothingSet,
  open,
  sealed,
  secret,
  staffOnly,
} from './describing.ts'

type Described = Pick<DescribedEvents, (ProfileEvent | RegistrationEvent | ChallengeEvent)['type']>

/** What a Profile goes through: its registration, its own life, the codes and links that it is asked for. */
export const describedProfileEvents: Described = {
  RegistrationStarted: {
    ...staffOnly,
    account: ({ accountId }) => accountId,
    sets: { registration: becomes('started'), until: ({ until }) => moment(until) },
  },
  RegistrationPhoneGiven: { ...staffOnly, sets: { phone: ({ phone }) => sealed(phone) } },
  RegistrationPhoneConfirmed: { ...staffOnly, sets: { registration: becomes('phoneConfirmed') } },
  RegistrationDetailsGiven: {
    ...staffOnly,
    sets: {
      lastName: ({ lastName }) => sealed(lastName),
      firstName: ({ firstName }) => sealed(firstName),
      email: ({ email }) => sealed(email),
      offer: ({ offerVersion }) => open(offerVersion),
    },
  },
  RegistrationPasswordSet: { ...staffOnly, sets: { profilePassword: secret } },
  RegistrationLetterRequested: { ...staffOnly, sets: { email: ({ email }) => sealed(email) } },
  RegistrationEmailConfirmed: { ...staffOnly, sets: { registration: becomes('emailConfirmed') } },
  RegistrationCompleted: { ...staffOnly, sets: { registration: becomes('completed') } },
  RegistrationAbandoned: {
    ...staffOnly,
    sets: { registration: becomes('abandoned'), cause: ({ cause }) => open(cause) },
  },

  ProfileRegistered: {
    ...staffOnly,
    sets: {
      profile: becomes('active'),
      lastName: ({ lastName }) => sealed(lastName),
      firstName: ({ firstName }) => sealed(firstName),
      phone: ({ phone }) => sealed(phone),
      email: ({ email }) => sealed(email),
      profilePassword: secret,
    },
  },
  OfferAccepted: {
    ...staffOnly,
    sets: {
      offer: ({ version }) => open(version),
      offerAcceptedAt: ({ acceptedAt }) => moment(acceptedAt),
    },
  },
  PhoneChanged: { ...staffOnly, sets: { phone: ({ phone }) => sealed(phone) } },
  EmailChangeRequested: { ...staffOnly, sets: { pendingEmail: ({ email }) => sealed(email) } },
  EmailChangeCancelled: { ...staffOnly, sets: { pendingEmail: nothing } },
  EmailConfirmed: { ...staffOnly, sets: { email: ({ email }) => sealed(email), pendingEmail: nothing } },
  ProfilePasswordChanged: { ...staffOnly, sets: { profilePassword: secret } },
  ProfilePasswordRehashed: { ...staffOnly, sets: nothingSet },
  PasswordRecovered: { ...staffOnly, sets: { profilePassword: secret } },
  TwoFactorEnabled: {
    ...staffOnly,
    sets: { twoFactor: ({ method }) => open(method), recoveryCodes: nothing },
  },
  TwoFactorDisabled: {
    ...staffOnly,
    sets: { twoFactor: nothing, recoveryCodes: nothing },
  },
  RecoveryCodesIssued: { ...staffOnly, sets: { recoveryCodes: secret } },
  RecoveryCodeUsed: { ...staffOnly, sets: { lastRecoveryCodeUsed: ({ slot }) => open(slot) } },
  // The account's subscriber is to know who may work in it, and who may no more (M13, M18).
  AccountLinked: {
    ...mine,
    account: ({ accountId }) => accountId,
    sets: { accountLinked: ({ accountId }) => open(accountId) },
  },
  AccountUnlinked: {
    ...mine,
    account: ({ accountId }) => accountId,
    sets: { accountUnlinked: ({ accountId }) => open(accountId) },
  },
  AccountBarred: {
    ...mine,
    account: ({ accountId }) => accountId,
    sets: { accountBarred: ({ accountId }) => open(accountId) },
  },
  AccountUnbarred: {
    ...mine,
    account: ({ accountId }) => accountId,
    sets: { accountUnbarred: ({ accountId }) => open(accountId) },
  },
  OtherServiceLinked: {
    ...staffOnly,
    sets: { otherService: ({ service }) => open(service), otherAccount: ({ account }) => sealed(account) },
  },
  OtherServiceUnlinked: {
    ...staffOnly,
    sets: { otherServiceUnlinked: ({ service }) => open(service) },
  },
  SignInBlocked: {
    ...staffOnly,
    sets: { profile: becomes('blocked'), failures: ({ failures }) => open(failures) },
  },
  SignInUnblocked: { ...staffOnly, sets: { profile: becomes('active') } },
  ProfileErased: { ...staffOnly, sets: { profile: becomes('erased') } },

  ChallengeIssued: {
    ...staffOnly,
    sets: {
      challenge: becomes('open'),
      purpose: ({ purpose }) => open(purpose),
      via: ({ via }) => open(via),
      issue: ({ issue }) => open(issue),
      to: ({ to }) => sealed(to),
      until: ({ until }) => moment(until),
      // Whether it was a decoy is not shown: it tells whether a phone has a Profile.
    },
  },
  ChallengeSent: { ...staffOnly, sets: { challenge: becomes('sent') } },
  ChallengeFailed: { ...staffOnly, sets: { challenge: becomes('failed') } },
  ChallengePassed: { ...staffOnly, sets: { challenge: becomes('passed') } },
  ChallengeExpired: { ...staffOnly, sets: { challenge: becomes('expired') } },
}
