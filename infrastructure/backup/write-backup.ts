import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { BackupFacts, BackupStorage, BackupWritten } from '../../application/ports/backup-storage.ts'
import type { Log } from '../../application/ports/log.ts'
import { refuse } from '../../domain/decision.ts'
import type { DataFiles } from '../data-directory/data-files.ts'
import { asError } from '../sqlite/database-error.ts'
import { beginBackup, type UnfinishedBackup } from './backup-directory.ts'
import {
  type BackupManifest,
  manifestFormat,
  manifestPath,
  manifestText,
  type PartName,
} from './backup-manifest.ts'
import { syncPath, writeDurably } from './durable-files.ts'
import type { ExaminedPart } from './examine-part.ts'
import { examinePartAside } from './examine-part-aside.ts'
import { type PinnedDatabase, pinDatabase } from './pinned-database.ts'

interface Needs {
  readonly files: DataFiles
  /** Whether the log lies in the data directory, not in EventStoreDB. */
  readonly logIsHere: boolean
  readonly product: { readonly name: string; readonly version: string }
  /** Called as soon as the vault's moment is let go: what was deleted meanwhile can leave its write-ahead log. */
  readonly vaultReleased: () => Promise<void>
  readonly log: Log
}

interface Part {
  readonly name: PartName
  readonly pinned: PinnedDatabase
}

/** The copy is not what was to be copied. */
class BrokenCopy extends Error {
  constructor(name: PartName, why: string) {
    super(`the copy of ${name} is not whole: ${why}`)
    this.name = 'BrokenCopy'
  }
}

const manifestOf = (
  { product, logIsHere }: Needs,
  facts: BackupFacts,
  examined: readonly { readonly name: PartName; readonly part: ExaminedPart }[],
): BackupManifest => {
  const log = examined.find(({ name }) => name === 'events.db')?.part.log
  const lastPosition = log === null || log === undefined ? facts.lastPosition : log.lastPosition
  return {
    format: manifestFormat,
    product: product.name,
    version: product.version,
    takenAt: new Date(facts.takenAt).toISOString(),
    log: {
      keptBy: logIsHere ? 'cabinet' : 'EventStoreDB',
      id: log?.logId ?? facts.logId,
      lastPosition: lastPosition?.toString() ?? null,
    },
    masterKeys: examined.flatMap(({ part }) => part.masterKeys),
    files: examined.map(({ name, part: { bytes, sha256 } }) => ({ name, bytes, sha256 })),
  }
}

/** Copies of the live files of a data directory, by SQLite's own online backup. */
export const fileBackups = (needs: Needs): BackupStorage => {
  const { files, logIsHere, vaultReleased, log } = needs

  /**
   * All in one turn of the event loop, in which nobody else of this process commits anything: the three are of one
   * moment. Every secret that the log names is in the vault, none was destroyed in between.
   */
  const pinAll = (): readonly Part[] => {
    const wanted: readonly (readonly [PartName, string])[] = [
      ...(logIsHere ? ([['events.db', files.events]] as const) : []),
      ['vault.db', files.vault],
      ['state.db', files.state],
    ]
    const parts: Part[] = []
    try {
      for (const [name, path] of wanted) parts.push({ name, pinned: pinDatabase(path) })
      return parts
    } catch (error) {
      for (const { pinned } of parts) pinned.release()
      throw error
    }
  }

  /** The vault first: while its moment is held, destroyed secrets cannot leave its write-ahead log. */
  const inOrderOfCopying = (parts: readonly Part[]): readonly Part[] => [
    ...parts.filter(({ name }) => name === 'vault.db'),
    ...parts.filter(({ name }) => name !== 'vault.db'),
  ]

  const copyAll = async (parts: readonly Part[], into: string, onBytes: (done: number) => void) => {
    let before = 0
    for (const { name, pinned } of inOrderOfCopying(parts)) {
      const from = before
      const path = join(into, name)
      await pinned.copyTo(path, (copied) => onBytes(from + copied))
      pinned.release()
      if (name === 'vault.db') await vaultReleased()
      await syncPath(path)
      before += pinned.bytes
    }
  }

  const examineAll = async (parts: readonly Part[], into: string) => {
    const examined: { readonly name: PartName; readonly part: ExaminedPart }[] = []
    for (const { name } of parts) {
      const part = await examinePartAside(join(into, name), name)
      if (part.fault !== null) throw new BrokenCopy(name, part.fault)
      examined.push({ name, part })
    }
    return examined
  }

  const fill = async (
    unfinished: UnfinishedBackup,
    parts: readonly Part[],
    facts: BackupFacts,
    onBytes: (done: number) => void,
  ): Promise<BackupWritten> => {
    await copyAll(parts, unfinished.path, onBytes)
    const manifest = manifestOf(needs, facts, await examineAll(parts, unfinished.path))
    await writeDurably(manifestPath(unfinished.path), manifestText(manifest))
    await unfinished.finish()
    return {
      holdsLog: logIsHere,
      lastPosition: manifest.log.lastPosition,
      bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
      masterKeys: manifest.masterKeys,
    }
  }

  const releaseAll = (parts: readonly Part[]): void => {
    for (const { pinned } of parts) pinned.release()
  }

  return {
    write: async (directory, facts, onProgress) => {
      const sizing = pinAll()
      const totalBytes = sizing.reduce((sum, { pinned }) => sum + pinned.bytes, 0)
      releaseAll(sizing)
      const begun = await beginBackup(directory, files.directory, totalBytes)
      if (E.isLeft(begun)) return begun
      const parts = pinAll()
      try {
        const written = await fill(begun.right, parts, facts, (doneBytes) =>
          onProgress({ doneBytes, totalBytes: Math.max(totalBytes, doneBytes) }),
        )
        return E.right(written)
      } catch (thrown) {
        log.error({ error: asError(thrown).message }, 'a backup could not be finished')
        await begun.right.discard()
        return refuse('BackupBroken')
      } finally {
        releaseAll(parts)
      }
    },
  }
}
