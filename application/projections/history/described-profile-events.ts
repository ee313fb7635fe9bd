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
  ownerOnly,
  sealed,
  secret,
  staffOnly,
} from './describing.ts'

type Described = Pick<DescribedEvents, (ProfileEvent | RegistrationEvent | ChallengeEvent)['type']>

/** What a Profile goes through: its registration, its own life, the codes and links that it is asked for. */
export const describedProfileEvents: Described = {
  RegistrationStarted: {
    ...ownerOnly,
    account: ({ accountId }) => accountId,
    profile: ({ profileId }) => profileId,
    sets: { registration: becomes('started'), until: ({ until }) => moment(until) },
  },
  RegistrationPhoneGiven: { ...ownerOnly, sets: { phone: ({ phone }) => sealed(phone) } },
  RegistrationPhoneConfirmed: { ...ownerOnly, sets: { registration: becomes('phoneConfirmed') } },
  RegistrationDetailsGiven: {
    ...ownerOnly,
    sets: {
      lastName: ({ lastName }) => sealed(lastName),
      firstName: ({ firstName }) => sealed(firstName),
      email: ({ email }) => sealed(email),
      offer: ({ offerVersion }) => open(offerVersion),
    },
  },
  RegistrationPasswordSet: { ...ownerOnly, sets: { profilePassword: secret } },
  RegistrationLetterRequested: { ...ownerOnly, sets: { email: ({ email }) => sealed(email) } },
  RegistrationEmailConfirmed: { ...ownerOnly, sets: { registration: becomes('emailConfirmed') } },
  RegistrationCompleted: { ...ownerOnly, sets: { registration: becomes('completed') } },
  RegistrationAbandoned: {
    ...ownerOnly,
    sets: { registration: becomes('abandoned'), cause: ({ cause }) => open(cause) },
  },

  ProfileRegistered: {
    ...ownerOnly,
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
    ...ownerOnly,
    sets: {
      offer: ({ version }) => open(version),
      offerAcceptedAt: ({ acceptedAt }) => moment(acceptedAt),
    },
  },
  PhoneChanged: { ...ownerOnly, sets: { phone: ({ phone }) => sealed(phone) } },
  EmailChangeRequested: { ...ownerOnly, sets: { pendingEmail: ({ email }) => sealed(email) } },
  EmailChangeCancelled: { ...ownerOnly, sets: { pendingEmail: nothing } },
  EmailConfirmed: { ...ownerOnly, sets: { email: ({ email }) => sealed(email), pendingEmail: nothing } },
  // Another password makes what was asked for under the one before void.
  ProfilePasswordChanged: { ...ownerOnly, sets: { profilePassword: secret, pendingEmail: nothing } },
  ProfilePasswordRehashed: { ...staffOnly, sets: nothingSet },
  PasswordRecovered: { ...ownerOnly, sets: { profilePassword: secret, pendingEmail: nothing } },
  TwoFactorEnabled: {
    ...ownerOnly,
    sets: { twoFactor: ({ method }) => open(method), recoveryCodes: nothing },
  },
  TwoFactorDisabled: {
    ...ownerOnly,
    sets: { twoFactor: nothing, recoveryCodes: nothing },
  },
  RecoveryCodesIssued: { ...ownerOnly, sets: { recoveryCodes: secret } },
  RecoveryCodeUsed: { ...ownerOnly, sets: { lastRecoveryCodeUsed: ({ slot }) => open(slot) } },
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
    ...ownerOnly,
    sets: { otherService: ({ service }) => open(service), otherAccount: ({ account }) => sealed(account) },
  },
  OtherServiceUnlinked: {
    ...ownerOnly,
    sets: { otherServiceUnlinked: ({ service }) => open(service) },
  },
  SignInBlocked: {
    ...ownerOnly,
    sets: { profile: becomes('blocked'), failures: ({ failures }) => open(failures) },
  },
  SignInUnblocked: { ...ownerOnly, sets: { profile: becomes('active') } },
  ProfileErased: { ...staffOnly, sets: { profile: becomes('erased') } },
  ErasureCertified: {
    ...staffOnly,
    sets: {
      erasure: becomes('certified'),
      destroyedKey: ({ subject }) => open(subject),
      destroyedSecrets: ({ secrets }) => open(secrets.map(({ use, ref }) => ({ use, ref }))),
      releasedPhones: ({ phones }) => open(phones),
      releasedEmails: ({ emails }) => open(emails),
    },
  },

  ChallengeIssued: {
    ...ownerOnly,
    profile: ({ profileId }) => profileId,
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
  ChallengeFailed: { ...ownerOnly, sets: { challenge: becomes('failed') } },
  ChallengePassed: { ...ownerOnly, sets: { challenge: becomes('passed') } },
  ChallengeExpired: { ...ownerOnly, sets: { challenge: becomes('expired') } },
}
