import type { Cabinet } from '../../application/cabinet.ts'
import type { CommandHandler } from '../../application/commands/command-handler.ts'
import { backups } from '../../application/operations/backups.ts'
import { exclusiveActs } from '../../application/operations/exclusive-acts.ts'
import { operatorActs } from '../../application/operations/operator-acts.ts'
import { toldOperations } from '../../application/operations/told-operations.ts'
import type { Clock } from '../../application/ports/clock.ts'
import type { EventStore } from '../../application/ports/event-store.ts'
import type { Ids } from '../../application/ports/ids.ts'
import type { Log } from '../../application/ports/log.ts'
import type { Views } from '../../application/projections/views.ts'
import { fileBackups } from '../../infrastructure/backup/write-backup.ts'
import type { DataFiles } from '../../infrastructure/data-directory/data-files.ts'
import type { Vault } from '../../infrastructure/vault/open-vault.ts'
import { rotateWith } from './key-rotation.ts'
import { product } from './product.ts'

interface Needs {
  readonly store: EventStore
  readonly handler: CommandHandler
  readonly views: Views
  readonly vault: Vault
  readonly files: DataFiles
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly logId: string
  readonly logIsHere: boolean
  /** The vault's own, measured. */
  readonly rotate: () => Promise<string>
}

/** What the operator does to the running cabinet itself; of backups and rotations only one kind at a time. */
export const operationParts = (needs: Needs): Pick<Cabinet, 'operatorActs' | 'backups'> => {
  const { vault, files, log, logIsHere, rotate } = needs
  const shared = { begin: toldOperations(needs), acts: exclusiveActs() }
  return {
    operatorActs: operatorActs({ ...needs, ...shared, rotate: () => rotateWith(rotate) }),
    backups: backups({
      ...needs,
      ...shared,
      isRotationUnfinished: vault.masterKeys.isUnfinished,
      storage: fileBackups({
        ...{ files, product: product(), log, logIsHere },
        vaultReleased: vault.leaveNoTrace,
      }),
    }),
  }
}
