import { resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { Restored } from '../../api/compose/restore-backup.ts'
import { systemIds } from '../../infrastructure/system/system-ids.ts'
import type { CommandNeeds } from '../command.ts'
import { processLog } from '../process-log.ts'
import { type ExitCode, exitCodes, type Terminal } from '../terminal.ts'
import { readErased } from './erased-list.ts'
import { refusalInWords } from './restore-words.ts'

export interface RestoreWanted {
  readonly replace: boolean
  readonly keepLog: boolean
  /** A file that names erased Profiles; `null`: none is given. */
  readonly erased: string | null
  readonly reason: string
}

/** What a restore does not know, and what is to be done about it; silent only where the log is the present one. */
const tellErased = (
  { say, tell }: Terminal,
  { takenAt, logKept, erasedAgain, unknownErased }: Restored,
): void => {
  if (erasedAgain.length > 0)
    tell(
      say({
        ru: `Снова удалены Профили (${erasedAgain.length}), об удалении которых после копии известно здесь: ${erasedAgain.join(' ')}`,
        en: `Erased again, as their erasure after the backup is known here (${erasedAgain.length}): ${erasedAgain.join(' ')}`,
      }),
    )
  if (unknownErased.length > 0)
    tell(
      say({
        ru: `Этих Профилей в восстановленном журнале нет (${unknownErased.length}): ${unknownErased.join(' ')}`,
        en: `Not in the restored log at all (${unknownErased.length}): ${unknownErased.join(' ')}`,
      }),
    )
  if (logKept) return
  tell(
    say({
      ru: `Внимание: кто удалён после ${takenAt} и чьё удаление не известно ни файлам в каталоге данных, ни файлу из --erased, тот снова есть, с данными и паролем: копия о нём ничего не знает. До запуска сверьтесь с выданными сертификатами удаления и повторите: cabinet restore … --replace --erased ФАЙЛ, по одному Профилю в строке.`,
      en: `Mind: whoever was erased after ${takenAt}, and whose erasure neither the files in the data directory nor a file given with --erased know of, is back, with data and password: the backup cannot know. Before you start, go through the certificates of erasure that were given out, and repeat: cabinet restore … --replace --erased FILE, one Profile a line.`,
    }),
  )
}

const tellRestored = (terminal: Terminal, restored: Restored): void => {
  const { say, tell, print } = terminal
  const { takenAt, lastPosition, logKept, setAside, destroyedSecrets, withoutSecret, reactionsRefuse } =
    restored
  print(
    logKept
      ? say({
          ru: `Хранилище секретов и рабочее состояние восстановлены на ${takenAt}; журнал оставлен как есть.`,
          en: `The vault and the operational state are restored as of ${takenAt}; the log was left as it is.`,
        })
      : say({
          ru: `Восстановлено на ${takenAt}, журнал до позиции ${lastPosition ?? '-'}.`,
          en: `Restored as of ${takenAt}, the log up to position ${lastPosition ?? '-'}.`,
        }),
  )
  tell(
    say({
      ru: `Снова уничтожено заменённых паролей: ${destroyedSecrets}. Все сессии завершены. Представления построятся при запуске.`,
      en: `Replaced passwords destroyed again: ${destroyedSecrets}. All sessions are ended. The views are built at the next start.`,
    }),
  )
  tellErased(terminal, restored)
  if (setAside !== null)
    tell(
      say({
        ru: `Что было раньше, лежит в ${setAside}; удалите, когда убедитесь, что оно не нужно.`,
        en: `What was there before lies in ${setAside}; delete it when you are sure that it is not needed.`,
      }),
    )
  if (reactionsRefuse !== null)
    tell(
      say({
        ru: `Реакции будут стоять, пока журнал не принят: ${reactionsRefuse} После запуска: cabinet reactions accept.`,
        en: `Reactions will stand still until the log is accepted: ${reactionsRefuse} After the start: cabinet reactions accept.`,
      }),
    )
  if (withoutSecret.length > 0)
    tell(
      say({
        ru: `Без пароля остались потоки (${withoutSecret.length}): их секреты созданы после копии. ${withoutSecret.join(' ')}`,
        en: `Left without their password (${withoutSecret.length}), as their secrets were made after the backup: ${withoutSecret.join(' ')}`,
      }),
    )
}

/** Puts a backup in place, with no cabinet running; examined whole before anything is changed. */
export const restore = async (
  { terminal, reach: { configuration, clock } }: CommandNeeds,
  path: string,
  { replace, keepLog, erased: erasedFile, reason }: RestoreWanted,
): Promise<ExitCode> => {
  const erased = erasedFile === null ? E.right([]) : readErased(erasedFile)
  if (E.isLeft(erased)) {
    terminal.tell(terminal.say(erased.left))
    return exitCodes.refused
  }
  const { restoreBackup } = await import('../../api/compose/restore-backup.ts')
  const ended = await restoreBackup({
    ...{
      configuration,
      replace,
      keepLog,
      erased: erased.right,
      clock,
      ids: systemIds,
      log: processLog('error'),
    },
    directory: resolve(path),
    circumstances: {
      actor: { type: 'system', id: 'cli' },
      channel: 'cli',
      ...{ sessionId: null, ip: null, userAgent: null, causationId: null, idempotency: null },
      correlationId: systemIds.uuid(),
      reason,
    },
  })
  if (E.isLeft(ended)) {
    if (terminal.json) terminal.print(JSON.stringify({ refused: ended.left.kind }))
    terminal.tell(terminal.say(refusalInWords(ended.left)))
    return ended.left.kind === 'broken' ? exitCodes.failed : exitCodes.refused
  }
  if (terminal.json) terminal.print(JSON.stringify(ended.right))
  else tellRestored(terminal, ended.right)
  return ended.right.withoutSecret.length === 0 ? exitCodes.done : exitCodes.refused
}
