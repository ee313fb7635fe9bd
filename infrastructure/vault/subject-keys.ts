import { createSecretKey, type KeyObject } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../../application/ports/clock.ts'
import type { KeyDestroyed, Subject } from '../../application/ports/sealing.ts'
import { bytes, text } from '../sqlite/column.ts'
import type { Keyring } from './keyring.ts'
import { type Bond, newKey } from './sealed-box.ts'
import type { VaultWriter } from './vault-writer.ts'

/** Nothing can be sealed for this subject any more. */
export class SubjectKeyDestroyed extends Error implements KeyDestroyed {
  readonly kind = 'keyDestroyed'
  readonly subject: Subject
  constructor(subject: Subject) {
    super(`the key of ${subject} is destroyed`)
    this.name = 'SubjectKeyDestroyed'
    this.subject = subject
  }
}

export interface SubjectKeys {
  readonly find: (subject: Subject) => KeyObject | 'destroyed' | null
  /** Makes the key if there is none and none was destroyed; durable when it resolves. */
  readonly make: (subject: Subject) => Promise<void>
  /** Destroys the key, or sees to it that none is ever made; leaves no trace of it in the files. */
  readonly destroy: (subject: Subject) => Promise<void>
  /** Lets go of the keys that are held in memory; OpenSSL wipes them when they are collected. */
  readonly forget: () => void
}

/** Unwrapped keys that are held in memory, at the most. */
const cachedKeys = 10_000

export const bondOfSubjectKey = (subject: string): Bond => ['subject key', subject]

export const subjectKeys = (
  database: DatabaseSync,
  keys: Keyring,
  writer: VaultWriter,
  clock: Clock,
  capacity = cachedKeys,
): SubjectKeys => {
  const select = database.prepare('SELECT master_key_id, wrapped FROM subject_keys WHERE subject = ?')
  const insert = database.prepare(
    'INSERT INTO subject_keys (subject, master_key_id, wrapped) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const bury = database.prepare(
    `INSERT INTO subject_keys (subject, destroyed_at) VALUES (?, ?) ON CONFLICT (subject)
      DO UPDATE SET wrapped = NULL, master_key_id = NULL, destroyed_at = excluded.destroyed_at WHERE wrapped IS NOT NULL`,
  )
  const cache = new LRUCache<Subject, KeyObject>({ max: capacity })

  const find = (subject: Subject): KeyObject | 'destroyed' | null => {
    const known = cache.get(subject)
    if (known !== undefined) return known
    const row = select.get(subject)
    if (row === undefined) return null
    if (row['wrapped'] === null) return 'destroyed'
    const stored = { masterKeyId: text(row['master_key_id']), wrapped: bytes(row['wrapped']) }
    const unwrapped = keys.unwrap(stored, bondOfSubjectKey(subject))
    const key = createSecretKey(unwrapped)
    unwrapped.fill(0)
    cache.set(subject, key)
    return key
  }

  return {
    find,
    make: (subject) =>
      writer.write(() => {
        const key = newKey()
        const { masterKeyId, wrapped } = keys.wrap(key, bondOfSubjectKey(subject))
        key.fill(0)
        insert.run(subject, masterKeyId, wrapped)
      }),
    destroy: async (subject) => {
      if (select.get(subject)?.['wrapped'] === null) return
      await writer.write(() => {
        bury.run(subject, clock.now())
        writer.leaveNoTrace()
        // Here and not after COMMIT: no turn may pass in which the row says destroyed and the cache does not.
        cache.delete(subject)
      })
    },
    forget: () => cache.clear(),
  }
}
