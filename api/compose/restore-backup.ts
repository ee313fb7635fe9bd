import { existsSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { commandHandler } from '../../application/commands/command-handler.ts'
import { eventCodec } from '../../application/events/event-codec.ts'
import { forgetfulSealing } from '../../application/events/forgetful-sealing.ts'
import type { Circumstances } from '../../application/events/metadata.ts'
import { examineKeptLog, type KeptLogFault } from '../../application/operations/kept-log.ts'
import { replayDestructions } from '../../application/operations/replay-destructions.ts'
import { toldOperations } from '../../application/operations/told-operations.ts'
import type { Clock } from '../../application/ports/clock.ts'
import type { StreamName } from '../../application/ports/event-store.ts'
import type { Ids } from '../../application/ports/ids.ts'
import type { Log } from '../../application/ports/log.ts'
import type { Subject } from '../../application/ports/sealing.ts'
import { trustInLog } from '../../application/reactions/log-trust.ts'
import type { PartName } from '../../infrastructure/backup/backup-manifest.ts'
import { type BackupFault, readBackup, type WholeBackup } from '../../infrastructure/backup/read-backup.ts'
import {
  beginRestore,
  copyIntoPlace,
  endRestore,
  formerVaults,
  hasRoomFor,
  replacedBy,
  setAside,
} from '../../infrastructure/backup/restored-files.ts'
import type { Configuration } from '../../infrastructure/configuration/configuration.ts'
import {
  claimDataDirectory,
  type DirectoryRefusal,
  type OwnedDataDirectory,
} from '../../infrastructure/data-directory/claim-data-directory.ts'
import type { DataFiles } from '../../infrastructure/data-directory/data-files.ts'
import { openToLook } from '../../infrastructure/sqlite/open-to-look.ts'
import { loadMasterKeys, type NoMasterKeys } from '../../infrastructure/vault/master-key-file.ts'
import { checkMasterKeys } from '../../infrastructure/vault/master-keys-of-vault.ts'
import { subjectsInVault } from '../../infrastructure/vault/subjects-in-vault.ts'
import { openEvents, openStoresIn } from './open-stores.ts'

export interface RestoreNeeds {
  readonly configuration: Configuration
  /** Of the backup. */
  readonly directory: string
  /** What lies in the data directory may be set aside. */
  readonly replace: boolean
  /** The log that is there stays; vault and state come from the backup. */
  readonly keepLog: boolean
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
  | { readonly kind: 'noRoom' }
  | { readonly kind: 'cannotOpen'; readonly message: string; readonly ru: string }
  /** It broke off on the way: the data directory is closed until it is repeated. */
  | { readonly kind: 'broken'; readonly message: string }

export interface Restored {
  readonly takenAt: string
  readonly lastPosition: string | null
  readonly logKept: boolean
  /** Where what was there before lies now; `null`: there was nothing. */
  readonly setAside: string | null
  readonly destroyedSecrets: number
  readonly withoutSecret: readonly StreamName[]
  /** Why reactions will stand still until staff accept the log; `null`: they go on. */
  readonly reactionsRefuse: string | null
}

type Refused = E.Either<RestoreRefusal, never>

const refuse = (refusal: RestoreRefusal): Refused => E.left(refusal)

/** What is known before anything is changed. */
interface Plan {
  readonly backup: WholeBackup
  readonly parts: readonly PartName[]
  readonly logKept: boolean
  readonly replaced: readonly string[]
  /** By the vaults that are replaced, as far as they can be read. */
  readonly destroyedBefore: readonly Subject[]
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

const destroyedIn = (path: string): readonly Subject[] => {
  try {
    return subjectsInVault(path).destroyed
  } catch {
    // It is replaced because it is damaged: then the log alone tells.
    return []
  }
}

const checkKeptLog = async (
  needs: RestoreNeeds,
  files: DataFiles,
  { pathOf, manifest: { log } }: WholeBackup,
): Promise<E.Either<RestoreRefusal, void>> => {
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

const plan = async (needs: RestoreNeeds, files: DataFiles): Promise<E.Either<RestoreRefusal, Plan>> => {
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
  })
}

/** What has to be done to the restored data before anybody is served. */
const settle = async (
  needs: RestoreNeeds,
  owned: OwnedDataDirectory,
  { backup: { manifest }, logKept, destroyedBefore }: Plan,
): Promise<Pick<Restored, 'destroyedSecrets' | 'withoutSecret' | 'reactionsRefuse'>> => {
  const { clock, ids, circumstances } = needs
  const noGateway = {
    send: async () => E.left({ kind: 'temporary', reason: 'a restore sends nothing' } as const),
  }
  const opened = openStoresIn(
    { ...owned, release: () => undefined },
    { ...needs, sms: noGateway, mail: noGateway },
  )
  if (E.isLeft(opened)) throw new Error(opened.left.message)
  const { events: store, vault, state, close } = opened.right
  try {
    const { secrets } = vault
    const sealing = forgetfulSealing(vault.sealing)
    const now = clock.now()
    const replayed = await replayDestructions({ store, vault: secrets, sealing, destroyedBefore, now })
    // Who has left since the backup must not be let in again by what it still holds: all sign in anew.
    await state.sessions.sweep(Number.MAX_SAFE_INTEGER)
    const handler = commandHandler({ store, codec: eventCodec({ sealing, ids }), sealing, clock })
    const { takenAt, log } = manifest
    const data = { takenAt: Date.parse(takenAt), position: log.lastPosition, logKept }
    const told = await toldOperations({ handler, ids })(circumstances)({ type: 'BackupRestored', data })
    if (E.isLeft(told)) throw new Error('the event store does not answer')
    const trust = await trustInLog({ store, progress: state.reactionProgress }, log.id)
    const reactionsRefuse = E.isRight(trust) && trust.right.kind === 'doubtful' ? trust.right.why : null
    return { ...replayed, reactionsRefuse }
  } finally {
    await close()
  }
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
    const settled = await settle(needs, owned, planned)
    await endRestore(files)
    const { takenAt, log } = backup.manifest
    return E.right({ takenAt, lastPosition: log.lastPosition, logKept, setAside: aside, ...settled })
  } catch (error) {
    return refuse({ kind: 'broken', message: error instanceof Error ? error.message : String(error) })
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
    const planned = await plan(needs, owned.right.files)
    return E.isLeft(planned) ? planned : await carryOut(needs, owned.right, planned.right)
  } finally {
    owned.right.release()
  }
}
