import { takeBackup } from '../commands/backup.ts'
import type { Carry, CommandLine, CommonOptions } from './command-line.ts'

interface ReasonOptions extends CommonOptions {
  readonly reason: string
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
}
