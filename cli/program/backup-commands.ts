import { takeBackup } from '../commands/backup.ts'
import { restore } from '../commands/restore.ts'
import type { Carry, CommandLine, CommonOptions } from './command-line.ts'

interface ReasonOptions extends CommonOptions {
  readonly reason: string
}

interface RestoreOptions extends ReasonOptions {
  readonly replace?: boolean
  readonly keepLog?: boolean
  readonly erased?: string | null
}

/** Copies of everything that cannot be rebuilt, and the way back. */
export const backupCommands = ({ root, say, sub, withJson }: CommandLine, carry: Carry): void => {
  withJson(
    sub(root, 'backup <directory>', {
      ru: 'сделать резервную копию в новый каталог, не останавливая кабинет',
      en: 'make a backup in a new directory while the cabinet goes on',
    }),
  )
    .option('--reason <text>', say({ ru: 'почему; записывается', en: 'why; recorded' }), 'cabinet backup')
    .action((directory: string, { json = false, reason }: ReasonOptions) =>
      carry(json, (needs) => takeBackup(needs, directory, reason)),
    )

  withJson(
    sub(root, 'restore <directory>', {
      ru: 'восстановить данные из копии; кабинет должен быть остановлен',
      en: 'put a backup back in place; the cabinet must be stopped',
    }),
  )
    .option(
      '--replace',
      say({
        ru: 'отложить в сторону то, что уже есть в каталоге данных',
        en: 'set aside what the data directory holds already',
      }),
    )
    .option(
      '--keep-log',
      say({
        ru: 'оставить журнал, восстановить только хранилище секретов и рабочее состояние',
        en: 'leave the log, put back only the vault and the operational state',
      }),
    )
    .option(
      '--erased <file>',
      say({
        ru: 'удалить снова Профили из файла, по одному в строке: удалённые после копии',
        en: 'erase again the Profiles named in a file, one a line: those erased after the backup',
      }),
    )
    .option('--reason <text>', say({ ru: 'почему; записывается', en: 'why; recorded' }), 'cabinet restore')
    .action(
      (
        directory: string,
        { json = false, replace = false, keepLog = false, erased = null, reason }: RestoreOptions,
      ) => carry(json, (needs) => restore(needs, directory, { replace, keepLog, erased, reason })),
    )
}
