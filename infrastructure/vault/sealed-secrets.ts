import { createHash, hash, timingSafeEqual } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/lib/Either.js'
import type { Kysely } from 'kysely'
import type { Clock } from '../../application/ports/clock.ts'
import type { Ids } from '../../application/ports/ids.ts'
import type { Subject } from '../../application/ports/sealing.ts'
import type { SmsGateway } from '../../application/ports/sms.ts'
import type { SecretRef, SecretVault, StoredSecret } from '../../application/ports/vault.ts'
import { bytes, text } from '../sqlite/column.ts'
import type { Keyring } from './keyring.ts'
import { sendReminder } from './password-reminder.ts'
import { decoySecret, openSecret, sealSecret } from './sealed-secret.ts'
import type { VaultTables } from './vault-file.ts'
import type { VaultWriter } from './vault-writer.ts'

export interface SealedSecretsNeeds {
  readonly database: DatabaseSync
  readonly kysely: Kysely<VaultTables>
  readonly keys: Keyring
  readonly writer: VaultWriter
  readonly clock: Clock
  readonly ids: Pick<Ids, 'uuid'>
  readonly sms: SmsGateway
}

const sameSecret = (one: string, other: string): boolean =>
  // Digests are of one length, so that not even the length of a secret shows in the time that this takes.
  timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'))

const isSubject = (owner: string): owner is Subject => /^(account|profile|apiToken|staff|month)-/.test(owner)

const ownerOf = (owner: string): Subject => {
  if (!isSubject(owner)) throw new Error('a secret of the vault has no owner')
  return owner
}

/** Secrets under random references, each under a data key of its own. No operation reads one out. */
export const sealedSecrets = ({
  database,
  kysely,
  keys,
  writer,
  clock,
  ids,
  sms,
}: SealedSecretsNeeds): SecretVault => {
  const select = database.prepare('SELECT owner, master_key_id, wrapped, box FROM secrets WHERE ref = ?')
  const insert = database.prepare(
    'INSERT INTO secrets (ref, owner, stored_at, master_key_id, wrapped, box) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const remove = database.prepare('DELETE FROM secrets WHERE ref = ?')

  const find = (ref: SecretRef): string | null => {
    const row = select.get(ref)
    if (row === undefined) return null
    const stored = {
      ref,
      owner: text(row['owner']),
      masterKeyId: text(row['master_key_id']),
      wrapped: bytes(row['wrapped']),
      box: bytes(row['box']),
    }
    return openSecret(stored, keys.unwrap)
  }

  const decoy = decoySecret()
  /** Does for a secret that is not there what is done for one that is. */
  const compareWithDecoy = (candidate: string): false => {
    sameSecret(openSecret(decoy.secret, decoy.unwrap), candidate)
    return false
  }

  const store = (ref: SecretRef, owner: Subject, secret: string): Promise<void> =>
    writer.write(() => {
      const { masterKeyId, wrapped, box } = sealSecret(ref, owner, secret, keys.wrap)
      insert.run(ref, owner, clock.now(), masterKeyId, wrapped, box)
    })

  return {
    put: async (owner, secret) => {
      const ref = ids.uuid()
      await store(ref, owner, secret)
      return ref
    },

    verify: async (ref, candidate) => {
      const secret = find(ref)
      return secret === null ? compareWithDecoy(candidate) : sameSecret(secret, candidate)
    },

    verifyDecoy: async (candidate) => {
      find(decoy.secret.ref)
      return compareWithDecoy(candidate)
    },

    ha1: async (ref, user, realm) => {
      const secret = find(ref)
      return secret === null ? null : createHash('md5').update(`${user}:${realm}:${secret}`).digest('hex')
    },

    remindBySms: async (ref, reminder) => {
      const secret = find(ref)
      return secret === null ? E.left('secretGone') : sendReminder(sms, reminder, secret)
    },

    destroy: async (ref) => {
      if (select.get(ref) === undefined) return
      await writer.write(() => {
        remove.run(ref)
        writer.leaveNoTrace()
      })
    },

    storedBefore: async (before, after, limit) => {
      const rows = await kysely
        .selectFrom('secrets')
        .select(['ref', 'owner', 'stored_at'])
        .where('stored_at', '<', before)
        .where('ref', '>', after ?? '')
        .orderBy('ref')
        .limit(limit)
        .execute()
      return rows.map(
        ({ ref, owner, stored_at }): StoredSecret => ({ ref, owner: ownerOf(owner), storedAt: stored_at }),
      )
    },
  }
}
