import { accessSync, constants, existsSync, lstatSync, statfsSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { DataFiles } from '../../infrastructure/data-directory/data-files.ts'
import { isListening } from '../../infrastructure/data-directory/is-listening.ts'
import { type Finding, finding, same } from './finding.ts'

const openToOthers = 0o077

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)

const isWritable = (path: string): boolean => {
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Whether the directory is there, ours, and nobody else's. */
export const examineDirectory = ({ directory }: DataFiles): Finding => {
  const tell = finding({ ru: 'каталог данных', en: 'data directory' })
  if (!existsSync(directory))
    return tell(
      'warn',
      { ru: `${directory} ещё нет`, en: `${directory} is not there yet` },
      {
        ru: 'Он появится при первом запуске. Если данные уже были — проверьте DATA_DIR.',
        en: 'The first start makes it. If there was data already, check DATA_DIR.',
      },
    )
  if (!statSync(directory).isDirectory())
    return tell(
      'bad',
      { ru: `${directory} — не каталог`, en: `${directory} is no directory` },
      {
        ru: 'Укажите в DATA_DIR каталог.',
        en: 'Name a directory in DATA_DIR.',
      },
    )
  if (!isWritable(directory))
    return tell(
      'bad',
      { ru: `${directory} недоступен для записи`, en: `${directory} cannot be written` },
      {
        ru: 'Отдайте каталог пользователю, под которым работает кабинет (chown).',
        en: "Give the directory to the cabinet's user (chown).",
      },
    )
  if ((statSync(directory).mode & openToOthers) !== 0)
    return tell(
      'warn',
      {
        ru: `${directory} открыт другим (${mode(directory)})`,
        en: `${directory} is open to others (${mode(directory)})`,
      },
      {
        ru: `Закройте его: chmod 700 ${directory}`,
        en: `Close it: chmod 700 ${directory}`,
      },
    )
  return tell('ok', same(directory))
}

const megabyte = 1024 * 1024
const least = 100
const scarce = 1024

/** Room for the log to grow. */
export const examineDisk = ({ directory }: DataFiles): Finding => {
  const tell = finding({ ru: 'место на диске', en: 'disk space' })
  const { bavail, bsize } = statfsSync(existsSync(directory) ? directory : '.')
  const free = Math.floor((bavail * bsize) / megabyte)
  const says = { ru: `${free} МБ свободно`, en: `${free} MB free` }
  const advice = {
    ru: 'Освободите место: без него изменения не записываются и отклоняются.',
    en: 'Make room: without it changes cannot be recorded and are refused.',
  }
  if (free < least) return tell('bad', says, advice)
  return free < scarce ? tell('warn', says, advice) : tell('ok', says)
}

/** Whether a running cabinet owns the directory. */
export const isLocked = (ownerLock: string): boolean => {
  if (!existsSync(ownerLock)) return false
  const database = new DatabaseSync(ownerLock, { readOnly: true, timeout: 0 })
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return false
  } catch {
    return true
  } finally {
    database.close()
  }
}

/** Who owns the directory now, and whether the owner can be spoken to. */
export const examineOwner = async (files: DataFiles): Promise<Finding> => {
  const tell = finding({ ru: 'кабинет', en: 'cabinet' })
  const isOwned = isLocked(files.ownerLock)
  const isOpen = await isListening(files.socket)
  if (isOwned && isOpen) {
    const isPrivate = (lstatSync(files.socket).mode & openToOthers) === 0
    return isPrivate
      ? tell('ok', { ru: 'работает и отвечает', en: 'is running and answers' })
      : tell(
          'bad',
          { ru: `${files.socket} открыт другим`, en: `${files.socket} is open to others` },
          {
            ru: `Закройте его: chmod 600 ${files.socket}`,
            en: `Close it: chmod 600 ${files.socket}`,
          },
        )
  }
  if (isOwned)
    return tell(
      'warn',
      {
        ru: 'каталог занят, но сокет не отвечает',
        en: 'the directory is owned, but the socket does not answer',
      },
      {
        ru: 'Кабинет запускается или останавливается. Если так и останется — посмотрите его журнал.',
        en: 'The cabinet is starting or stopping. If it stays so, look at its log.',
      },
    )
  return tell('ok', { ru: 'не запущен', en: 'is not running' })
}
