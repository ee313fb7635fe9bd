import { chmodSync, mkdirSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/lib/Either.js'
import { asError, isOfCode } from '../sqlite/database-error.ts'
import { type DataFiles, dataFiles } from './data-files.ts'

/** A data directory that nobody else can own until it is released or this process ends, however it ends. */
export interface OwnedDataDirectory {
  readonly files: DataFiles
  readonly release: () => void
}

/** Why a directory cannot be owned, in words for a person. */
export interface DirectoryRefusal {
  readonly kind: 'ownedByAnother' | 'notWritable'
  /** English. */
  readonly message: string
  readonly ru: string
}

const makePrivateDirectory = (directory: string): void => {
  const made = mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (made !== undefined) chmodSync(directory, 0o700)
}

/**
 * An open transaction that excludes every other: the operating system lets go of it when the process ends, after a
 * kill -9 too, so no stale lock can ever keep a directory closed.
 */
const lock = (path: string): DatabaseSync => {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
    chmodSync(path, 0o600)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const refusalOf = (directory: string, thrown: unknown): DirectoryRefusal =>
  isOfCode(thrown, 'busy')
    ? {
        kind: 'ownedByAnother',
        message: `The data directory ${directory} is in use by a running cabinet.`,
        ru: `Каталог данных ${directory} занят работающим кабинетом.`,
      }
    : {
        kind: 'notWritable',
        message: `The data directory ${directory} cannot be used: ${asError(thrown).message}. Make it writable for this user, or set DATA_DIR.`,
        ru: `Каталог данных ${directory} недоступен: ${asError(thrown).message}. Откройте его на запись этому пользователю или укажите DATA_DIR.`,
      }

/** Makes the directory (0700) where it is missing, and becomes its one owner. */
export const claimDataDirectory = (directory: string): E.Either<DirectoryRefusal, OwnedDataDirectory> =>
  E.tryCatch(
    () => {
      const files = dataFiles(directory)
      makePrivateDirectory(directory)
      const held = lock(files.ownerLock)
      return { files, release: () => held.close() }
    },
    (thrown) => refusalOf(directory, thrown),
  )
