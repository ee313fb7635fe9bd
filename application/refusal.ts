import type { RefusalOf } from '../domain/decision.ts'
import type { SipAccountRefusal } from '../domain/sip-account/sip-account.ts'
import type { BackupRefusal } from './ports/backup-storage.ts'
import type { ProfilesRefusal } from './profiles/refusal.ts'
import type { StaffRefusalCode } from './staff/refusal.ts'

/** Why the write side itself may refuse a command, whatever the command. */
export type WriteRefusal =
  /** The store did not answer; what was asked for may or may not have been recorded. */
  | 'StoreUnavailable'
  /** The client's If-Match names an older revision. */
  | 'RevisionStale'
  /** Others changed the same thing again and again meanwhile. */
  | 'TooManyConflicts'
  /** The Idempotency-Key came before with another body. */
  | 'IdempotencyKeyReused'

/** Why entry is refused. */
export type SignInRefusal = 'CredentialsWrong' | 'TooManyAttempts'

/** Every reason for which a use case may refuse; `api/problem.ts` gives each its HTTP status and words. */
export type RefusalCode =
  | WriteRefusal
  | SignInRefusal
  | SipAccountRefusal
  | ProfilesRefusal
  | StaffRefusalCode
  | BackupRefusal
  /** One goes on already. */
  | 'BackupRunning'
  /** The vault is wrapped with two master keys: a copy would want both. */
  | 'KeyRotationUnfinished'
  /** The key file lies where the cabinet may not write. */
  | 'MasterKeyFileReadOnly'
  | 'SipPasswordWeak'
  | 'LoginInvalid'
  /** A cell of an imported file. */
  | 'RoutingUnknown'
  | 'TariffOptionInvalid'
  | 'BalanceMalformed'
  /** The store went away in the middle of an import; this line and those after it were not begun. */
  | 'ImportStopped'
  /** A sensitive change wants the password given within the last 5 minutes. */
  | 'ConfirmationRequired'
  /** The password or code of a step-up is wrong; whoever is in stays in. */
  | 'ConfirmationWrong'
  | 'TokenNotFound'
  /** M16: another account of the Profile's than the one that this session works in. */
  | 'AccountNotChosen'
  /** A list's cursor that was not given by it, or for other filters. */
  | 'CursorMalformed'
  /** Nothing is parked under this id (any more). */
  | 'NotParked'
  /** The view that would answer is parked; staff see why. */
  | 'ViewParked'
  /** The view has not caught up with the reader's own last write within the bound. */
  | 'ViewBehind'

export type Refusal = RefusalOf<RefusalCode>
