import fc from 'fast-check'
import type { DomainEvent, EventType } from '../../application/events/event-contract.ts'
import { tokenScopes } from '../../domain/api-token/api-token.ts'
import { challengePurposes, challengeWays } from '../../domain/challenge/events.ts'
import type { Recorded } from '../../domain/event.ts'
import { days, type Instant } from '../../domain/instant.ts'
import { messageKinds, messagePurposes } from '../../domain/message/message.ts'
import { secondFactorMethods, secretUses } from '../../domain/profile/events.ts'
import { abandonCauses } from '../../domain/registration/events.ts'
import { erased } from '../../domain/sealed.ts'
import { confirmedBy, revocationCauses } from '../../domain/session/session.ts'
import type { SipAccountEvent } from '../../domain/sip-account/events.ts'
import { routingModes } from '../../domain/sip-account/routing.ts'
import { staffRoles } from '../../domain/staff/events.ts'
import { anyText } from './any-text.ts'
import { noon } from './given-when-then.ts'

/** Text as the log may meet it: any code point that JSON can carry, astral and control ones among them. */
const text = anyText
const id = fc.uuid()
const number = fc.stringMatching(/^\+7[0-9]{10}$/)
const instant: fc.Arbitrary<Instant> = fc.integer({ min: noon, max: noon + days(3650) })
const count = fc.integer({ min: 0, max: 1000 })
const otherPlaces = fc.array(fc.record({ from: fc.option(id), count, at: instant }), { maxLength: 3 })
const routing = fc.constantFrom(...routingModes)
const oneOf = <const Word extends string>(...words: readonly Word[]): fc.Arbitrary<Word> =>
  fc.constantFrom(...words)

const event = <Type extends EventType, Data>(type: Type, data: fc.Arbitrary<Data>) =>
  fc.record({ type: fc.constant(type), data })
const bare = <Type extends EventType>(type: Type) => event(type, fc.constant({}))

type AnyOf<Type> = fc.Arbitrary<DomainEvent & { readonly type: Type }>

const parked = fc.record({ kind: oneOf('effect', 'view'), work: id, stream: id, revision: count })

/** Any event that the contract allows, for every type of the contract. */
export const anyEvent = {
  SipAccountProvisioned: event(
    'SipAccountProvisioned',
    fc.record({ number, routing, trunkLimit: fc.integer(), passwordRef: id }),
  ),
  RoutingChanged: event('RoutingChanged', fc.record({ mode: routing })),
  TrunkLimitSet: event('TrunkLimitSet', fc.record({ lines: fc.integer() })),
  PasswordChanged: event('PasswordChanged', fc.record({ passwordRef: id })),
  PasswordReminderRequested: bare('PasswordReminderRequested'),
  CallerIdSet: event('CallerIdSet', fc.record({ number })),
  CallerIdCleared: bare('CallerIdCleared'),
  TariffOptionActivated: event('TariffOptionActivated', fc.record({ name: text })),
  TariffOptionDeactivated: bare('TariffOptionDeactivated'),
  ServiceSuspended: bare('ServiceSuspended'),
  ServiceResumed: bare('ServiceResumed'),
  ServiceDisabled: bare('ServiceDisabled'),
  ServiceRestored: bare('ServiceRestored'),
  ClaimReserved: event('ClaimReserved', fc.record({ owner: id, until: fc.option(instant) })),
  ClaimConfirmed: bare('ClaimConfirmed'),
  ClaimReleased: bare('ClaimReleased'),
  ChallengeIssued: event(
    'ChallengeIssued',
    fc.record({
      purpose: oneOf(...challengePurposes),
      via: oneOf(...challengeWays),
      flowId: id,
      profileId: fc.option(id),
      issue: count,
      until: instant,
      decoy: fc.boolean(),
      to: fc.option(text),
    }),
  ),
  ChallengeSent: event('ChallengeSent', fc.record({ issue: count })),
  ChallengeFailed: event('ChallengeFailed', fc.record({ issue: count })),
  ChallengePassed: event('ChallengePassed', fc.record({ issue: count })),
  ChallengeExpired: event('ChallengeExpired', fc.record({ issue: count })),
  RegistrationStarted: event(
    'RegistrationStarted',
    fc.record({ profileId: id, accountId: id, sipPasswordRef: fc.option(id), until: instant }),
  ),
  RegistrationPhoneGiven: event('RegistrationPhoneGiven', fc.record({ challengeId: id, phone: text })),
  RegistrationPhoneConfirmed: bare('RegistrationPhoneConfirmed'),
  RegistrationDetailsGiven: event(
    'RegistrationDetailsGiven',
    fc.record({ offerVersion: text, lastName: text, firstName: text, email: text }),
  ),
  RegistrationPasswordSet: event('RegistrationPasswordSet', fc.record({ passwordRef: id })),
  RegistrationLetterRequested: event(
    'RegistrationLetterRequested',
    fc.record({ challengeId: id, email: text }),
  ),
  RegistrationEmailConfirmed: bare('RegistrationEmailConfirmed'),
  RegistrationCompleted: bare('RegistrationCompleted'),
  RegistrationAbandoned: event('RegistrationAbandoned', fc.record({ cause: oneOf(...abandonCauses) })),
  ProfileRegistered: event(
    'ProfileRegistered',
    fc.record({
      registrationId: id,
      passwordRef: id,
      lastName: text,
      firstName: text,
      phone: text,
      email: text,
    }),
  ),
  OfferAccepted: event('OfferAccepted', fc.record({ version: text, acceptedAt: instant })),
  PhoneChanged: event('PhoneChanged', fc.record({ challengeId: id, phone: text })),
  EmailChangeRequested: event('EmailChangeRequested', fc.record({ challengeId: id, email: text })),
  EmailChangeCancelled: bare('EmailChangeCancelled'),
  EmailConfirmed: event('EmailConfirmed', fc.record({ challengeId: id, email: text })),
  ProfilePasswordChanged: event('ProfilePasswordChanged', fc.record({ passwordRef: id })),
  ProfilePasswordRehashed: event('ProfilePasswordRehashed', fc.record({ passwordRef: id })),
  PasswordRecovered: event('PasswordRecovered', fc.record({ passwordRef: id, challengeId: id })),
  TwoFactorEnabled: event(
    'TwoFactorEnabled',
    fc.record({ method: oneOf(...secondFactorMethods), totpRef: fc.option(id) }),
  ),
  TwoFactorDisabled: bare('TwoFactorDisabled'),
  RecoveryCodesIssued: event('RecoveryCodesIssued', fc.record({ recoveryCodesRef: id, count })),
  RecoveryCodeUsed: event('RecoveryCodeUsed', fc.record({ slot: count })),
  AccountLinked: event('AccountLinked', fc.record({ accountId: id })),
  AccountUnlinked: event('AccountUnlinked', fc.record({ accountId: id })),
  AccountBarred: event('AccountBarred', fc.record({ accountId: id })),
  AccountUnbarred: event('AccountUnbarred', fc.record({ accountId: id })),
  OtherServiceLinked: event(
    'OtherServiceLinked',
    fc.record({ service: oneOf('vats', 'staff-control', '8-800'), account: text }),
  ),
  OtherServiceUnlinked: event(
    'OtherServiceUnlinked',
    fc.record({ service: oneOf('vats', 'staff-control', '8-800') }),
  ),
  SignInBlocked: event('SignInBlocked', fc.record({ failures: count })),
  SignInUnblocked: bare('SignInUnblocked'),
  ProfileErased: bare('ProfileErased'),
  ErasureCertified: event(
    'ErasureCertified',
    fc.record({
      subject: id,
      secrets: fc.array(fc.record({ use: oneOf(...secretUses), ref: id })),
      phones: count,
      emails: count,
    }),
  ),
  BalanceReported: event('BalanceReported', fc.record({ kopecks: fc.maxSafeInteger(), asOf: instant })),
  SessionOpened: event(
    'SessionOpened',
    fc.record({
      entry: oneOf('sip', 'profile'),
      accountId: fc.option(id),
      profileId: fc.option(id),
      secondFactor: fc.option(oneOf(...secondFactorMethods)),
    }),
  ),
  ProfileProven: event(
    'ProfileProven',
    fc.record({ profileId: id, secondFactor: fc.option(oneOf(...secondFactorMethods)) }),
  ),
  SecondFactorPassed: event('SecondFactorPassed', fc.record({ challengeId: id })),
  AccountChosen: event('AccountChosen', fc.record({ accountId: id })),
  SessionConfirmed: event('SessionConfirmed', fc.record({ by: oneOf(...confirmedBy) })),
  SessionClosed: bare('SessionClosed'),
  SessionRevoked: event('SessionRevoked', fc.record({ cause: oneOf(...revocationCauses) })),
  SignInFailed: event(
    'SignInFailed',
    fc.record({
      ...{ count, accountId: fc.option(id), profileId: fc.option(id) },
      ...{ staffId: fc.option(id), service: fc.option(id) },
      ...{ from: fc.option(id), fromCount: count, tries: count },
      others: otherPlaces,
    }),
  ),
  SignInFailuresReset: event(
    'SignInFailuresReset',
    fc.record({ others: otherPlaces, tries: count, triedAt: instant }),
  ),
  StaffCreated: event(
    'StaffCreated',
    fc.record({ role: oneOf(...staffRoles), passwordRef: id, login: text, name: text }),
  ),
  StaffOneTimePasswordIssued: event('StaffOneTimePasswordIssued', fc.record({ passwordRef: id })),
  StaffPasswordChanged: event('StaffPasswordChanged', fc.record({ passwordRef: id })),
  StaffPasswordRehashed: event('StaffPasswordRehashed', fc.record({ passwordRef: id })),
  StaffSecondFactorSet: event('StaffSecondFactorSet', fc.record({ totpRef: id })),
  StaffSecondFactorReset: bare('StaffSecondFactorReset'),
  StaffBlocked: event('StaffBlocked', fc.record({ failures: count })),
  StaffDisabled: bare('StaffDisabled'),
  StaffEnabled: bare('StaffEnabled'),
  StaffSignedIn: event('StaffSignedIn', fc.record({ staffId: id })),
  StaffSignedOut: bare('StaffSignedOut'),
  MessageRequested: event(
    'MessageRequested',
    fc.record({
      kind: oneOf(...messageKinds),
      purpose: oneOf(...messagePurposes),
      accountId: fc.option(id),
      profileId: fc.option(id),
      deadline: instant,
      to: text,
    }),
  ),
  MessageHandedOver: event('MessageHandedOver', fc.record({ attempts: count })),
  MessageFailed: event('MessageFailed', fc.record({ attempts: count, why: text })),
  MessageExpired: event('MessageExpired', fc.record({ attempts: count })),
  MessageParked: event('MessageParked', fc.record({ attempts: count, why: text })),
  MessageUnparked: bare('MessageUnparked'),
  ApiTokenIssued: event(
    'ApiTokenIssued',
    fc.record({ scopes: fc.subarray([...tokenScopes]), expiresAt: instant, label: text }),
  ),
  ApiTokenRevoked: bare('ApiTokenRevoked'),
  HistoryQueried: event('HistoryQueried', fc.record({ query: fc.dictionary(text, text) })),
  MasterKeyRotationRequested: bare('MasterKeyRotationRequested'),
  MasterKeyRotated: event('MasterKeyRotated', fc.record({ masterKeyId: id })),
  ViewsRebuildRequested: bare('ViewsRebuildRequested'),
  LogAccepted: event('LogAccepted', fc.record({ logId: id })),
  ParkedRetryRequested: event('ParkedRetryRequested', parked),
  ParkedSkipRequested: event('ParkedSkipRequested', parked),
  BackupRequested: event('BackupRequested', fc.record({ directory: text })),
  BackupTaken: event('BackupTaken', fc.record({ position: fc.option(id), bytes: count })),
  BackupRestored: event(
    'BackupRestored',
    fc.record({ takenAt: instant, position: fc.option(id), logKept: fc.boolean() }),
  ),
  LogCreated: event('LogCreated', fc.record({ logId: id })),
} as const satisfies { readonly [Type in EventType]: AnyOf<Type> }

export const anySipAccountEvent: fc.Arbitrary<SipAccountEvent> = fc.oneof(
  anyEvent.SipAccountProvisioned,
  anyEvent.RoutingChanged,
  anyEvent.TrunkLimitSet,
  anyEvent.PasswordChanged,
  anyEvent.PasswordReminderRequested,
  anyEvent.CallerIdSet,
  anyEvent.CallerIdCleared,
  anyEvent.TariffOptionActivated,
  anyEvent.TariffOptionDeactivated,
  anyEvent.ServiceSuspended,
  anyEvent.ServiceResumed,
  anyEvent.ServiceDisabled,
  anyEvent.ServiceRestored,
)

/** As it reads after the person's erasure. */
const afterErasure = (told: SipAccountEvent): SipAccountEvent => {
  if (told.type === 'SipAccountProvisioned') return { ...told, data: { ...told.data, number: erased } }
  return told.type === 'CallerIdSet' ? { ...told, data: { number: erased } } : told
}

/** Events of an account in any order, some with personal data erased. */
export const anySipAccountEvents: fc.Arbitrary<readonly Recorded<SipAccountEvent>[]> = fc.array(
  fc
    .tuple(anySipAccountEvent, instant, fc.boolean())
    .map(([told, at, isErased]) => ({ ...(isErased ? afterErasure(told) : told), at })),
)
