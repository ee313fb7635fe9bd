import { existsSync, readdirSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { eventLog, faultOfLog } from '../embedded-store/event-log-file.ts'
import { logFacts } from '../embedded-store/log-facts.ts'
import { stateDatabase } from '../operational-state/state-tables.ts'
import { examineFile, type FileFault } from '../sqlite/examine-file.ts'
import type { MasterKeyFile } from '../vault/master-key-file.ts'
import { checkMasterKeys, type WrongMasterKey } from '../vault/master-keys-of-vault.ts'
import { vaultFile } from '../vault/vault-file.ts'
import { viewsDatabase } from '../views/view-tables.ts'
import type { DataFiles } from './data-files.ts'
import {
  type StoreName,
  type Words,
  wordsOfFault,
  wordsOfMissing,
  wordsOfMissingState,
  wordsOfNoRoom,
  wordsOfShortLog,
  wordsOfStrangeVault,
} from './store-words.ts'

/** Why the cabinet does not start on these files; nothing has been changed. */
export interface StoresRefusal {
  readonly kind: 'damaged' | 'notOurs' | 'newer' | 'unreadable' | 'missing' | 'noRoom'
  /** English. */
  readonly message: string
  readonly ru: string
}

type Checked<T> = E.Either<StoresRefusal, T>

const refuse = (kind: StoresRefusal['kind'], { en, ru }: Words): E.Either<StoresRefusal, never> =>
  E.left({ kind, message: en, ru })

const examined = <T>(
  store: StoreName,
  path: string,
  result: E.Either<FileFault, T | null>,
): Checked<T | null> =>
  E.isLeft(result) ? refuse(result.left.kind, wordsOfFault(path, store, result.left)) : result

/** What the log tells of itself. */
interface LogSeen {
  readonly logId: string | null
  readonly last: bigint | null
  /** Whose keys the newest events are sealed with. */
  readonly subjects: readonly string[]
}

const newest = 1000

/** Of data, of where it came from, and of staff's reason. */
const subjectsQuery = `
  WITH tail AS (SELECT data, metadata FROM events ORDER BY position DESC LIMIT ${newest})
  SELECT data ->> '$.sealed.subject' AS subject FROM tail
  UNION SELECT metadata ->> '$.origin.subject' FROM tail
  UNION SELECT metadata ->> '$.reason.subject' FROM tail`

const lookAtLog = (database: DatabaseSync): E.Either<FileFault, LogSeen> => {
  const fault = faultOfLog(database)
  if (fault !== null) return E.left({ kind: 'damaged', what: fault })
  const { logId, lastPosition } = logFacts(database)
  const subjects = database
    .prepare(subjectsQuery)
    .all()
    .flatMap(({ subject }) => (typeof subject === 'string' ? [subject] : []))
  return E.right({ logId, last: lastPosition, subjects })
}

interface VaultSeen {
  /** Whether anything but its own first keys was ever put in. */
  readonly used: boolean
  readonly unknown: readonly string[]
}

const lookAtVault =
  (subjects: readonly string[]) =>
  (database: DatabaseSync): E.Either<FileFault, VaultSeen> => {
    const used = database.prepare('SELECT 1 FROM subject_keys UNION ALL SELECT 1 FROM secrets LIMIT 1').get()
    // A key that was destroyed keeps its row.
    const known = database.prepare('SELECT 1 FROM subject_keys WHERE subject = ?')
    return E.right({
      used: used !== undefined,
      unknown: subjects.filter((subject) => known.get(subject) === undefined),
    })
  }

const lookAtState = (database: DatabaseSync): E.Either<FileFault, { readonly used: boolean }> => {
  const used =
    'SELECT 1 FROM reaction_checkpoint UNION ALL SELECT 1 FROM sessions UNION ALL SELECT 1 FROM token_hashes LIMIT 1'
  return E.right({ used: database.prepare(used).get() !== undefined })
}

/** How far a set of views has followed which log; views that cannot be read are built anew and tell nothing. */
const lookAtViews = (path: string): { readonly logId: string; readonly position: bigint } | null => {
  const seen = examineFile(path, viewsDatabase, (database) => {
    const about = database.prepare('SELECT logId, position FROM about').get()
    return E.right({ logId: about?.['logId'], position: about?.['position'] })
  })
  if (E.isLeft(seen) || seen.right === null) return null
  const { logId, position } = seen.right
  return typeof logId === 'string' && typeof position === 'string'
    ? { logId, position: BigInt(position) }
    : null
}

const viewsName = /^views-\d+\.db$/

/** Views follow what is on disk: one that is further than the log has seen events that the log has lost. */
const refuseShortLog = (files: DataFiles, log: LogSeen): Checked<void> => {
  for (const name of readdirSync(files.directory).filter((it) => viewsName.test(it))) {
    const views = lookAtViews(join(files.directory, name))
    const last = log.last ?? 0n
    if (views !== null && views.logId === log.logId && views.position > last)
      return refuse('damaged', wordsOfShortLog(files.events, last, views.position, name))
  }
  return E.right(undefined)
}

const seenInLog = (files: DataFiles): Checked<LogSeen | null> =>
  examined('log', files.events, examineFile(files.events, eventLog, lookAtLog))

const refuseIfShort = (files: DataFiles, log: LogSeen | null): Checked<void> =>
  log === null ? E.right(undefined) : refuseShortLog(files, log)

/**
 * The log's part of `examineStores`, for a restore that leaves the log as it is: opened as it stands, a log whose
 * write-ahead log is damaged would lose acknowledged events in silence.
 */
export const examineLog = (files: DataFiles): Checked<void> =>
  pipe(
    seenInLog(files),
    E.flatMap((log) => refuseIfShort(files, log)),
  )

interface Seen {
  readonly log: LogSeen | null
  readonly vault: VaultSeen | null
  readonly state: { readonly used: boolean } | null
}

/** They are made in the order vault, state, log, so a later one tells of an earlier; what was put in tells the rest. */
const refuseMissing = (files: DataFiles, logIsHere: boolean, { log, vault, state }: Seen): Checked<void> => {
  if (vault === null && (state !== null || log !== null))
    return refuse('missing', wordsOfMissing(files.vault, 'vault'))
  const wasUsed = vault?.used === true || state?.used === true
  if (logIsHere && log === null && wasUsed) return refuse('missing', wordsOfMissing(files.events, 'log'))
  if (state === null && (log !== null || vault?.used === true) && !existsSync(files.newState))
    return refuse('missing', wordsOfMissingState(files.state, files.newState))
  return E.right(undefined)
}

const leastRoom = 1024 * 1024

/** Asked before anything else: not even a lock can be made without room. */
export const refuseNoRoom = ({ directory }: DataFiles): Checked<void> => {
  if (!existsSync(directory)) return E.right(undefined)
  const { bavail, bsize } = statfsSync(directory)
  return bavail * bsize < leastRoom ? refuse('noRoom', wordsOfNoRoom(directory)) : E.right(undefined)
}

/**
 * Looks at everything in an owned directory before any of it is opened: a file that is damaged, cut off, swapped,
 * missing or newer is refused, in words, and not a byte is changed. What is found here and what only `cabinet doctor`
 * finds is in `docs/adr/0007`.
 */
export const examineStores = (files: DataFiles, logIsHere: boolean): Checked<void> => {
  return pipe(
    E.Do,
    E.bind('log', () => (logIsHere ? seenInLog(files) : E.right<StoresRefusal, LogSeen | null>(null))),
    E.bind('vault', ({ log }) =>
      examined('vault', files.vault, examineFile(files.vault, vaultFile, lookAtVault(log?.subjects ?? []))),
    ),
    E.bind('state', () =>
      examined('state', files.state, examineFile(files.state, stateDatabase, lookAtState)),
    ),
    E.tap((seen) => refuseMissing(files, logIsHere, seen)),
    E.tap(({ log, vault }) =>
      log !== null && vault !== null && vault.unknown.length > 0
        ? refuse('damaged', wordsOfStrangeVault(files.events, files.vault))
        : E.right(undefined),
    ),
    E.flatMap(({ log }) => refuseIfShort(files, log)),
  )
}

/** Whether the vault is closed with these keys, asked before it is opened for writing. */
export const examineMasterKeys = (
  { vault }: DataFiles,
  keys: MasterKeyFile,
): E.Either<WrongMasterKey, void> => {
  const checked = examineFile(vault, vaultFile, (database) => E.right(checkMasterKeys(database, vault, keys)))
  return E.isLeft(checked) || checked.right === null ? E.right(undefined) : checked.right
}
