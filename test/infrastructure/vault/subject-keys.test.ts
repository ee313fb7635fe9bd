import { KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Keyring, keyring } from '../../../infrastructure/vault/keyring.ts'
import { type MasterKey, newMasterKey } from '../../../infrastructure/vault/master-key-file.ts'
import { registerMasterKey } from '../../../infrastructure/vault/master-keys-of-vault.ts'
import { subjectKeys } from '../../../infrastructure/vault/subject-keys.ts'
import { openVaultFile } from '../../../infrastructure/vault/vault-file.ts'
import { vaultWriter } from '../../../infrastructure/vault/vault-writer.ts'
import { rightOf } from '../either.ts'
import { temporaryDirectory } from '../temporary-directory.ts'

const watched = () => {
  const unwrapped: Buffer[] = []
  const master = newMasterKey()
  const real = keyring([master])
  const watching: Keyring = {
    ...real,
    unwrap: (stored, bond) => {
      const bytes = real.unwrap(stored, bond)
      unwrapped.push(bytes)
      return bytes
    },
  }
  return { keys: over(master, watching), unwrapped }
}

const over = (master: MasterKey, keys: Keyring) => {
  const database = rightOf(openVaultFile(join(temporaryDirectory(), 'vault.db')))
  registerMasterKey(database, master)
  const clock = { now: () => 0, wait: async () => {} }
  return subjectKeys(database, keys, vaultWriter(database), clock, 3)
}

const setUp = () => {
  const master = newMasterKey()
  return over(master, keyring([master]))
}

const bytesOf = (key: KeyObject | 'destroyed' | null): string => {
  if (!(key instanceof KeyObject)) throw new Error('no key')
  return key.export().toString('hex')
}

describe('the cache of unwrapped keys', () => {
  it('gives the same key when it has to be unwrapped again', async () => {
    const keys = setUp()
    const subjects = Array.from({ length: 20 }, (_, n) => `account-${n}` as const)
    await Promise.all(subjects.map(keys.make))
    const first = subjects.map((subject) => bytesOf(keys.find(subject)))
    expect(subjects.map((subject) => bytesOf(keys.find(subject)))).toEqual(first)
    expect(new Set(first).size).toBe(20)
  })

  it('holds a destroyed key no longer', async () => {
    const keys = setUp()
    await keys.make('account-1')
    expect(bytesOf(keys.find('account-1'))).toHaveLength(64)
    await keys.destroy('account-1')
    expect(keys.find('account-1')).toBe('destroyed')
  })

  it('is given copies: the bytes that it was unwrapped from are wiped', async () => {
    const { keys, unwrapped } = watched()
    await keys.make('account-1')
    const key = bytesOf(keys.find('account-1'))
    expect(unwrapped.map((bytes) => bytes.toString('hex'))).toEqual(['00'.repeat(32)])
    expect(key).not.toBe('00'.repeat(32))
  })
})
