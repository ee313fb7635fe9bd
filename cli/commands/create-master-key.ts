import { existsSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { dataFiles } from '../../infrastructure/data-directory/data-files.ts'
import { createMasterKeyFile } from '../../infrastructure/vault/master-key-file.ts'
import type { CommandNeeds } from '../command.ts'
import type { Phrase } from '../phrase.ts'
import { type ExitCode, exitCodes } from '../terminal.ts'

const thereAlready = (path: string): Phrase => ({
  ru: `Файл главного ключа ${path} уже есть. Ничего не изменено.`,
  en: `There is a master key file ${path} already. Nothing was changed.`,
})

const vaultHasItsKey = (vault: string): Phrase => ({
  ru: `${vault} уже закрыт своим главным ключом, новый его не откроет. Верните прежний файл ключа из копии.`,
  en: `${vault} is closed with a master key of its own, which a new one does not open. Restore its key file from a copy.`,
})

const made = (path: string): Phrase => ({
  ru: `Главный ключ создан: ${path}. Сохраните копию отдельно от данных: без него секреты и личные данные не прочесть.`,
  en: `The master key is made: ${path}. Keep a copy apart from the data: secrets and personal data cannot be read without it.`,
})

const cannotMake = (path: string, why: string): Phrase => ({
  ru: `Файл главного ключа ${path} не создать: ${why} Откройте каталог на запись этому пользователю.`,
  en: `${why} Make its directory writable for this user.`,
})

/**
 * Makes the master key file that the configuration names, for a first start. Refuses one that exists, which is fine
 * with `ifMissing`, and a data directory whose vault is closed already: a new key would only hide that its own is lost.
 */
export const createMasterKey = async (
  { terminal, reach }: CommandNeeds,
  ifMissing: boolean,
): Promise<ExitCode> => {
  const files = dataFiles(reach.configuration.dataDirectory)
  const path = reach.configuration.masterKeyFile ?? files.masterKey
  const end = (phrase: Phrase, code: ExitCode): ExitCode => {
    if (terminal.json && code === exitCodes.done)
      terminal.print(JSON.stringify({ file: path, made: phrase === done }))
    else terminal.tell(terminal.say(phrase))
    return code
  }
  const done = made(path)
  const exists = () => end(thereAlready(path), ifMissing ? exitCodes.done : exitCodes.refused)
  if (existsSync(path)) return exists()
  if (existsSync(files.vault)) return end(vaultHasItsKey(files.vault), exitCodes.refused)
  const created = createMasterKeyFile(path)
  if (E.isRight(created)) return end(done, exitCodes.done)
  if (created.left.kind === 'exists') return exists()
  return end(cannotMake(path, created.left.message), exitCodes.failed)
}
