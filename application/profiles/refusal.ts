import type { ChallengeRefusal } from '../../domain/challenge/challenge.ts'
import type { ClaimRefusal } from '../../domain/claim/claim.ts'
import type { ProfileRefusal } from '../../domain/profile/profile.ts'
import type { RegistrationRefusal } from '../../domain/registration/registration.ts'
import type { OtherServiceRefusal } from './other-services.ts'

/** Why anything about a Profile, its registration, its codes or its sessions may be refused. */
export type ProfilesRefusal =
  | ChallengeRefusal
  | 'ChallengeNotPassed'
  | 'CodeWrong'
  /** A letter's link that no key of ours made, or that names nothing. */
  | 'LinkInvalid'
  | 'TooManyMessages'
  /** Too many authenticators were begun to be set up within an hour. */
  | 'TooManySetups'
  | 'HashingBusy'
  | ClaimRefusal
  | RegistrationRefusal
  | ProfileRefusal
  | OtherServiceRefusal
  | 'ProfilePasswordWeak'
  /** The offer has a newer version than the Profile has accepted (M5). */
  | 'OfferDue'
  | 'SessionExists'
  | 'SessionEnded'
  /** No such session of this Profile. */
  | 'SessionNotFound'
  /** Another stage of the session comes first (`due`). */
  | 'StageDue'
  | 'ProfileAlreadyProven'
