import fc from 'fast-check'
import type { DomainEvent } from '../../application/events/event-contract.ts'
import type { ChallengeEvent } from '../../domain/challenge/events.ts'
import type { Recorded } from '../../domain/event.ts'
import { days } from '../../domain/instant.ts'
import type { ProfileEvent } from '../../domain/profile/events.ts'
import type { RegistrationEvent } from '../../domain/registration/events.ts'
import type { SessionEvent } from '../../domain/session/session.ts'
import type { StaffEvent } from '../../domain/staff/events.ts'
import { anyEvent } from './any-event.ts'
import { noon } from './given-when-then.ts'

const instant = fc.integer({ min: noon, max: noon + days(3650) })

/** Events in any order, at any time: what a total `evolve` has to take. */
const inTime = <Event extends DomainEvent>(
  event: fc.Arbitrary<Event>,
): fc.Arbitrary<readonly Recorded<Event>[]> =>
  fc.array(fc.tuple(event, instant).map(([told, at]) => ({ ...told, at })))

export const anyProfileEvents: fc.Arbitrary<readonly Recorded<ProfileEvent>[]> = inTime(
  fc.oneof(
    anyEvent.ProfileRegistered,
    anyEvent.OfferAccepted,
    anyEvent.PhoneChanged,
    anyEvent.EmailChangeRequested,
    anyEvent.EmailChangeCancelled,
    anyEvent.EmailConfirmed,
    anyEvent.ProfilePasswordChanged,
    anyEvent.ProfilePasswordRehashed,
    anyEvent.PasswordRecovered,
    anyEvent.TwoFactorEnabled,
    anyEvent.TwoFactorDisabled,
    anyEvent.RecoveryCodesIssued,
    anyEvent.RecoveryCodeUsed,
    anyEvent.AccountLinked,
    anyEvent.AccountUnlinked,
    anyEvent.AccountBarred,
    anyEvent.AccountUnbarred,
    anyEvent.OtherServiceLinked,
    anyEvent.OtherServiceUnlinked,
    anyEvent.SignInBlocked,
    anyEvent.SignInUnblocked,
    anyEvent.ProfileErased,
    anyEvent.ErasureCertified,
  ),
)

export const anyStaffEvents: fc.Arbitrary<readonly Recorded<StaffEvent>[]> = inTime(
  fc.oneof(
    anyEvent.StaffCreated,
    anyEvent.StaffOneTimePasswordIssued,
    anyEvent.StaffPasswordChanged,
    anyEvent.StaffPasswordRehashed,
    anyEvent.StaffSecondFactorSet,
    anyEvent.StaffSecondFactorReset,
    anyEvent.StaffBlocked,
    anyEvent.StaffDisabled,
    anyEvent.StaffEnabled,
  ),
)

export const anyRegistrationEvents: fc.Arbitrary<readonly Recorded<RegistrationEvent>[]> = inTime(
  fc.oneof(
    anyEvent.RegistrationStarted,
    anyEvent.RegistrationPhoneGiven,
    anyEvent.RegistrationPhoneConfirmed,
    anyEvent.RegistrationDetailsGiven,
    anyEvent.RegistrationPasswordSet,
    anyEvent.RegistrationLetterRequested,
    anyEvent.RegistrationEmailConfirmed,
    anyEvent.RegistrationCompleted,
    anyEvent.RegistrationAbandoned,
  ),
)

export const anyChallengeEvents: fc.Arbitrary<readonly Recorded<ChallengeEvent>[]> = inTime(
  fc.oneof(
    anyEvent.ChallengeIssued,
    anyEvent.ChallengeSent,
    anyEvent.ChallengeFailed,
    anyEvent.ChallengePassed,
    anyEvent.ChallengeExpired,
  ),
)

export const anySessionEvents: fc.Arbitrary<readonly Recorded<SessionEvent>[]> = inTime(
  fc.oneof(
    anyEvent.SessionOpened,
    anyEvent.ProfileProven,
    anyEvent.SecondFactorPassed,
    anyEvent.AccountChosen,
    anyEvent.SessionConfirmed,
    anyEvent.SessionClosed,
    anyEvent.SessionRevoked,
  ),
)
