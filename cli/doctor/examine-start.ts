import { existsSync, statSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import type { DataFiles } from '../../infrastructure/data-directory/data-files.ts'
import { examineStores } from '../../infrastructure/data-directory/examine-stores.ts'
import { isLocked } from './examine-directory.ts'
import { type Finding, finding } from './finding.ts'

/** Whether a start would be refused for what the stores are, alone or beside each other. Not asked while one runs. */
export const examineStart = (files: DataFiles, logIsHere: boolean): readonly Finding[] => {
  const { directory, ownerLock } = files
  if (!existsSync(directory) || !statSync(directory).isDirectory() || isLocked(ownerLock)) return []
  const tell = finding({ ru: 'запуск', en: 'start' })
  const examined = examineStores(files, logIsHere)
  return [
    E.isLeft(examined)
      ? tell('bad', { ru: examined.left.ru, en: examined.left.message })
      : tell('ok', { ru: 'файлы подходят друг к другу', en: 'the files fit each other' }),
  ]
}
