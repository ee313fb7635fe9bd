import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keyring } from '../../../infrastructure/vault/keyring.ts'
import { newMasterKey } from '../../../infrastructure/vault/master-key-file.ts'
import { registerMasterKey } from '../../../infrastructure/vault/master-keys-of-vault.ts'
import { subjectKeys } from '../../../infrastructure/vault/subject-keys.ts'
import { openVaultFile } from '../../../infrastructure/vault/vault-file.ts'
import { vaultWriter } from '../../../infrastructure/vault/vault-writer.ts'
import { rightOf } from '../either.ts'
import { temporaryDirectory } from '../temporary-directory.ts'

const setUp = () => {
  const database = rightOf(openVaultFile(join(temporaryDirectory(), 'vault.db')))
  const master = newMasterKey()
  registerMasterKey(database, master)
  const clock = { now: () => 0, wait: async () => {} }
  return subjectKeys(database, keyring([master]), vaultWriter(database), clock, 3)
}

const bytesOf = (key: Uint8Array | 'destroyed' | null): string => {
  if (!(key instanceof Uint8Array)) throw new Error('no key')
  return Buffer.from(key).toString('hex')
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

  it('wipes the bytes of a key that leaves it: pushed out, destroyed, forgotten', async () => {
    const keys = setUp()
    const subjects = ['account-1', 'account-2', 'account-3', 'account-4', 'account-5'] as const
    await Promise.all(subjects.map(keys.make))
    const [first, , third, , fifth] = subjects.map((subject) => keys.find(subject))
    const wiped = '00'.repeat(32)
    expect(bytesOf(first ?? null)).toBe(wiped)
    await keys.destroy('account-3')
    expect(bytesOf(third ?? null)).toBe(wiped)
    expect(bytesOf(fifth ?? null)).not.toBe(wiped)
    keys.forget()
    expect(bytesOf(fifth ?? null)).toBe(wiped)
  })
})
