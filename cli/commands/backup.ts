import { resolve } from 'node:path'
import { SingleBar } from 'cli-progress'
import * as E from 'fp-ts/lib/Either.js'
import type { z } from 'zod'
import { backupProgress, takeBackup as operation } from '../../api/contract/backup-operations.ts'
import type { CabinetClient } from '../cabinet-client.ts'
import { type CommandNeeds, command } from '../command.ts'
import { type ExitCode, exitCodes, type Terminal } from '../terminal.ts'

type Written = z.infer<typeof operation.success.schema>

/** Milliseconds between two looks at how far it has got. */
const pause = 250
const megabyte = 1024 * 1024
const inMegabytes = (bytes: number): number => Math.ceil(bytes / megabyte)

/** Shows a bar at a terminal until `ended` aborts; nothing elsewhere. */
const showProgress = async (
  { terminal, reach }: CommandNeeds,
  client: CabinetClient,
  ended: AbortSignal,
): Promise<void> => {
  if (terminal.json || !process.stderr.isTTY) return
  const format = terminal.say({
    ru: '{bar} {percentage} % · {value}/{total} МБ',
    en: '{bar} {percentage} % · {value}/{total} MB',
  })
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true })
  let isShown = false
  while (!ended.aborted) {
    const looked = await client.call(backupProgress)
    const running = E.isRight(looked) ? looked.right.running : null
    if (running !== null && running.totalBytes > 0) {
      if (!isShown) bar.start(inMegabytes(running.totalBytes), 0)
      isShown = true
      bar.update(inMegabytes(running.doneBytes))
    }
    await reach.clock.wait(pause, ended)
  }
  if (isShown) bar.stop()
}

const tellWritten = ({ say, tell, print }: Terminal, directory: string, written: Written): void => {
  const { holdsLog, lastPosition, bytes, masterKeys, recorded } = written
  const position = lastPosition ?? '-'
  print(
    say({
      ru: `Копия готова: ${directory}, ${inMegabytes(bytes)} МБ, журнал до позиции ${position}.`,
      en: `The backup is whole: ${directory}, ${inMegabytes(bytes)} MB, the log up to position ${position}.`,
    }),
  )
  if (!recorded)
    tell(
      say({
        ru: 'Внимание: копия цела и лежит на месте, но записать это в журнал не удалось (BackupTaken): в нём сказано лишь, что она запрошена.',
        en: 'Mind: the backup is whole and in place, but the log could not be told so (BackupTaken): it says only that one was asked for.',
      }),
    )
  if (!holdsLog)
    tell(
      say({
        ru: 'Журнала событий в ней нет: его хранит EventStoreDB. Копируйте его средствами EventStoreDB, и раньше этой копии: тогда каждый секрет, который называет журнал, есть в хранилище секретов.',
        en: 'The event log is not in it: EventStoreDB keeps it. Back that up by EventStoreDB’s own means, and before this one: then every secret that the log names is in the vault.',
      }),
    )
  tell(
    say({
      ru: `Главного ключа в ней нет. Без файла ключа (MASTER_KEY_FILE) с ключом ${masterKeys.join(', ')} копия бесполезна: держите его отдельно от копий, в двух местах.`,
      en: `The master key is not in it. Without the key file (MASTER_KEY_FILE) that holds key ${masterKeys.join(', ')} the backup is worth nothing: keep it apart from backups, in two places.`,
    }),
  )
}

/** Makes a backup in a new directory while the cabinet goes on. */
export const takeBackup = (needs: CommandNeeds, path: string, reason: string): Promise<ExitCode> => {
  const directory = resolve(path)
  return command(needs, async (client) => {
    const ended = new AbortController()
    const shown = showProgress(needs, client, ended.signal)
    const taken = await client.call(operation, { body: { directory, reason } }).finally(() => ended.abort())
    await shown
    if (E.isLeft(taken)) return taken
    if (needs.terminal.json) needs.terminal.print(JSON.stringify({ directory, ...taken.right }))
    else tellWritten(needs.terminal, directory, taken.right)
    return E.right(exitCodes.done)
  })
}
