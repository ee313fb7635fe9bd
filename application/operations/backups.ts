import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type RefusalOf, refuse } from '../../domain/decision.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { BackupProgress, BackupRefusal, BackupStorage, BackupWritten } from '../ports/backup-storage.ts'
import type { Clock } from '../ports/clock.ts'
import type { EventStore } from '../ports/event-store.ts'
import type { WriteRefusal } from '../refusal.ts'
import type { BeginOperation } from './told-operations.ts'

export type BackupTakenRefusal = WriteRefusal | BackupRefusal | 'BackupRunning'

export interface Backups {
  /**
   * Copies what cannot be rebuilt into a new directory (absolute) while everything goes on: the log, the vault and
   * the operational state of one moment. Told in the log before and after. One at a time.
   */
  readonly take: (
    directory: string,
    circumstances: Circumstances,
  ) => TaskEither<RefusalOf<BackupTakenRefusal>, BackupWritten>
  /** Of the one that goes on; `null`: none does. */
  readonly progress: () => BackupProgress | null
}

interface Parts {
  readonly storage: BackupStorage
  readonly store: EventStore
  readonly begin: BeginOperation
  readonly clock: Clock
  readonly logId: string
}

export const backups = ({ storage, store, begin, clock, logId }: Parts): Backups => {
  let running: BackupProgress | null = null

  const write = async (
    directory: string,
    circumstances: Circumstances,
  ): Promise<E.Either<RefusalOf<BackupTakenRefusal>, BackupWritten>> => {
    const tell = begin(circumstances)
    const asked = await tell({ type: 'BackupRequested', data: { directory } })
    if (E.isLeft(asked)) return asked
    const end = await store.lastPosition()()
    if (E.isLeft(end)) return refuse('StoreUnavailable', { retryAfter: 2 })
    const facts = { takenAt: clock.now(), logId, lastPosition: end.right?.toString() ?? null }
    const written = await storage.write(directory, facts, (progress) => {
      running = progress
    })
    if (E.isLeft(written)) return written
    const { lastPosition, bytes } = written.right
    const told = await tell({ type: 'BackupTaken', data: { position: lastPosition, bytes } })
    return E.isLeft(told) ? told : written
  }

  return {
    progress: () => running,
    take: (directory, circumstances) => async () => {
      if (running !== null) return refuse('BackupRunning')
      running = { doneBytes: 0, totalBytes: 0 }
      try {
        return await write(directory, circumstances)
      } finally {
        running = null
      }
    },
  }
}
