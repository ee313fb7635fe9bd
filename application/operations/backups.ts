import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type RefusalOf, refuse } from '../../domain/decision.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { BackupProgress, BackupRefusal, BackupStorage, BackupWritten } from '../ports/backup-storage.ts'
import type { Clock } from '../ports/clock.ts'
import type { EventStore } from '../ports/event-store.ts'
import type { Log } from '../ports/log.ts'
import type { WriteRefusal } from '../refusal.ts'
import type { ExclusiveActs } from './exclusive-acts.ts'
import type { BeginOperation } from './told-operations.ts'

export type BackupTakenRefusal = WriteRefusal | BackupRefusal | 'BackupRunning' | 'KeyRotationUnfinished'

export interface BackupTaken extends BackupWritten {
  /** `false`: the backup is whole, but the log could not be told so. */
  readonly recorded: boolean
}

export interface Backups {
  /**
   * Copies what cannot be rebuilt into a new directory (absolute) while everything goes on: the log, the vault and
   * the operational state of one moment. Told in the log before and after. One at a time, and none while the vault is
   * wrapped with two master keys.
   */
  readonly take: (
    directory: string,
    circumstances: Circumstances,
  ) => TaskEither<RefusalOf<BackupTakenRefusal>, BackupTaken>
  /** Of the one that goes on; `null`: none does. */
  readonly progress: () => BackupProgress | null
}

interface Parts {
  readonly storage: BackupStorage
  readonly store: EventStore
  readonly begin: BeginOperation
  readonly clock: Clock
  readonly logId: string
  readonly log: Log
  readonly acts: ExclusiveActs
  /** Whether the vault is wrapped with more than one master key, by a rotation that goes on or was cut off. */
  readonly isRotationUnfinished: () => boolean
}

export const backups = (parts: Parts): Backups => {
  const { storage, store, begin, clock, logId, log, acts, isRotationUnfinished } = parts
  let running: BackupProgress | null = null

  const write = async (
    directory: string,
    circumstances: Circumstances,
  ): Promise<E.Either<RefusalOf<BackupTakenRefusal>, BackupTaken>> => {
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
    // It is there, whole and on disk: only the log lacks the word. Telling of a failure would have it deleted.
    if (E.isLeft(told)) log.warn({ directory, why: told.left.code }, 'a backup is whole, but not recorded so')
    return E.right({ ...written.right, recorded: E.isRight(told) })
  }

  return {
    progress: () => running,
    take: (directory, circumstances) => async () => {
      if (running !== null) return refuse('BackupRunning')
      const begun = acts.begin('backup')
      if (E.isLeft(begun)) return refuse('KeyRotationUnfinished')
      running = { doneBytes: 0, totalBytes: 0 }
      try {
        return isRotationUnfinished()
          ? refuse('KeyRotationUnfinished')
          : await write(directory, circumstances)
      } finally {
        running = null
        begun.right()
      }
    },
  }
}
