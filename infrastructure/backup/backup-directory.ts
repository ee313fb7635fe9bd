import { randomUUID } from 'node:crypto'
import { mkdir, readdir, realpath, rename, rm, stat, statfs } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { BackupRefusal } from '../../application/ports/backup-storage.ts'
import { type RefusalOf, refuse } from '../../domain/decision.ts'
import { syncPath } from './durable-files.ts'

type Refused = RefusalOf<BackupRefusal>

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'

/** The real path of what is there of it, symbolic links followed. */
const realPathOf = async (path: string): Promise<string> => {
  try {
    return await realpath(path)
  } catch (error) {
    if (!isMissing(error) || dirname(path) === path) throw error
    return join(await realPathOf(dirname(path)), basename(path))
  }
}

const nearestPresent = async (path: string): Promise<string> => {
  try {
    await stat(path)
    return path
  } catch (error) {
    if (!isMissing(error) || dirname(path) === path) throw error
    return nearestPresent(dirname(path))
  }
}

/** A new name cannot be given to what a disk is mounted on, nor beside it on the same disk. */
const isMountPoint = async (directory: string): Promise<boolean> =>
  (await stat(directory)).dev !== (await stat(dirname(directory))).dev

const isTaken = async (directory: string): Promise<boolean> => {
  try {
    return (await readdir(directory)).length > 0 || (await isMountPoint(directory))
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

/** Beside the copied pages: manifest, directories, and that the disk is not left quite full. */
const spareBytes = 16 * 1024 * 1024

const hasRoom = async (directory: string, bytes: number): Promise<boolean> => {
  const { bavail, bsize } = await statfs(await nearestPresent(directory))
  return bavail * bsize >= bytes + spareBytes
}

/** A directory under a temporary name that becomes the backup, or nothing. */
export interface UnfinishedBackup {
  readonly path: string
  /** Gives it its name, durably: from then on it is a whole backup. */
  readonly finish: () => Promise<void>
  readonly discard: () => Promise<void>
}

const begin = async (directory: string): Promise<UnfinishedBackup> => {
  const parent = dirname(directory)
  await mkdir(parent, { recursive: true, mode: 0o700 })
  const path = join(parent, `${basename(directory)}.${randomUUID()}.unfinished`)
  await mkdir(path, { mode: 0o700 })
  return {
    path,
    finish: async () => {
      await syncPath(path)
      await rename(path, directory)
      await syncPath(parent)
    },
    discard: () => rm(path, { recursive: true, force: true }),
  }
}

/** Begins a backup of so many bytes at an absolute path, once it is sure that it may lie there. */
export const beginBackup = async (
  directory: string,
  dataDirectory: string,
  bytes: number,
): Promise<E.Either<Refused, UnfinishedBackup>> => {
  try {
    const real = await realPathOf(directory)
    const data = await realPathOf(dataDirectory)
    if (real === data || real.startsWith(`${data}${sep}`)) return refuse('BackupDirectoryWithin')
    if (await isTaken(real)) return refuse('BackupDirectoryTaken')
    if (!(await hasRoom(real, bytes))) return refuse('BackupNoRoom')
    return E.right(await begin(real))
  } catch {
    return refuse('BackupDirectoryUnusable')
  }
}
