import { createHash, hash, timingSafeEqual } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import type { Kysely } from 'kysely'
import type { Subject } from '../../application/ports/sealing.ts'
import type { SmsGateway } from '../../application/ports/sms.ts'
import type { SecretVault, StoredSecret } from '../../application/ports/vault.ts'
import { sendReminder } from './password-reminder.ts'
import { decoySecret, openSecret } from './sealed-secret.ts'
import type { SecretRows } from './secret-rows.ts'
import type { VaultTables } from './vault-file.ts'

export interface SealedSecretsNeeds {
  readonly rows: SecretRows
  readonly kysely: Kysely<VaultTables>
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

/** The vault's secrets as everybody else may use them: no operation reads one out. */
export const sealedSecrets = ({ rows, kysely, sms }: SealedSecretsNeeds): SecretVault => {
  const { put, find, destroy } = rows

  const decoy = decoySecret()
  /** Does for a secret that is not there what is done for one that is. */
  const compareWithDecoy = (candidate: string): false => {
    sameSecret(openSecret(decoy.secret, decoy.unwrap), candidate)
    return false
  }

  return {
    put,

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

    destroy,

    storedBefore: async (before, after, limit) => {
      const stored = await kysely
        .selectFrom('secrets')
        .select(['ref', 'owner', 'stored_at'])
        .where('stored_at', '<', before)
        .where('ref', '>', after ?? '')
        .orderBy('ref')
        .limit(limit)
        .execute()
      return stored.map(
        ({ ref, owner, stored_at }): StoredSecret => ({ ref, owner: ownerOf(owner), storedAt: stored_at }),
      )
    },
  }
}
