import { existsSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Clock } from '../../application/ports/clock.ts'
import type { EventStore } from '../../application/ports/event-store.ts'
import type { Ids } from '../../application/ports/ids.ts'
import type { Log } from '../../application/ports/log.ts'
import type { SmsGateway } from '../../application/ports/sms.ts'
import type { Configuration } from '../../infrastructure/configuration/configuration.ts'
import {
  claimDataDirectory,
  type OwnedDataDirectory,
} from '../../infrastructure/data-directory/claim-data-directory.ts'
import type { DataFiles } from '../../infrastructure/data-directory/data-files.ts'
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
} from '../../infrastructure/vault/master-key-file.ts'
import { openVault, type Vault } from '../../infrastructure/vault/open-vault.ts'

/** Why the cabinet cannot start, in words for the operator. */
export interface StartRefusal {
  readonly kind: string
  readonly message: string
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
}

/** Development makes its master key beside the data; production has named one. */
const masterKeys = (
  { masterKeyFile }: Configuration,
  files: DataFiles,
): E.Either<StartRefusal, MasterKeyFile> => {
  if (masterKeyFile !== null) return loadMasterKeys(masterKeyFile)
  // A vault without its key must not be given a new one.
  const isNew = !existsSync(files.masterKey) && !existsSync(files.vault)
  return isNew ? createMasterKeyFile(files.masterKey) : loadMasterKeys(files.masterKey)
}

const openEvents = (
  { configuration, clock, log }: StoreNeeds,
  files: DataFiles,
): E.Either<StartRefusal, EventStore> => {
  const { eventStore } = configuration
  if (eventStore.kind === 'embedded')
    return openEmbeddedStore(files.events, {
      clock,
      onTrouble: (error) =>
        log.error({ error: error.message }, 'a read of the event log failed; it is tried again'),
    })
  return E.tryCatch(
    () =>
      openEventStoreDb({
        url: eventStore.url,
        namespace: eventStore.namespace,
        clock,
        log: (notice) => log.warn(notice, 'EventStoreDB did not answer; it is asked again'),
      }),
    (thrown) => ({ kind: 'eventStore', message: thrown instanceof Error ? thrown.message : String(thrown) }),
  )
}

const openIn = (owned: OwnedDataDirectory, needs: StoreNeeds): E.Either<StartRefusal, OpenStores> => {
  const { files } = owned
  const { clock, ids, sms } = needs
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
    E.bind('masterKeyFile', () => masterKeys(needs.configuration, files)),
    E.bindW('vault', ({ masterKeyFile }) =>
      E.map(remember<Vault>((vault) => vault.close()))(
        openVault(files.vault, { masterKeyFile, clock, ids, sms }),
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
        return { kind: refusal.kind, message: refusal.message }
      },
      ({ vault, state, events }) => ({ files, vault, state, events, close: closeAll }),
    ),
  )
}

/** Claims the data directory and opens every store in it. A refusal has opened nothing. */
export const openStores = (needs: StoreNeeds): E.Either<StartRefusal, OpenStores> =>
  pipe(
    claimDataDirectory(needs.configuration.dataDirectory),
    E.chainW((owned) => openIn(owned, needs)),
  )
