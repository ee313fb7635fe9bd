import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/lib/Either.js'
import type { DataFiles } from '../../infrastructure/data-directory/data-files.ts'
import { eventLog } from '../../infrastructure/embedded-store/event-log-file.ts'
import { stateDatabase } from '../../infrastructure/operational-state/state-tables.ts'
import { type DatabaseKind, findDamage } from '../../infrastructure/sqlite/open-database.ts'
import { openToLook } from '../../infrastructure/sqlite/open-to-look.ts'
import { vaultFile } from '../../infrastructure/vault/vault-file.ts'
import { viewsDatabase } from '../../infrastructure/views/view-tables.ts'
import type { Phrase } from '../phrase.ts'
import { type Finding, finding, same } from './finding.ts'

const replacedName = /^replaced-/
const viewsName = /^views-[\w-]+\.db$/

const isPresent = (path: string): boolean => existsSync(path) && statSync(path).size > 0

const pragma = (database: DatabaseSync, name: string): unknown =>
  Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]

/** Why a file is not what it should be; `null` when it is. */
const faultOf = (
  path: string,
  kind: DatabaseKind,
): 'foreign' | 'newer' | { readonly damage: string } | null => {
  try {
    const database = openToLook(path)
    try {
      if (pragma(database, 'application_id') !== kind.applicationId) return 'foreign'
      if (Number(pragma(database, 'user_version')) > kind.migrations.length) return 'newer'
      const damage = findDamage(database)
      return damage === null ? null : { damage: damage.replace(/\s+/g, ' ') }
    } finally {
      database.close()
    }
  } catch (error) {
    return { damage: error instanceof Error ? error.message : String(error) }
  }
}

/** Bytes that the write-ahead log beside a file takes up: what is newest may be nowhere else yet. */
const sizeOfLogBeside = (path: string): number =>
  statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0

const soundWords = (bytes: number, besideIt: number): Phrase =>
  besideIt === 0
    ? { ru: `цел, ${bytes} байт`, en: `sound, ${bytes} bytes` }
    : {
        ru: `цел, ${bytes} байт и ${besideIt} в журнале предзаписи рядом`,
        en: `sound, ${bytes} bytes and ${besideIt} in the write-ahead log beside it`,
      }

const examineFile = (path: string, kind: DatabaseKind, ifMissing: Finding['verdict']): Finding => {
  const tell = finding(same(basename(path)))
  const restore = {
    ru: 'Остановите кабинет и восстановите файл вместе с файлами рядом с ним из копии.',
    en: 'Stop the cabinet and restore the file, together with those beside it, from a backup.',
  }
  if (!isPresent(path))
    return tell(ifMissing, { ru: 'нет', en: 'is not there' }, ifMissing === 'ok' ? undefined : restore)
  const fault = faultOf(path, kind)
  if (fault === null) return tell('ok', soundWords(statSync(path).size, sizeOfLogBeside(path)))
  if (fault === 'foreign')
    return tell(
      'bad',
      { ru: 'чужой файл: это не файл кабинета', en: 'is not one of the cabinet’s files' },
      {
        ru: 'Уберите его из каталога или проверьте DATA_DIR.',
        en: 'Take it out of the directory, or check DATA_DIR.',
      },
    )
  if (fault === 'newer')
    return tell(
      'bad',
      { ru: 'записан более новой версией кабинета', en: 'was written by a newer version' },
      {
        ru: 'Запустите ту версию.',
        en: 'Start that version.',
      },
    )
  return tell('bad', { ru: `повреждён: ${fault.damage}`, en: `damaged: ${fault.damage}` }, restore)
}

const examineViews = (path: string): Finding => {
  const examined = examineFile(path, viewsDatabase, 'ok')
  if (examined.verdict !== 'bad') return examined
  const advice = {
    ru: 'Потери нет: остановите кабинет, удалите файл, при запуске он построится из журнала.',
    en: 'Nothing is lost: stop the cabinet and delete the file; a start builds it from the log.',
  }
  return { ...examined, verdict: 'warn', advice }
}

const strangers = (files: DataFiles, names: readonly string[]): readonly string[] => {
  const { events, vault, state, newState, masterKey, ownerLock, socket, unfinishedRestore } = files
  const paths = [events, vault, state, newState, masterKey, ownerLock, socket, unfinishedRestore]
  const known = new Set(paths.map((path) => basename(path)))
  const isOurs = (name: string) => {
    const bare = name.replace(/-(?:wal|shm|journal)$/, '')
    return known.has(bare) || viewsName.test(bare)
  }
  return names.filter((name) => !isOurs(name) && !replacedName.test(name))
}

const unfinished = finding({ ru: 'восстановление', en: 'restore' })(
  'bad',
  { ru: 'прервано, каталог закрыт', en: 'was cut off, the directory is closed' },
  { ru: 'Повторите ту же команду cabinet restore.', en: 'Repeat the same cabinet restore.' },
)

const setAside = (name: string): Finding =>
  finding(same(name))(
    'warn',
    { ru: 'отложено восстановлением из копии', en: 'was set aside by a restore' },
    {
      ru: 'В нём секреты и ключи: удалите, когда убедитесь, что он не нужен.',
      en: 'It holds secrets and keys: delete it when you are sure that it is not needed.',
    },
  )

/** Every file of the data directory: there, ours, sound. About a second a gigabyte. */
export const examineFiles = (files: DataFiles, logIsHere: boolean): readonly Finding[] => {
  if (!existsSync(files.directory) || !statSync(files.directory).isDirectory()) return []
  const names = readdirSync(files.directory)
  const isUsed = names.some((name) => /\.db$/.test(name))
  const ifMissing = isUsed ? 'bad' : 'ok'
  const strange = strangers(files, names)
  return [
    ...(logIsHere ? [examineFile(files.events, eventLog, ifMissing)] : []),
    examineFile(files.vault, vaultFile, ifMissing),
    examineFile(files.state, stateDatabase, isUsed ? 'warn' : 'ok'),
    ...names.filter((name) => viewsName.test(name)).map((name) => examineViews(join(files.directory, name))),
    ...(existsSync(files.unfinishedRestore) ? [unfinished] : []),
    ...names.filter((name) => replacedName.test(name)).map(setAside),
    ...(strange.length === 0
      ? []
      : [
          finding({ ru: 'прочие файлы', en: 'other files' })('warn', same(strange.join(', ')), {
            ru: 'Они не принадлежат кабинету. Уберите их, если они не нужны.',
            en: 'They are not the cabinet’s. Take them away unless you need them there.',
          }),
        ]),
  ]
}

/** When the newest event of the embedded log was recorded, UTC milliseconds; `null` when that cannot be told. */
export const newestEventIn = ({ events }: DataFiles): number | null => {
  if (!isPresent(events)) return null
  const read = E.tryCatch(
    () => {
      const database = openToLook(events)
      try {
        const query = "SELECT metadata ->> 'occurredAt' AS at FROM events ORDER BY position DESC LIMIT 1"
        return Date.parse(String(database.prepare(query).get()?.['at']))
      } finally {
        database.close()
      }
    },
    () => null,
  )
  return E.isRight(read) && Number.isFinite(read.right) ? read.right : null
}
