import type { EventType } from '../../../application/events/event-contract.ts'
import type { Circumstances } from '../../../application/events/metadata.ts'
import type { StreamName } from '../../../application/ports/event-store.ts'
import type { Subject } from '../../../application/ports/sealing.ts'
import type { Instant } from '../../../domain/instant.ts'
import { circumstances } from '../circumstances.ts'

/** When every golden event happened. */
export const goldenMoment: Instant = Date.UTC(2026, 0, 15, 12, 34, 56, 789)

/** Of every golden event: everything that metadata can hold. */
export const goldenCircumstances: Circumstances = circumstances({
  actor: { type: 'manager', id: 'f3b1a1de-0000-4000-8000-000000000001' },
  channel: 'web',
  sessionId: 'f3b1a1de-0000-4000-8000-000000000002',
  ip: '203.0.113.7',
  userAgent: 'Golden/1.0 (Ёж 🦔)',
  correlationId: 'f3b1a1de-0000-4000-8000-000000000003',
  causationId: 'f3b1a1de-0000-4000-8000-000000000004',
  idempotency: { key: 'HMAC-of-the-key', body: 'HMAC-of-the-body' },
  reason: 'по просьбе абонента',
})

interface GoldenExample {
  readonly stream: StreamName
  /** Whose key sealed it. */
  readonly owner: Subject
  /** What it reads as today. For an older version: what the upcasts make of it. */
  readonly data: object
}

const accountId = 'f3b1a1de-0000-4000-8000-00000000000a'
const account = (data: object = {}): GoldenExample => ({
  stream: `sipAccount-${accountId}`,
  owner: `account-${accountId}`,
  data,
})
const of =
  (stream: StreamName, owner: Subject = `account-${accountId}`) =>
  (data: object = {}): GoldenExample => ({ stream, owner, data })

const claim = of('claim-sipNumber-u4fTz0cGyQm1Xr')
const profileId = 'f3b1a1de-0000-4000-8000-000000000010'
const challenge = of('challenge-f3b1a1de-0000-5000-8000-000000000011', `profile-${profileId}`)
const registrationId = 'f3b1a1de-0000-4000-8000-000000000012'
const challengeId = 'f3b1a1de-0000-5000-8000-000000000011'
const profile = of(`profile-${profileId}`, `profile-${profileId}`)
const staffId = 'f3b1a1de-0000-4000-8000-000000000013'
const staff = of(`staff-${staffId}`, `staff-${staffId}`)
const staffSession = of('staffSession-f3b1a1de-0000-4000-8000-000000000014', `staff-${staffId}`)
const registration = of(`registration-${registrationId}`, `profile-${profileId}`)
const session = of('session-f3b1a1de-0000-4000-8000-00000000000b')
/** What later versions of a failed sign-in tell. */
const guessedFromOne = { from: null, fromCount: 5, others: [], tries: 5 }
const guessedLater = { staffId: null, service: null, ...guessedFromOne }
const failures = of('signInFailures-9sTq2Lw0vKdH', 'month-2026-01')
const message = of('message-f3b1a1de-0000-5000-8000-00000000000c')
const letter = of('message-f3b1a1de-0000-5000-8000-000000000013', `profile-${profileId}`)
const operation = of('operation-f3b1a1de-0000-4000-8000-000000000010', 'staff-cli')
const parked = { kind: 'view', work: 'dashboard', stream: `sipAccount-${accountId}`, revision: 6 }
const token = of(
  'apiToken-f3b1a1de-0000-4000-8000-00000000000d',
  'staff-f3b1a1de-0000-4000-8000-000000000001',
)

/**
 * What every golden event reads as, by the name of its file. When a shape gets a new version, the entry of the old
 * one stays and says what its upcast makes of the old file; an entry for the new version is added beside it.
 */
export const goldenExamples: ReadonlyMap<string, GoldenExample> = new Map(
  Object.entries({
    'SipAccountProvisioned.v1': account({
      number: '+79260250773',
      routing: 'SIP+GSM',
      trunkLimit: 2,
      passwordRef: 'f3b1a1de-0000-4000-8000-0000000000aa',
    }),
    'RoutingChanged.v1': account({ mode: 'GSM' }),
    'TrunkLimitSet.v1': account({ lines: 20 }),
    'PasswordChanged.v1': account({ passwordRef: 'f3b1a1de-0000-4000-8000-0000000000ab' }),
    'PasswordReminderRequested.v1': account(),
    'CallerIdSet.v1': account({ number: '+74951234567' }),
    'CallerIdCleared.v1': account(),
    'TariffOptionActivated.v1': account({ name: 'Безлимит' }),
    'TariffOptionDeactivated.v1': account(),
    'ServiceSuspended.v1': account(),
    'ServiceResumed.v1': account(),
    'ServiceDisabled.v1': account(),
    'ServiceRestored.v1': account(),
    'ClaimReserved.v1': claim({ owner: accountId, until: null }),
    'ClaimConfirmed.v1': claim(),
    'ClaimReleased.v1': claim(),
    'ChallengeIssued.v1': challenge({
      purpose: 'registrationPhone',
      via: 'sms',
      flowId: 'f3b1a1de-0000-4000-8000-000000000012',
      profileId,
      issue: 1,
      until: 1_768_480_796_789,
      decoy: false,
      to: '+79031112233',
    }),
    'ChallengeSent.v1': challenge({ issue: 1 }),
    'ChallengeFailed.v1': challenge({ issue: 1 }),
    'ChallengePassed.v1': challenge({ issue: 2 }),
    'ChallengeExpired.v1': challenge({ issue: 2 }),
    'RegistrationStarted.v1': registration({
      ...{ profileId, accountId, sipPasswordRef: null, until: 1_768_653_296_789 },
    }),
    'RegistrationStarted.v2': registration({
      ...{
        profileId,
        accountId,
        sipPasswordRef: 'f3b1a1de-0000-4000-8000-0000000000aa',
        until: 1_768_653_296_789,
      },
    }),
    'RegistrationPhoneGiven.v1': registration({ challengeId, phone: '+79031112233' }),
    'RegistrationPhoneConfirmed.v1': registration(),
    'RegistrationDetailsGiven.v1': registration({
      offerVersion: '2026-01',
      lastName: 'Ёлкина',
      firstName: 'Анна-Мария',
      email: 'anna@example.org',
    }),
    'RegistrationPasswordSet.v1': registration({ passwordRef: 'f3b1a1de-0000-4000-8000-0000000000ac' }),
    'RegistrationLetterRequested.v1': registration({ challengeId, email: 'anna@example.org' }),
    'RegistrationEmailConfirmed.v1': registration(),
    'RegistrationCompleted.v1': registration(),
    'RegistrationAbandoned.v1': registration({ cause: 'expired' }),
    'ProfileRegistered.v1': profile({
      registrationId,
      passwordRef: 'f3b1a1de-0000-4000-8000-0000000000ac',
      lastName: 'Ёлкина',
      firstName: 'Анна-Мария',
      phone: '+79031112233',
      email: 'anna@example.org',
    }),
    'StaffCreated.v1': staff({
      role: 'manager',
      passwordRef: 'f3b1a1de-0000-4000-8000-0000000000c0',
      login: 'ivanova',
      name: 'Мария Иванова',
    }),
    'StaffOneTimePasswordIssued.v1': staff({ passwordRef: 'f3b1a1de-0000-4000-8000-0000000000c1' }),
    'StaffPasswordChanged.v1': staff({ passwordRef: 'f3b1a1de-0000-4000-8000-0000000000c2' }),
    'StaffPasswordRehashed.v1': staff({ passwordRef: 'f3b1a1de-0000-4000-8000-0000000000c3' }),
    'StaffSecondFactorSet.v1': staff({ totpRef: 'f3b1a1de-0000-4000-8000-0000000000c4' }),
    'StaffSecondFactorReset.v1': staff(),
    'StaffBlocked.v1': staff({ failures: 10 }),
    'StaffDisabled.v1': staff(),
    'StaffEnabled.v1': staff(),
    'StaffSignedIn.v1': staffSession({ staffId }),
    'StaffSignedOut.v1': staffSession(),
    'OfferAccepted.v1': profile({ version: '2026-01', acceptedAt: 1_768_480_400_000 }),
    'PhoneChanged.v1': profile({ challengeId, phone: '+79031112244' }),
    'EmailChangeRequested.v1': profile({ challengeId, email: 'anna@пример.рф' }),
    'EmailChangeCancelled.v1': profile(),
    'EmailConfirmed.v1': profile({ challengeId, email: 'anna@пример.рф' }),
    'ProfilePasswordChanged.v1': profile({ passwordRef: 'f3b1a1de-0000-4000-8000-0000000000ad' }),
    'ProfilePasswordRehashed.v1': profile({ passwordRef: 'f3b1a1de-0000-4000-8000-0000000000ae' }),
    'PasswordRecovered.v1': profile({ passwordRef: 'f3b1a1de-0000-4000-8000-0000000000af', challengeId }),
    'TwoFactorEnabled.v1': profile({ method: 'totp', totpRef: 'f3b1a1de-0000-4000-8000-0000000000b0' }),
    'TwoFactorDisabled.v1': profile(),
    'RecoveryCodesIssued.v1': profile({
      recoveryCodesRef: 'f3b1a1de-0000-4000-8000-0000000000b1',
      count: 10,
    }),
    'RecoveryCodeUsed.v1': profile({ slot: 3 }),
    'AccountLinked.v1': profile({ accountId }),
    'AccountUnlinked.v1': profile({ accountId }),
    'AccountBarred.v1': profile({ accountId }),
    'AccountUnbarred.v1': profile({ accountId }),
    'OtherServiceLinked.v1': profile({ service: '8-800', account: '88001234567' }),
    'OtherServiceLinked.v2': profile({ service: '8-800', account: '88001234567' }),
    'OtherServiceUnlinked.v1': profile({ service: 'vats' }),
    'OtherServiceUnlinked.v2': profile({ service: 'vats' }),
    'SignInBlocked.v1': profile({ failures: 100 }),
    'SignInUnblocked.v1': profile(),
    'ProfileErased.v1': profile(),
    'ErasureCertified.v1': profile({
      subject: `profile-${profileId}`,
      secrets: [
        { use: 'password', ref: 'f3b1a1de-0000-4000-8000-0000000000ac' },
        { use: 'totp', ref: 'f3b1a1de-0000-4000-8000-0000000000b0' },
      ],
      phones: 1,
      emails: 2,
    }),
    'BalanceReported.v1': of(`billing-${accountId}`)({ kopecks: -74_882_293, asOf: 1_768_480_496_789 }),
    'SessionOpened.v1': session({ entry: 'sip', accountId, profileId: null, secondFactor: null }),
    'SessionOpened.v2': session({ entry: 'profile', accountId: null, profileId, secondFactor: 'sms' }),
    'ProfileProven.v1': session({ profileId, secondFactor: 'totp' }),
    'SecondFactorPassed.v1': session({ challengeId }),
    'AccountChosen.v1': session({ accountId }),
    'SessionConfirmed.v1': session({ by: 'password' }),
    'SessionClosed.v1': session(),
    'SessionRevoked.v1': session({ cause: 'passwordChanged' }),
    'SignInFailed.v1': failures({ ...{ count: 5, accountId, profileId: null }, ...guessedLater }),
    'SignInFailed.v2': failures({ ...{ count: 5, accountId: null, profileId }, ...guessedLater }),
    'SignInFailed.v3': failures({
      ...{ count: 5, accountId: null, profileId: null },
      ...{ staffId: 'f3b1a1de-0000-4000-8000-000000000001', service: null },
      ...guessedFromOne,
    }),
    'SignInFailed.v4': failures({
      ...{ count: 9, accountId: null, profileId, staffId: null, service: null },
      ...{ from: 'fingerprint-of-one', fromCount: 4 },
      others: [{ from: 'fingerprint-of-another', count: 5, at: 1_768_653_296_789 }],
      tries: 9,
    }),
    'SignInFailed.v5': failures({
      ...{ count: 2, accountId: null, profileId, staffId: null, service: null },
      ...{ from: 'fingerprint-of-one', fromCount: 6, tries: 12 },
      others: [{ from: 'fingerprint-of-another', count: 5, at: 1_768_653_296_789 }],
    }),
    'SignInFailuresReset.v1': failures({ others: [], tries: 0, triedAt: 0 }),
    'SignInFailuresReset.v2': failures({
      others: [{ from: 'fingerprint-of-another', count: 5, at: 1_768_653_296_789 }],
      ...{ tries: 5, triedAt: 1_768_653_296_789 },
    }),
    'MessageRequested.v1': message({
      kind: 'sms',
      purpose: 'passwordReminder',
      accountId,
      profileId: null,
      deadline: 1_768_484_096_789,
      to: '+7926•••••73',
    }),
    'MessageRequested.v2': letter({
      kind: 'mail',
      purpose: 'confirmationLetter',
      accountId: null,
      profileId,
      deadline: 1_768_566_896_789,
      to: 'a…a@example.org',
    }),
    'MessageHandedOver.v1': message({ attempts: 2 }),
    'MessageFailed.v1': message({ attempts: 1, why: 'numberRefused' }),
    'MessageExpired.v1': message({ attempts: 9 }),
    'MessageParked.v1': message({ attempts: 10, why: 'busy' }),
    'MessageUnparked.v1': message(),
    'ApiTokenIssued.v1': token({
      scopes: ['accounts:write', 'audit:read'],
      expiresAt: 1_800_000_000_000,
      label: 'ночная выгрузка',
    }),
    'ApiTokenRevoked.v1': token(),
    'HistoryQueried.v1': of(
      'auditRead-f3b1a1de-0000-4000-8000-00000000000e',
      'staff-f3b1a1de-0000-4000-8000-000000000001',
    )({ query: { account: accountId, from: '2026-01-01T00:00:00Z' } }),
    'MasterKeyRotationRequested.v1': operation(),
    'MasterKeyRotated.v1': operation({ masterKeyId: 'f3b1a1de-0000-4000-8000-000000000011' }),
    'ViewsRebuildRequested.v1': operation(),
    'LogAccepted.v1': operation({ logId: 'f3b1a1de-0000-4000-8000-00000000000f' }),
    'ParkedRetryRequested.v1': operation(parked),
    'ParkedSkipRequested.v1': operation(parked),
    'BackupRequested.v1': operation({ directory: '/backups/2026-01-15' }),
    'BackupTaken.v1': operation({ position: '1042', bytes: 7_340_032 }),
    'BackupRestored.v1': operation({ takenAt: 1_768_480_496_789, position: '1042', logKept: false }),
    'LogCreated.v1': of('log', 'month-2026-01')({ logId: 'f3b1a1de-0000-4000-8000-00000000000f' }),
  } satisfies Readonly<Record<`${EventType}.v1`, GoldenExample>> &
    Readonly<Record<`${EventType}.v${number}`, GoldenExample>>),
)
