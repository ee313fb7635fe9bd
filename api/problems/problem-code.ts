import { match } from 'ts-pattern'
import type { RefusalCode } from '../../application/refusal.ts'

/** What the door itself refuses, before or beside any use case. */
export type DoorCode =
  | 'RequestInvalid'
  | 'BodyMalformed'
  | 'BodyTooLarge'
  | 'HeadersTooLarge'
  | 'UriTooLong'
  | 'MediaTypeUnsupported'
  | 'CsvHeadingWrong'
  | 'CsvNotUtf8'
  | 'CsvLineMalformed'
  | 'RequestTimedOut'
  | 'IfMatchMalformed'
  | 'IdempotencyKeyMalformed'
  | 'LogPositionMalformed'
  | 'RequestInFlight'
  | 'NotSignedIn'
  | 'TokenInvalid'
  | 'ScopeMissing'
  | 'Forbidden'
  | 'OriginForeign'
  | 'HttpsRequired'
  | 'RouteNotFound'
  | 'MethodNotAllowed'
  | 'TooManyRequests'
  | 'Overloaded'
  | 'Stopping'
  | 'InternalError'

export type ProblemCode = RefusalCode | DoorCode

/** HTTP status of every refusal. A new code does not compile until it has one. */
export const statusOf = (code: ProblemCode): number =>
  match(code)
    .with(
      'RequestInvalid',
      'BodyMalformed',
      'IfMatchMalformed',
      'IdempotencyKeyMalformed',
      'LogPositionMalformed',
      'CursorMalformed',
      () => 400,
    )
    .with('CredentialsWrong', 'NotSignedIn', 'TokenInvalid', 'SessionEnded', () => 401)
    .with(
      'ConfirmationRequired',
      'ScopeMissing',
      'Forbidden',
      'OriginForeign',
      'HttpsRequired',
      'OfferDue',
      'SecondProofRequired',
      'SignInBlocked',
      'AccountBarred',
      'StageDue',
      () => 403,
    )
    .with(
      'AccountNotFound',
      'TokenNotFound',
      'StaffNotFound',
      'NotParked',
      'RouteNotFound',
      'ChallengeNotFound',
      'RegistrationNotFound',
      'ProfileNotFound',
      'SessionNotFound',
      'OtherServiceUnknown',
      () => 404,
    )
    .with('MethodNotAllowed', () => 405)
    .with('RequestTimedOut', () => 408)
    .with(
      'AccountExists',
      'StaffExists',
      'StaffNotActive',
      'ChallengeAlreadyPassed',
      'ChallengeNotPassed',
      'ChallengeBurned',
      'ChallengeExpired',
      'ChallengeSuperseded',
      'ValueTaken',
      'RegistrationExists',
      'RegistrationCompleted',
      'RegistrationAbandoned',
      'RegistrationExpired',
      'StepNotDue',
      'ProofMismatch',
      'ProofUsed',
      'ProofTooOld',
      'ProfileErased',
      'ProfileNotErased',
      'ProfileExists',
      'ProfileAlreadyProven',
      'EmailChangeNotPending',
      'TwoFactorOff',
      'SessionExists',
      'ServiceDisabled',
      'ServiceSuspended',
      'RequestInFlight',
      'AccountNotChosen',
      'OtherServiceNotConnected',
      'BackupRunning',
      'KeyRotationUnfinished',
      'MasterKeyFileReadOnly',
      () => 409,
    )
    .with('RevisionStale', () => 412)
    .with('BodyTooLarge', () => 413)
    .with('UriTooLong', () => 414)
    .with('MediaTypeUnsupported', () => 415)
    .with(
      'TrunkLimitOutOfRange',
      'CodeWrong',
      'ConfirmationWrong',
      'LinkInvalid',
      'PhoneInvalid',
      'LastNameInvalid',
      'FirstNameInvalid',
      'EmailInvalid',
      'OfferNotAccepted',
      'ProfilePasswordWeak',
      'RecoveryCodeUsed',
      'OtherAccountInvalid',
      'OtherAccountNotProven',
      'CallerIdInvalid',
      'SipPasswordWeak',
      'StaffLoginInvalid',
      'StaffNameInvalid',
      'StaffPasswordUnchanged',
      'LoginInvalid',
      'RoutingUnknown',
      'TariffOptionInvalid',
      'BalanceMalformed',
      'CsvHeadingWrong',
      'CsvNotUtf8',
      'CsvLineMalformed',
      'IdempotencyKeyReused',
      'BackupDirectoryTaken',
      'BackupDirectoryWithin',
      'BackupDirectoryUnusable',
      () => 422,
    )
    .with(
      'TooManyAttempts',
      'TooManyReminders',
      'TooManyRequests',
      'ResendTooSoon',
      'TooManyMessages',
      'TooManySetups',
      () => 429,
    )
    .with('HeadersTooLarge', () => 431)
    .with('InternalError', () => 500)
    .with(
      'StoreUnavailable',
      'OtherServiceUnavailable',
      'HashingBusy',
      'ImportStopped',
      'TooManyConflicts',
      'ViewParked',
      'ViewBehind',
      'Overloaded',
      'Stopping',
      'BackupNoRoom',
      'BackupBroken',
      () => 503,
    )
    .exhaustive()

const lasting: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'AccountNotFound',
  'AccountExists',
  'ServiceDisabled',
  'ServiceSuspended',
  'TrunkLimitOutOfRange',
  'CallerIdInvalid',
  'SipPasswordWeak',
  'LoginInvalid',
  'TokenNotFound',
  'PhoneInvalid',
  'LastNameInvalid',
  'FirstNameInvalid',
  'EmailInvalid',
])

/** Whether a refusal is the request's answer for good, to be replayed; all others pass, and a repetition tries anew. */
export const isLasting = (code: ProblemCode): boolean => lasting.has(code)

/** The refusal's stable address, a page in words: `/problems/trunk-limit-out-of-range`. */
export const typeOf = (code: ProblemCode): string =>
  `/problems/${code.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`
