import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { bytes } from '../../../infrastructure/sqlite/column.ts'
import { temporaryDirectory } from '../temporary-directory.ts'
import { bytesIn, place, vaultIn } from './vault-in-a-directory.ts'

const spellings = (secret: string): readonly Buffer[] => {
  const plain = Buffer.from(secret)
  return [
    plain,
    Buffer.from(secret, 'utf16le'),
    ...(['hex', 'base64', 'base64url'] as const).map((as) => Buffer.from(plain.toString(as))),
  ]
}

/** Wrapped keys as another reader of the file sees them. */
const wrappedKeys = (directory: string, table: 'secrets' | 'subject_keys'): readonly Buffer[] => {
  const reader = new DatabaseSync(join(directory, 'vault.db'), { readOnly: true })
  const keys = reader.prepare(`SELECT wrapped FROM ${table} WHERE wrapped IS NOT NULL`).all()
  reader.close()
  return keys.map((row) => Buffer.from(bytes(row['wrapped'])))
}

describe('the vault’s files', () => {
  it('hold no secret and no personal field in readable form, before and after moving the log into the file', async () => {
    const directory = temporaryDirectory()
    const vault = vaultIn(directory)
    const secrets = Array.from({ length: 200 }, (_, n) => `Plain${n}Secret${n}`)
    await Promise.all(secrets.map((secret) => vault.secrets.put('account-1', secret)))
    await vault.sealing.seal('account-1', place, { phone: '+79991234567' })
    const look = () => {
      const files = bytesIn(directory)
      for (const secret of [...secrets, '+79991234567'])
        for (const spelling of spellings(secret)) expect(files.includes(spelling)).toBe(false)
    }
    look()
    vault.close()
    look()
  })

  it('hold no trace of a destroyed secret when its destruction is answered', async () => {
    const directory = temporaryDirectory()
    const { secrets } = vaultIn(directory)
    const refs = await Promise.all(Array.from({ length: 300 }, () => secrets.put('account-1', 'Secret123')))
    const keys = wrappedKeys(directory, 'secrets')
    expect(keys).toHaveLength(300)
    expect(keys.every((key) => bytesIn(directory).includes(key))).toBe(true)
    await Promise.all(refs.map((ref) => secrets.destroy(ref)))
    const files = bytesIn(directory)
    expect(keys.filter((key) => files.includes(key))).toEqual([])
  })

  it('hold no trace of a destroyed subject key, and all of the others', async () => {
    const directory = temporaryDirectory()
    const { sealing } = vaultIn(directory)
    const subjects = Array.from({ length: 300 }, (_, n) => `profile-${n}` as const)
    await Promise.all(subjects.map((subject) => sealing.seal(subject, place, {})))
    const keys = wrappedKeys(directory, 'subject_keys')
    for (const [n, subject] of subjects.entries()) if (n % 3 === 0) await sealing.destroyKey(subject)
    const left = wrappedKeys(directory, 'subject_keys')
    expect(left).toHaveLength(200)
    const files = bytesIn(directory)
    expect(keys.filter((key) => files.includes(key))).toHaveLength(200)
  })

  it('hold no trace of what the old master key had wrapped once it is retired', async () => {
    const directory = temporaryDirectory()
    const vault = vaultIn(directory)
    await Promise.all(Array.from({ length: 300 }, () => vault.secrets.put('account-1', 'Secret123')))
    await vault.sealing.seal('profile-1', place, {})
    const keys = [...wrappedKeys(directory, 'secrets'), ...wrappedKeys(directory, 'subject_keys')]
    await vault.masterKeys.rotate()
    const files = bytesIn(directory)
    expect(keys.filter((key) => files.includes(key))).toEqual([])
  })
})
