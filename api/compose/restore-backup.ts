import * as E from 'fp-ts/lib/Either.js'
import {
  beginRestore,
  completeSetAside,
  copyIntoPlace,
  endRestore,
  setAside,
} from '../../infrastructure/backup/restored-files.ts'
import {
  claimDataDirectory,
  type OwnedDataDirectory,
} from '../../infrastructure/data-directory/claim-data-directory.ts'
import { type Plan, planRestore, type RestoreNeeds, type RestoreRefusal } from './restore-plan.ts'
import { type Settled, settleRestored } from './settle-restored.ts'

export interface Restored extends Settled {
  readonly takenAt: string
  readonly lastPosition: string | null
  readonly logKept: boolean
  /** Where what was there before lies now; `null`: there was nothing. */
  readonly setAside: string | null
}

const carryOut = async (
  needs: RestoreNeeds,
  owned: OwnedDataDirectory,
  planned: Plan,
): Promise<E.Either<RestoreRefusal, Restored>> => {
  const { files } = owned
  const { backup, parts, logKept, replaced } = planned
  try {
    await beginRestore(files)
    const aside = await setAside(files, replaced, needs.clock.now())
    await copyIntoPlace(files, backup, parts)
    const settled = await settleRestored(needs, owned, planned)
    await endRestore(files)
    const { takenAt, log } = backup.manifest
    return E.right({ takenAt, lastPosition: log.lastPosition, logKept, setAside: aside, ...settled })
  } catch (error) {
    return E.left({ kind: 'broken', message: error instanceof Error ? error.message : String(error) })
  }
}

/**
 * Puts a backup in place of what the data directory holds, which is kept aside. First everything is examined, nothing
 * changed; then a mark keeps every cabinet out until all is copied and everything destroyed is destroyed again.
 */
export const restoreBackup = async (needs: RestoreNeeds): Promise<E.Either<RestoreRefusal, Restored>> => {
  const owned = claimDataDirectory(needs.configuration.dataDirectory)
  if (E.isLeft(owned)) return owned
  try {
    await completeSetAside(owned.right.files)
    const planned = await planRestore(needs, owned.right.files)
    return E.isLeft(planned) ? planned : await carryOut(needs, owned.right, planned.right)
  } finally {
    owned.right.release()
  }
}
