import { statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Log } from '../../application/ports/log.ts'
import type { DataFiles } from '../../infrastructure/data-directory/data-files.ts'
import { checkedWholeBytes } from '../../infrastructure/sqlite/examine-file.ts'
import { checkWhole } from '../../infrastructure/sqlite/whole-check.ts'

export interface WatchedFiles {
  /** Names of the files that are damaged, as far as they have been looked at. */
  readonly damaged: () => readonly string[]
  /** Looks at every page of what was too big to be looked at whole before the start; ends early with the signal. */
  readonly check: (signal: AbortSignal) => Promise<void>
}

const bytesOf = (path: string): number =>
  ['', '-wal'].reduce(
    (sum, end) => sum + (statSync(`${path}${end}`, { throwIfNoEntry: false })?.size ?? 0),
    0,
  )

const words =
  'A FILE OF THE STORE IS DAMAGED: stop the cabinet, run cabinet doctor, restore from a backup. / ФАЙЛ ХРАНИЛИЩА ПОВРЕЖДЁН: остановите кабинет, запустите cabinet doctor, восстановите файлы из копии.'

/** `docs/adr/0007`: what cannot be found before the start without holding it up is found soon after, loudly. */
export const watchedFiles = (
  { events, vault, state }: DataFiles,
  log: Log,
  wholeAlready = checkedWholeBytes,
): WatchedFiles => {
  const damaged: string[] = []

  const check = async (path: string, signal: AbortSignal): Promise<void> => {
    // Pages still in the write-ahead log may stand in the file too: rather looked at twice than not at all.
    if (bytesOf(path) <= wholeAlready / 2) return
    const damage = await checkWhole(path, signal)
    if (damage === null) return
    damaged.push(basename(path))
    log.error({ file: path, damage }, words)
  }

  return {
    damaged: () => damaged,
    check: async (signal) => {
      for (const path of [events, vault, state]) {
        if (signal.aborted) return
        await check(path, signal).catch((thrown: unknown) =>
          log.warn({ file: path, why: String(thrown) }, 'a file could not be looked at whole'),
        )
      }
    },
  }
}
