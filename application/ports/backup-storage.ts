import type { Either } from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../../domain/decision.ts'
import type { Instant } from '../../domain/instant.ts'

/** Why no backup was made; nothing is left where it was to be. */
export type BackupRefusal =
  /** The directory is there and holds something, or is itself where a disk is mounted. */
  | 'BackupDirectoryTaken'
  /** It lies in the data directory: it would go down with what it is to save. */
  | 'BackupDirectoryWithin'
  /** It cannot be made or written there. */
  | 'BackupDirectoryUnusable'
  | 'BackupNoRoom'
  /** A copy turned out not to be whole, or the disk failed on the way. */
  | 'BackupBroken'

export interface BackupProgress {
  readonly doneBytes: number
  readonly totalBytes: number
}

/** What a backup says of itself beside its files. */
export interface BackupFacts {
  readonly takenAt: Instant
  readonly logId: string
  /** Decimal, where EventStoreDB keeps the log: how far it had got. Of the embedded one the copy itself tells. */
  readonly lastPosition: string | null
}

export interface BackupWritten {
  /** `false` where EventStoreDB keeps the log and backs it up by its own means. */
  readonly holdsLog: boolean
  /** Decimal; `null` for a log without an event. */
  readonly lastPosition: string | null
  readonly bytes: number
  /** Ids of the master keys that open the copy of the vault; the keys themselves are not in it. */
  readonly masterKeys: readonly string[]
}

/** Where the files of the stores are copied to while the stores go on. */
export interface BackupStorage {
  /** Makes `directory`, absolute, with a whole backup in it, durable when it resolves; or leaves nothing. */
  readonly write: (
    directory: string,
    facts: BackupFacts,
    onProgress: (progress: BackupProgress) => void,
  ) => Promise<Either<RefusalOf<BackupRefusal>, BackupWritten>>
}
