import { existsSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import type { Clock } from '../../application/ports/clock.ts'
import type { Configuration } from '../../infrastructure/configuration/configuration.ts'
import type { DataFiles } from '../../infrastructure/data-directory/data-files.ts'
import { openToLook } from '../../infrastructure/sqlite/open-to-look.ts'
import { loadMasterKeys } from '../../infrastructure/vault/master-key-file.ts'
import { checkMasterKeys } from '../../infrastructure/vault/master-keys-of-vault.ts'
import { type Finding, finding, same } from './finding.ts'

/** Whether the master key is there, closed to others, and the one that the vault is closed with. */
export const examineMasterKey = ({ masterKeyFile }: Configuration, files: DataFiles): Finding => {
  const tell = finding({ ru: 'главный ключ', en: 'master key' })
  const path = masterKeyFile ?? files.masterKey
  if (!existsSync(path) && !existsSync(files.vault) && masterKeyFile === null)
    return tell('ok', { ru: 'появится при первом запуске', en: 'is made by the first start' })
  const loaded = loadMasterKeys(path)
  if (E.isLeft(loaded))
    return tell('bad', same(loaded.left.message), {
      ru: `Верните файл ключа, которым закрыто хранилище секретов; права 600: ${path}`,
      en: `Put the key file that the vault is closed with in place, mode 600: ${path}`,
    })
  if (!existsSync(files.vault)) return tell('ok', { ru: `${path} читается`, en: `${path} can be read` })
  const matches = E.tryCatch(
    () => {
      const database = openToLook(files.vault)
      try {
        return checkMasterKeys(database, files.vault, loaded.right)
      } finally {
        database.close()
      }
    },
    (error) => ({ message: error instanceof Error ? error.message : String(error) }),
  )
  const fault = E.isLeft(matches) ? matches.left : E.isLeft(matches.right) ? matches.right.left : null
  return fault === null
    ? tell('ok', { ru: 'подходит к хранилищу секретов', en: 'fits the vault' })
    : tell('bad', same(fault.message), {
        ru: 'Верните файл ключа, которым закрыто хранилище секретов: без него пароли и личные данные не прочесть.',
        en: 'Put the key file that the vault is closed with in place: nothing else reads passwords and personal data.',
      })
}

/** Whether EventStoreDB answers, where it keeps the log. */
export const examineEventStore = async ({ eventStore }: Configuration, clock: Clock): Promise<Finding> => {
  const tell = finding({ ru: 'журнал событий', en: 'event store' })
  if (eventStore.kind === 'embedded')
    return tell('ok', { ru: 'встроенный, в DATA_DIR', en: 'embedded, in DATA_DIR' })
  const { openEventStoreDb } = await import('../../infrastructure/event-store-db/open-event-store-db.ts')
  const store = openEventStoreDb({ url: eventStore.url, namespace: eventStore.namespace, clock })
  const last = await store.lastPosition()()
  await store.close()
  if (E.isRight(last)) return tell('ok', { ru: 'EventStoreDB отвечает', en: 'EventStoreDB answers' })
  return tell(
    'bad',
    {
      ru: `EventStoreDB не отвечает: ${last.left.cause.message}`,
      en: `EventStoreDB does not answer: ${last.left.cause.message}`,
    },
    {
      ru: 'Проверьте, что сервер запущен, и узел, порт, tls и пароль в EVENTSTORE_URL.',
      en: 'Check that the server runs, and host, port, tls and password in EVENTSTORE_URL.',
    },
  )
}
