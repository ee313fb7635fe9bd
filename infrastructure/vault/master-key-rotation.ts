import type { DatabaseSync } from 'node:sqlite'
import { bytes, integer, text } from '../sqlite/column.ts'
import { asError } from '../sqlite/database-error.ts'
import type { Keyring } from './keyring.ts'
import { type MasterKey, type MasterKeyFile, type MasterKeys, newMasterKey } from './master-key-file.ts'
import { registerMasterKey } from './master-keys-of-vault.ts'
import { bondOfNamedKey } from './named-key.ts'
import type { Bond } from './sealed-box.ts'
import { bondOfSecretKey } from './sealed-secret.ts'
import { bondOfSubjectKey } from './subject-keys.ts'
import type { VaultWriter } from './vault-writer.ts'

export interface MasterKeyRotation {
  /**
   * Makes a new master key, wraps every key anew with it while everything else goes on, and retires the others.
   * Answers its id. Rejects where it is cut off; nothing is lost at any point, and `finish` or another rotation
   * completes it. Rejects with `MasterKeyFileReadOnly`, nothing changed, where the key file cannot be replaced.
   */
  readonly rotate: () => Promise<string>
  /** Completes a rotation that was cut off; nothing to do otherwise. Rejects as `rotate`. */
  readonly finish: () => Promise<void>
  /** Whether more than one master key is at work: while one goes on, and after one that was cut off. */
  readonly isUnfinished: () => boolean
}

/** The key file lies where nothing may be written or renamed, as where a secret is mounted. */
export class MasterKeyFileReadOnly extends Error {
  constructor(name: string, cause: Error) {
    super(`${name} cannot be replaced: ${cause.message}`, { cause })
    this.name = 'MasterKeyFileReadOnly'
  }
}

/** A file that is mounted by itself is busy: it cannot be renamed over. */
const readOnlyCodes: readonly unknown[] = ['EROFS', 'EACCES', 'EPERM', 'EBUSY', 'EXDEV']

const putInto = (file: MasterKeyFile, keys: MasterKeys): void => {
  try {
    file.replace(keys)
  } catch (thrown) {
    const error = asError(thrown)
    const isReadOnly = 'code' in error && readOnlyCodes.includes(error.code)
    throw isReadOnly ? new MasterKeyFileReadOnly(file.name, error) : error
  }
}

interface WrappedColumn {
  readonly table: 'subject_keys' | 'secrets' | 'named_keys'
  /** The primary key. */
  readonly id: 'subject' | 'ref' | 'name'
  readonly bond: (id: string, owner: string) => Bond
}

const wrappedColumns: readonly WrappedColumn[] = [
  { table: 'subject_keys', id: 'subject', bond: bondOfSubjectKey },
  { table: 'secrets', id: 'ref', bond: bondOfSecretKey },
  { table: 'named_keys', id: 'name', bond: bondOfNamedKey },
]

/** So many keys are wrapped anew in a few milliseconds; then others have their turn. */
const keysInABatch = 50

/** Wraps the keys after `after` anew, and tells the last one that it has seen; null when none was left. */
type RewrapBatch = (after: string) => string | null

const rewrapBatch = (
  database: DatabaseSync,
  keys: Keyring,
  { table, id, bond }: WrappedColumn,
): RewrapBatch => {
  const owner = table === 'secrets' ? 'owner' : "''"
  const select = database.prepare(
    `SELECT ${id} AS id, ${owner} AS owner, master_key_id, wrapped FROM ${table}
      WHERE ${id} > ? AND master_key_id <> ? ORDER BY ${id} LIMIT ${keysInABatch}`,
  )
  const update = database.prepare(`UPDATE ${table} SET master_key_id = ?, wrapped = ? WHERE ${id} = ?`)
  return (after) => {
    const rows = select.all(after, keys.active().id)
    for (const row of rows) {
      const itsBond = bond(text(row['id']), text(row['owner']))
      const stored = { masterKeyId: text(row['master_key_id']), wrapped: bytes(row['wrapped']) }
      const key = keys.unwrap(stored, itsBond)
      const { masterKeyId, wrapped } = keys.wrap(key, itsBond)
      key.fill(0)
      update.run(masterKeyId, wrapped, text(row['id']))
    }
    const last = rows.at(-1)
    return last === undefined ? null : text(last['id'])
  }
}

const activeFirst = (active: MasterKey, keys: readonly MasterKey[]): MasterKeys => [
  active,
  ...keys.filter(({ id }) => id !== active.id),
]

export const masterKeyRotation = (
  database: DatabaseSync,
  file: MasterKeyFile,
  keys: Keyring,
  writer: VaultWriter,
): MasterKeyRotation => {
  const retire = database.prepare('DELETE FROM master_keys WHERE id <> ?')
  const atWork = database.prepare('SELECT count(*) AS count FROM master_keys')
  const batches = wrappedColumns.map((column) => rewrapBatch(database, keys, column))
  let running: Promise<void> = Promise.resolve()

  const rewrapAll = async (batch: RewrapBatch): Promise<void> => {
    for (let after: string | null = ''; after !== null; ) {
      const from: string = after
      after = await writer.write(() => batch(from))
    }
  }

  const finish = async (): Promise<void> => {
    if (keys.all().length === 1) return
    for (const batch of batches) await rewrapAll(batch)
    // The database itself refuses to forget a master key that still wraps something (foreign keys).
    await writer.write(() => {
      retire.run(keys.active().id)
      writer.leaveNoTrace()
    })
    putInto(file, [keys.active()])
    keys.hold([keys.active()])
  }

  const rotate = async (): Promise<string> => {
    const next = newMasterKey()
    // In the file before anything is wrapped with it, and still among the held ones should the rest fail.
    putInto(file, activeFirst(next, keys.all()))
    keys.hold([...keys.all(), next])
    await writer.write(() => registerMasterKey(database, next))
    keys.hold(activeFirst(next, keys.all()))
    await finish()
    return next.id
  }

  /** One at a time: two rotations would retire each other's keys. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = running.then(work)
    running = mine.then(
      () => {},
      () => {},
    )
    return mine
  }

  return {
    rotate: () => inTurn(rotate),
    finish: () => inTurn(finish),
    isUnfinished: () => integer(atWork.get()?.['count']) > 1,
  }
}
