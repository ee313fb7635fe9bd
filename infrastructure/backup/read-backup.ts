import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import {
  anyManifest,
  type BackupManifest,
  backupManifest,
  manifestFormat,
  manifestPath,
  type PartName,
} from './backup-manifest.ts'
import { type ExaminedPart, examinePart } from './examine-part.ts'

/** Why a directory is no backup that can be restored. */
export type BackupFault =
  /** There is no manifest: no backup, or one that was cut off. */
  | { readonly kind: 'noManifest' }
  /** Made by a newer version, in a format that this one does not know. */
  | { readonly kind: 'newerFormat' }
  | { readonly kind: 'manifestDamaged' }
  | { readonly kind: 'fileMissing'; readonly file: PartName }
  /** Its bytes are not those that the manifest was written for. */
  | { readonly kind: 'fileChanged'; readonly file: PartName }
  | { readonly kind: 'fileDamaged'; readonly file: PartName; readonly why: string }
  /** The files are whole, but say something else than the manifest. */
  | { readonly kind: 'manifestContradicted'; readonly file: PartName }

/** A backup that was looked through, byte by byte. */
export interface WholeBackup {
  readonly directory: string
  readonly manifest: BackupManifest
  readonly pathOf: (name: PartName) => string
}

const fault = (it: BackupFault): E.Either<BackupFault, never> => E.left(it)

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const readManifest = (directory: string): E.Either<BackupFault, BackupManifest> => {
  const path = manifestPath(directory)
  if (!existsSync(path)) return fault({ kind: 'noManifest' })
  const content = parsed(readFileSync(path, 'utf8'))
  const format = anyManifest.safeParse(content)
  if (format.success && format.data.format > manifestFormat) return fault({ kind: 'newerFormat' })
  const manifest = backupManifest.safeParse(content)
  return manifest.success ? E.right(manifest.data) : fault({ kind: 'manifestDamaged' })
}

/** Whether every part that belongs to such a backup is named, and once. */
const namesItsParts = ({ files, log }: BackupManifest): boolean => {
  const wanted = [...(log.keptBy === 'cabinet' ? ['events.db'] : []), 'vault.db', 'state.db']
  return wanted.join() === files.map(({ name }) => name).join()
}

const contradicts = ({ log, masterKeys }: BackupManifest, name: PartName, part: ExaminedPart): boolean => {
  if (name === 'events.db')
    return part.log?.logId !== log.id || (part.log.lastPosition?.toString() ?? null) !== log.lastPosition
  return name === 'vault.db' && part.masterKeys.join() !== masterKeys.join()
}

const faultOfFile = (
  manifest: BackupManifest,
  { name, bytes, sha256 }: BackupManifest['files'][number],
  path: string,
): BackupFault | null => {
  if (!existsSync(path)) return { kind: 'fileMissing', file: name }
  const part = examinePart(path, name)
  if (part.bytes !== bytes || part.sha256 !== sha256) return { kind: 'fileChanged', file: name }
  if (part.fault !== null) return { kind: 'fileDamaged', file: name, why: part.fault }
  return contradicts(manifest, name, part) ? { kind: 'manifestContradicted', file: name } : null
}

/** Reads a backup whole: manifest, checksums, SQLite's own look at each file. Changes nothing. */
export const readBackup = (directory: string): E.Either<BackupFault, WholeBackup> => {
  const manifest = readManifest(directory)
  if (E.isLeft(manifest)) return manifest
  if (!namesItsParts(manifest.right)) return fault({ kind: 'manifestDamaged' })
  const pathOf = (name: PartName) => join(directory, name)
  for (const file of manifest.right.files) {
    const found = faultOfFile(manifest.right, file, pathOf(file.name))
    if (found !== null) return fault(found)
  }
  return E.right({ directory, manifest: manifest.right, pathOf })
}
