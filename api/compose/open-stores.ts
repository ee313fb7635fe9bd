import { existsSync, rmSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Clock } from '../../application/ports/clock.ts'
import type { EventStore } from '../../application/ports/event-store.ts'
import type { Ids } from '../../application/ports/ids.ts'
import type { Log } from '../../application/ports/log.ts'
import type { MailGateway } from '../../application/ports/mail.ts'
import type { SmsGateway } from '../../application/ports/sms.ts'
import type { Configuration } from '../../infrastructure/configuration/configuration.ts'
import {
  claimDataDirectory,
  type OwnedDataDirectory,
} from '../../infrastructure/data-directory/claim-data-directory.ts'
import { type DataFiles, dataFiles } from '../../infrastructure/data-directory/data-files.ts'
import {
  examineMasterKeys,
  examineStores,
  refuseNoRoom,
} from '../../infrastructure/data-directory/examine-stores.ts'
import { openEmbeddedStore } from '../../infrastructure/embedded-store/embedded-store.ts'
import { openEventStoreDb } from '../../infrastructure/event-store-db/open-event-store-db.ts'
import {
  type OperationalState,
  openOperationalState,
} from '../../infrastructure/operational-state/open-operational-state.ts'
import {
  createMasterKeyFile,
  loadMasterKeys,
  type MasterKeyFile,
  type NoMasterKeys,
} from '../../infrastructure/vault/master-key-file.ts'
import type { WrongMasterKey } from '../../infrastructure/vault/master-keys-of-vault.ts'
import { openVault, type Vault } from '../../infrastructure/vault/open-vault.ts'

/** Why the cabinet cannot start, in words for the operator. */
export interface StartRefusal {
  readonly kind: string
  /** English. */
  readonly message: string
  readonly ru: string
}

export interface OpenStores {
  readonly files: DataFiles
  readonly events: EventStore
  readonly vault: Vault
  readonly state: OperationalState
  /** Closes what was opened, the lock on the directory last. */
  readonly close: () => Promise<void>
}

export interface StoreNeeds {
  readonly configuration: Configuration
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly sms: SmsGateway
  readonly mail: MailGateway
}

/** Development makes its master key beside the data; production has named one. */
const masterKeys = (
  { masterKeyFile }: Configuration,
  files: DataFiles,
): E.Either<NoMasterKeys, MasterKeyFile> => {
  if (masterKeyFile !== null) return loadMasterKeys(masterKeyFile)
  // A vault without its key must not be given a new one.
  const isNew = !existsSync(files.masterKey) && !existsSync(files.vault)
  return isNew ? createMasterKeyFile(files.masterKey) : loadMasterKeys(files.masterKey)
}

/** What only opening can find, in SQLite's own words. */
const inBothLanguages = ({
  kind,
  message,
}: {
  readonly kind: string
  readonly message: string
}): StartRefusal => ({
  kind,
  message,
  ru: `Хранилище не открывается: ${message}`,
})

const keyWords: Readonly<Record<NoMasterKeys['kind'] | WrongMasterKey['kind'], string>> = {
  missing:
    'Файла главного ключа нет. Верните тот, которым закрыто хранилище секретов; для первого запуска создайте его (cabinet keys create)',
  exists: 'Файл главного ключа уже есть',
  exposed: 'Файл главного ключа открыт другим. Закройте его (chmod 600)',
  unreadable: 'Файл главного ключа не читается или повреждён. Восстановите его из копии',
  wrongMasterKey:
    'Хранилище секретов закрыто другим главным ключом. Дайте файл ключа, который к нему подходит',
}

const missingAdvice =
  ' Restore the one that belongs to the vault; before the first start make one (cabinet keys create).'

const keyRefusal =
  (path: string) =>
  ({ kind, message }: NoMasterKeys | WrongMasterKey): StartRefusal => ({
    kind,
    message: `${message}${kind === 'missing' ? missingAdvice : ''} Nothing was changed.`,
    ru: `${keyWords[kind]}: ${path}. Ничего не изменено.`,
  })

/** Opens the log where it is kept. */
export const openEvents = (
  { configuration, clock, log }: Pick<StoreNeeds, 'configuration' | 'clock' | 'log'>,
  files: DataFiles,
): E.Either<StartRefusal, EventStore> => {
  const { eventStore } = configuration
  if (eventStore.kind === 'embedded')
    return pipe(
      openEmbeddedStore(files.events, {
        clock,
        onTrouble: (error) =>
          log.error({ error: error.message }, 'a read of the event log failed; it is tried again'),
      }),
      E.mapLeft(inBothLanguages),
    )
  return E.tryCatch(
    () =>
      openEventStoreDb({
        url: eventStore.url,
        namespace: eventStore.namespace,
        clock,
        log: (notice) => log.warn(notice, 'EventStoreDB did not answer; it is asked again'),
      }),
    (thrown) => {
      const message = thrown instanceof Error ? thrown.message : String(thrown)
      return { kind: 'eventStore', message, ru: `EventStoreDB не открыть: ${message}` }
    },
  )
}

/** Opens every store in a directory that is owned already; closing them lets go of it. */
export const openStoresIn = (
  owned: OwnedDataDirectory,
  needs: StoreNeeds,
): E.Either<StartRefusal, OpenStores> => {
  const { files } = owned
  const { clock, ids, sms, mail } = needs
  const publicUrl = new URL(needs.configuration.publicUrl)
  /** What is open already, so that a later refusal leaves nothing open. */
  const opened: (() => void | Promise<void>)[] = [owned.release]
  const remember =
    <T>(close: (part: T) => void | Promise<void>) =>
    (part: T): T => {
      opened.unshift(() => close(part))
      return part
    }
  const closeAll = async () => {
    for (const close of opened) await close()
  }
  return pipe(
    E.Do,
    E.bind('masterKeyFile', () =>
      pipe(
        masterKeys(needs.configuration, files),
        E.tap((keys) => examineMasterKeys(files, keys)),
        E.mapLeft(keyRefusal(needs.configuration.masterKeyFile ?? files.masterKey)),
      ),
    ),
    E.bindW('vault', ({ masterKeyFile }) =>
      E.map(remember<Vault>((vault) => vault.close()))(
        openVault(files.vault, { masterKeyFile, clock, ids, sms, mail, publicUrl }),
      ),
    ),
    E.bindW('state', () =>
      E.map(remember<OperationalState>((state) => state.close()))(openOperationalState(files.state)),
    ),
    E.bindW('events', () =>
      E.map(remember<EventStore>((events) => events.close()))(openEvents(needs, files)),
    ),
    E.bimap(
      (refusal): StartRefusal => {
        void closeAll()
        return 'ru' in refusal ? refusal : inBothLanguages(refusal)
      },
      ({ vault, state, events }) => ({ files, vault, state, events, close: closeAll }),
    ),
  )
}

const refuseUnfinished = ({ directory, unfinishedRestore }: DataFiles): E.Either<StartRefusal, void> =>
  existsSync(unfinishedRestore)
    ? E.left({
        kind: 'unfinishedRestore',
        message: `A restore into ${directory} was cut off, and the files in it are not whole. Run the same cabinet restore again; what was replaced is kept in ${directory} under replaced-….`,
        ru: `Восстановление в ${directory} прервано, и файлы в нём не целы. Повторите ту же команду cabinet restore; что было раньше, лежит в ${directory} под именем replaced-….`,
      })
    : E.right(undefined)

const claimed = ({ configuration }: StoreNeeds): E.Either<StartRefusal, OwnedDataDirectory> => {
  const files = dataFiles(configuration.dataDirectory)
  return pipe(
    refuseNoRoom(files),
    E.flatMap(() => claimDataDirectory(files.directory)),
    E.chainFirstW((owned) =>
      pipe(
        refuseUnfinished(files),
        E.chainW(() => examineStores(files, configuration.eventStore.kind === 'embedded')),
        E.mapLeft((refusal) => {
          owned.release()
          return refusal
        }),
      ),
    ),
  )
}

/**
 * Claims the data directory, looks at every store in it, then opens them. A refusal has opened nothing, and one for
 * what the stores are has not changed a byte of them.
 */
export const openStores = (needs: StoreNeeds): E.Either<StartRefusal, OpenStores> =>
  pipe(
    claimed(needs),
    E.chainW((owned) => openStoresIn(owned, needs)),
    // It has been used: the next loss of the state is told again.
    E.tap(({ files }) => E.right(rmSync(files.newState, { force: true }))),
  )
