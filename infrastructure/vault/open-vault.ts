import type { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Clock } from '../../application/ports/clock.ts'
import type { Fingerprints } from '../../application/ports/fingerprints.ts'
import type { Ids } from '../../application/ports/ids.ts'
import type { MailGateway } from '../../application/ports/mail.ts'
import type { OneTimeCodes } from '../../application/ports/one-time-codes.ts'
import type { PasswordVault } from '../../application/ports/passwords.ts'
import type { KeptProfileKeys, Sealing } from '../../application/ports/sealing.ts'
import type { AuthenticatorVault, RecoveryCodeVault } from '../../application/ports/second-factors.ts'
import type { SmsGateway } from '../../application/ports/sms.ts'
import type { SecretVault } from '../../application/ports/vault.ts'
import { asError } from '../sqlite/database-error.ts'
import type { DatabaseUnusable } from '../sqlite/open-database.ts'
import { openKysely } from '../sqlite/open-kysely.ts'
import { authenticatorSecrets } from './authenticator-secrets.ts'
import { derivedCodes } from './derived-codes.ts'
import { envelopeSealing } from './envelope-sealing.ts'
import { hashedPasswords, type PasswordHashing } from './hashed-passwords.ts'
import { keptProfileKeys } from './kept-profile-keys.ts'
import { keyedFingerprints } from './keyed-fingerprints.ts'
import { type Keyring, keyring } from './keyring.ts'
import type { MasterKeyFile } from './master-key-file.ts'
import { type MasterKeyRotation, masterKeyRotation } from './master-key-rotation.ts'
import { checkMasterKeys, registerMasterKey, type WrongMasterKey } from './master-keys-of-vault.ts'
import { namedKey } from './named-key.ts'
import { recoveryCodes } from './recovery-codes.ts'
import { sealedSecrets } from './sealed-secrets.ts'
import { secretRows } from './secret-rows.ts'
import { subjectKeys } from './subject-keys.ts'
import { openVaultFile, type VaultTables } from './vault-file.ts'
import { vaultWriter } from './vault-writer.ts'

export interface VaultNeeds {
  readonly masterKeyFile: MasterKeyFile
  readonly clock: Clock
  readonly ids: Pick<Ids, 'uuid'>
  readonly sms: SmsGateway
  readonly mail: MailGateway
  /** Where the links of letters lead. */
  readonly publicUrl: URL
  /** What a password's hash costs, and how many are computed at once; today's figures unless given. */
  readonly hashing?: PasswordHashing
  /** Ends a transaction durably; SQLite's COMMIT unless given. */
  readonly commit?: (database: DatabaseSync) => void
}

export interface Vault {
  readonly sealing: Sealing
  readonly secrets: SecretVault
  readonly passwords: PasswordVault
  readonly authenticators: AuthenticatorVault
  readonly recoveryCodes: RecoveryCodeVault
  readonly oneTimeCodes: OneTimeCodes
  readonly fingerprints: Fingerprints
  readonly masterKeys: MasterKeyRotation
  readonly keptProfileKeys: KeptProfileKeys
  /** Takes what was deleted out of the write-ahead log, where a reader kept it: call it when that one has gone. */
  readonly leaveNoTrace: () => Promise<void>
  /** Commits what was handed over, wipes the keys in memory and lets go of the file. */
  readonly close: () => void
}

export type VaultUnusable = DatabaseUnusable | WrongMasterKey

interface Roots {
  readonly fingerprints: Buffer
  readonly oneTimeCodes: Buffer
}

/** What must be on disk before the vault serves: which master key is at work, and the keys of the vault's own. */
const settle = (database: DatabaseSync, keys: Keyring): Roots => {
  database.exec('BEGIN IMMEDIATE')
  registerMasterKey(database, keys.active())
  const roots = {
    fingerprints: namedKey(database, keys, 'fingerprints'),
    oneTimeCodes: namedKey(database, keys, 'oneTimeCodes'),
  }
  database.exec('COMMIT')
  return roots
}

const assemble = (database: DatabaseSync, needs: VaultNeeds): Vault => {
  const { masterKeyFile, clock, ids, sms, mail, publicUrl, hashing, commit } = needs
  const keys = keyring(masterKeyFile.keys)
  const roots = settle(database, keys)
  const writer = vaultWriter(database, commit === undefined ? undefined : () => commit(database))
  const subjects = subjectKeys(database, keys, writer, clock)
  const kysely = openKysely<VaultTables>(database)
  const rows = secretRows({ database, keys, writer, clock, ids })
  return {
    sealing: envelopeSealing(subjects),
    secrets: sealedSecrets({ rows, kysely, sms }),
    passwords: hashedPasswords(rows, hashing),
    authenticators: authenticatorSecrets(database, writer, rows),
    recoveryCodes: recoveryCodes(rows),
    oneTimeCodes: derivedCodes({ root: roots.oneTimeCodes, sms, mail, publicUrl }),
    fingerprints: keyedFingerprints(roots.fingerprints),
    masterKeys: masterKeyRotation(database, masterKeyFile, keys, writer),
    keptProfileKeys: keptProfileKeys(database),
    leaveNoTrace: () => writer.write(writer.leaveNoTrace),
    close: () => {
      writer.close()
      subjects.forget()
      if (database.isOpen) database.close()
    },
  }
}

const withMasterKeys = (
  database: DatabaseSync,
  path: string,
  needs: VaultNeeds,
): E.Either<VaultUnusable, Vault> => {
  const opened = pipe(
    checkMasterKeys(database, path, needs.masterKeyFile),
    E.flatMap(() =>
      E.tryCatch(
        () => assemble(database, needs),
        (thrown): VaultUnusable => ({
          kind: 'unavailable',
          message: `${path} cannot be opened: ${asError(thrown).message}.`,
        }),
      ),
    ),
  )
  if (E.isLeft(opened)) database.close()
  return opened
}

/**
 * Opens the vault in a file, or makes it. Refuses, in words, a file that is damaged or not ours, and master keys that
 * are not the ones that it is closed with. Finish a rotation that was cut off with `masterKeys.finish`.
 */
export const openVault = (path: string, needs: VaultNeeds): E.Either<VaultUnusable, Vault> =>
  pipe(
    openVaultFile(path),
    E.flatMap((database) => withMasterKeys(database, path, needs)),
  )
