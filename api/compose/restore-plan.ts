import { existsSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import type { Circumstances } from '../../application/events/metadata.ts'
import { examineKeptLog, type KeptLogFault } from '../../application/operations/kept-log.ts'
import type { Clock } from '../../application/ports/clock.ts'
import type { Ids } from '../../application/ports/ids.ts'
import type { Log } from '../../application/ports/log.ts'
import type { Subject } from '../../application/ports/sealing.ts'
import type { PartName } from '../../infrastructure/backup/backup-manifest.ts'
import { type BackupFault, readBackup, type WholeBackup } from '../../infrastructure/backup/read-backup.ts'
import {
  formerLogs,
  formerVaults,
  hasRoomFor,
  replacedBy,
} from '../../infrastructure/backup/restored-files.ts'
import type { Configuration } from '../../infrastructure/configuration/configuration.ts'
import type { DirectoryRefusal } from '../../infrastructure/data-directory/claim-data-directory.ts'
import type { DataFiles } from '../../infrastructure/data-directory/data-files.ts'
import { examineLog } from '../../infrastructure/data-directory/examine-stores.ts'
import { erasedInLog } from '../../infrastructure/embedded-store/erased-in-log.ts'
import { openToLook } from '../../infrastructure/sqlite/open-to-look.ts'
import { loadMasterKeys, type NoMasterKeys } from '../../infrastructure/vault/master-key-file.ts'
import { checkMasterKeys } from '../../infrastructure/vault/master-keys-of-vault.ts'
import { subjectsInVault } from '../../infrastructure/vault/subjects-in-vault.ts'
import { openEvents } from './open-stores.ts'

export interface RestoreNeeds {
  readonly configuration: Configuration
  /** Of the backup. */
  readonly directory: string
  /** What lies in the data directory may be set aside. */
  readonly replace: boolean
  /** The log that is there stays; vault and state come from the backup. */
  readonly keepLog: boolean
  /** Ids of Profiles that are known to be erased, from their certificates. */
  readonly erased: readonly string[]
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly circumstances: Circumstances
}

/** Why nothing was restored. Nothing was changed, but for `broken`. */
export type RestoreRefusal =
  | BackupFault
  | KeptLogFault
  | DirectoryRefusal
  /** The key file, in the machine's own words. */
  | { readonly kind: 'masterKey'; readonly message: string; readonly wanted: readonly string[] }
  /** The backup holds a log and EventStoreDB is configured, or the other way round. */
  | { readonly kind: 'otherStore'; readonly backupHoldsLog: boolean }
  | { readonly kind: 'occupied'; readonly files: readonly string[] }
  | { readonly kind: 'noLogToKeep' }
  /** The log that is to be kept is not as it was left; the words say that nothing was changed. */
  | { readonly kind: 'logDamaged'; readonly message: string; readonly ru: string }
  | { readonly kind: 'noRoom' }
  | { readonly kind: 'cannotOpen'; readonly message: string; readonly ru: string }
  /** It broke off on the way: the data directory is closed until it is repeated. */
  | { readonly kind: 'broken'; readonly message: string }

type Refused = E.Either<RestoreRefusal, never>

const refuse = (refusal: RestoreRefusal): Refused => E.left(refusal)

/** What is known before anything is changed. */
export interface Plan {
  readonly backup: WholeBackup
  readonly parts: readonly PartName[]
  readonly logKept: boolean
  readonly replaced: readonly string[]
  /** By the vaults that are replaced, as far as they can be read. */
  readonly destroyedBefore: readonly Subject[]
  /** Ids of Profiles that are erased by what is replaced, as far as it can be read, or by what the operator says. */
  readonly erasedBefore: readonly string[]
}

const checkKey = (
  { masterKeyFile }: Configuration,
  files: DataFiles,
  { pathOf, manifest }: WholeBackup,
): E.Either<RestoreRefusal, void> => {
  const keys = loadMasterKeys(masterKeyFile ?? files.masterKey)
  const refusal = ({ message }: Pick<NoMasterKeys, 'message'>) =>
    refuse({ kind: 'masterKey', message, wanted: manifest.masterKeys })
  if (E.isLeft(keys)) return refusal(keys.left)
  const vault = openToLook(pathOf('vault.db'))
  try {
    const fits = checkMasterKeys(vault, 'The vault of the backup', keys.right)
    return E.isLeft(fits) ? refusal(fits.left) : fits
  } finally {
    vault.close()
  }
}

/** What can be read of a file that is replaced: it may be replaced because it is damaged. */
const readable =
  <T>(read: (path: string) => readonly T[]) =>
  (path: string): readonly T[] => {
    try {
      return read(path)
    } catch {
      return []
    }
  }

const destroyedIn = readable((path) => subjectsInVault(path).destroyed)

const ofProfile = 'profile-'

/** Profiles whose keys are destroyed, or whose erasure is told, wherever something is left that knows of it. */
const erasedBefore = (
  { erased }: RestoreNeeds,
  files: DataFiles,
  { pathOf }: WholeBackup,
): readonly string[] => {
  const profiles = [...formerVaults(files), pathOf('vault.db')]
    .flatMap(destroyedIn)
    .filter((subject) => subject.startsWith(ofProfile))
    .map((subject) => subject.slice(ofProfile.length))
  return [...new Set([...erased, ...profiles, ...formerLogs(files).flatMap(readable(erasedInLog))])]
}

const checkKeptLog = async (
  needs: RestoreNeeds,
  files: DataFiles,
  { pathOf, manifest: { log } }: WholeBackup,
): Promise<E.Either<RestoreRefusal, void>> => {
  // Opened as it stands, a log would be mended in silence: what was acknowledged after a damage would be dropped.
  const whole = needs.configuration.eventStore.kind === 'embedded' ? examineLog(files) : E.right(undefined)
  if (E.isLeft(whole)) return refuse({ ...whole.left, kind: 'logDamaged' })
  const opened = openEvents(needs, files)
  if (E.isLeft(opened)) return refuse({ ...opened.left, kind: 'cannotOpen' })
  try {
    const { kept, destroyed } = subjectsInVault(pathOf('vault.db'))
    const known = new Set<string>([...kept, ...destroyed])
    const position = log.lastPosition === null ? null : BigInt(log.lastPosition)
    return await examineKeptLog(opened.right, {
      ...{ logId: log.id, position },
      knows: (subject) => known.has(subject),
    })
  } finally {
    await opened.right.close()
  }
}

/** Looks at everything that a restore wants; changes nothing. */
export const planRestore = async (
  needs: RestoreNeeds,
  files: DataFiles,
): Promise<E.Either<RestoreRefusal, Plan>> => {
  const { configuration, directory, replace, keepLog } = needs
  const read = readBackup(directory)
  if (E.isLeft(read)) return read
  const backup = read.right
  const backupHoldsLog = backup.manifest.log.keptBy === 'cabinet'
  const logIsHere = configuration.eventStore.kind === 'embedded'
  if (backupHoldsLog !== logIsHere) return refuse({ kind: 'otherStore', backupHoldsLog })
  const fits = checkKey(configuration, files, backup)
  if (E.isLeft(fits)) return fits

  const logKept = keepLog || !logIsHere
  const replaced = replacedBy(files, logKept)
  if (keepLog && logIsHere && !existsSync(files.events)) return refuse({ kind: 'noLogToKeep' })
  if (replaced.length > 0 && !replace && !keepLog && !existsSync(files.unfinishedRestore))
    return refuse({ kind: 'occupied', files: replaced })
  const suits = logKept ? await checkKeptLog(needs, files, backup) : E.right(undefined)
  if (E.isLeft(suits)) return suits
  const wanted = backup.manifest.files.filter(({ name }) => !logKept || name !== 'events.db')
  if (
    !(await hasRoomFor(
      files,
      wanted.reduce((sum, { bytes }) => sum + bytes, 0),
    ))
  )
    return refuse({ kind: 'noRoom' })
  const parts = wanted.map(({ name }) => name)
  return E.right({
    backup,
    parts,
    logKept,
    replaced,
    destroyedBefore: formerVaults(files).flatMap(destroyedIn),
    erasedBefore: erasedBefore(needs, files, backup),
  })
}
