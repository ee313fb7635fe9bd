import { accountOperations } from './account-operations.ts'
import { backupOperations } from './backup-operations.ts'
import { deskOperations } from './desk-operations.ts'
import { erasureOperations } from './erasure-operations.ts'
import { historyOperations } from './history-operations.ts'
import { letterOperations } from './letter-operations.ts'
import { machineOperations } from './machine-operations.ts'
import type { AnyOperation } from './operation.ts'
import { operatorOperations } from './operator-operations.ts'
import { profileEntryOperations } from './profile-entry-operations.ts'
import { profileOperations } from './profile-operations.ts'
import { profileServiceOperations } from './profile-service-operations.ts'
import { recoveryOperations } from './recovery-operations.ts'
import { registrationOperations } from './registration-operations.ts'
import { sessionOperations } from './session-operations.ts'
import { staffOperations } from './staff-operations.ts'
import { staffRegisterOperations } from './staff-register-operations.ts'
import { staffSessionOperations } from './staff-session-operations.ts'
import { streamOperations } from './stream-operations.ts'
import { tokenOperations } from './token-operations.ts'

/** Everything that the API does; the document is made of it, and every route belongs to one. */
export const allOperations: readonly AnyOperation[] = [
  ...sessionOperations,
  ...profileEntryOperations,
  ...registrationOperations,
  ...letterOperations,
  ...recoveryOperations,
  ...profileOperations,
  ...profileServiceOperations,
  ...accountOperations,
  ...historyOperations,
  ...operatorOperations,
  ...erasureOperations,
  ...deskOperations,
  ...streamOperations,
  ...tokenOperations,
  ...staffOperations,
  ...staffSessionOperations,
  ...staffRegisterOperations,
  ...backupOperations,
  ...machineOperations,
]
