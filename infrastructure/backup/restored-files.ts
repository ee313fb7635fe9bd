import { constants, existsSync, readdirSync } from 'node:fs'
import { chmod, copyFile, mkdir, rename, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instant } from '../../domain/instant.ts'
import type { DataFiles } from '../data-directory/data-files.ts'
import type { PartName } from './backup-manifest.ts'
import { syncPath, writeDurably } from './durable-files.ts'
import { examinePart } from './examine-part.ts'
import type { WholeBackup } from './read-backup.ts'

const ofTheLog = /^events\.db/
const besideTheLog = /^(?:vault\.db|state\.db|views-\d+\.db)/

/**
 * Files of a data directory that a restore takes the place of: each database, and after it what SQLite keeps beside it.
 */
export const replacedBy = ({ directory }: DataFiles, keepLog: boolean): readonly string[] =>
  readdirSync(directory)
    .filter((name) => besideTheLog.test(name) || (!keepLog && ofTheLog.test(name)))
    .sort()

const aside = /^replaced-/

const former = (directory: string, present: string, name: PartName): readonly string[] =>
  [
    present,
    ...readdirSync(directory)
      .filter((it) => aside.test(it))
      .map((it) => join(directory, it, name)),
  ].filter((path) => existsSync(path))

/** The vaults that this restore takes the place of: the one in use, and those that were set aside before. */
export const formerVaults = ({ directory, vault }: DataFiles): readonly string[] =>
  former(directory, vault, 'vault.db')

/** The logs likewise, where the cabinet keeps them. */
export const formerLogs = ({ directory, events }: DataFiles): readonly string[] =>
  former(directory, events, 'events.db')

/** Says that the data directory is being changed: no cabinet starts on it until `end`. */
export const beginRestore = async ({ directory, unfinishedRestore }: DataFiles): Promise<void> => {
  if (!existsSync(unfinishedRestore)) await writeDurably(unfinishedRestore, 'cabinet restore\n')
  await syncPath(directory)
}

export const endRestore = async ({ directory, unfinishedRestore }: DataFiles): Promise<void> => {
  await rm(unfinishedRestore)
  await syncPath(directory)
}

/** Moves files into a new directory beside them, and tells which; nothing is deleted. */
export const setAside = async (
  { directory }: DataFiles,
  names: readonly string[],
  now: Instant,
): Promise<string | null> => {
  if (names.length === 0) return null
  const place = join(directory, `replaced-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`)
  await mkdir(place, { mode: 0o700 })
  for (const name of names) await rename(join(directory, name), join(place, name))
  await syncPath(place)
  await syncPath(directory)
  return place
}

const besideDatabase = /^(.+\.db)-(?:wal|shm)$/

/**
 * Takes up a restore that was cut off between a database and its write-ahead log: apart from each other, what was
 * committed last would be in neither. To be done before anything that was set aside is read; mostly there is nothing to do.
 */
export const completeSetAside = async (files: DataFiles): Promise<void> => {
  const { directory, unfinishedRestore } = files
  const latest = readdirSync(directory)
    .filter((name) => aside.test(name))
    .sort()
    .at(-1)
  if (!existsSync(unfinishedRestore) || latest === undefined) return
  const place = join(directory, latest)
  for (const name of replacedBy(files, false)) {
    const [, database] = besideDatabase.exec(name) ?? []
    const isLeftBehind =
      database !== undefined && !existsSync(join(directory, database)) && existsSync(join(place, database))
    if (isLeftBehind) await rename(join(directory, name), join(place, name))
  }
  await syncPath(place)
  await syncPath(directory)
}

const spareBytes = 16 * 1024 * 1024

export const hasRoomFor = async ({ directory }: DataFiles, bytes: number): Promise<boolean> => {
  const { bavail, bsize } = await statfs(directory)
  return bavail * bsize >= bytes + spareBytes
}

/** Copies parts of a backup into place (0600), on disk when it resolves. Throws when a copy is not what was read. */
export const copyIntoPlace = async (
  { directory }: DataFiles,
  backup: WholeBackup,
  names: readonly PartName[],
): Promise<void> => {
  for (const name of names) {
    const path = join(directory, name)
    await copyFile(backup.pathOf(name), path, constants.COPYFILE_EXCL)
    await chmod(path, 0o600)
    await syncPath(path)
    const wanted = backup.manifest.files.find((file) => file.name === name)
    if (examinePart(path, name).sha256 !== wanted?.sha256) throw new Error(`${name} was not copied as it is`)
  }
  await syncPath(directory)
}
