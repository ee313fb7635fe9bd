import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { createMasterKeyFile } from '../../../infrastructure/vault/master-key-file.ts'
import { openVault } from '../../../infrastructure/vault/open-vault.ts'
import { leftOf, rightOf } from '../either.ts'
import { temporaryDirectory } from '../temporary-directory.ts'
import { masterKeyFileIn, needsIn, place, vaultIn } from './vault-in-a-directory.ts'

const filledDirectory = async (): Promise<string> => {
  const directory = temporaryDirectory()
  const vault = vaultIn(directory)
  await vault.secrets.put('account-1', 'Secret123')
  await vault.sealing.seal('account-1', place, { phone: '+79991234567' })
  vault.close()
  return directory
}

const refusalIn = (directory: string) => leftOf(openVault(join(directory, 'vault.db'), needsIn(directory)))

describe('opening a vault', () => {
  it('refuses the master key of another vault, and says which one is missing', async () => {
    const directory = await filledDirectory()
    const [{ id }] = masterKeyFileIn(directory).keys
    const other = temporaryDirectory()
    rightOf(createMasterKeyFile(join(other, 'master.key')))
    copyFileSync(join(other, 'master.key'), join(directory, 'master.key'))
    expect(refusalIn(directory)).toMatchObject({
      kind: 'wrongMasterKey',
      message: expect.stringContaining(`is closed with master key ${id}, which the master key file`),
    })
  })

  it('refuses another key under the same id, without a word of either', async () => {
    const directory = await filledDirectory()
    const file = masterKeyFileIn(directory)
    const [{ id, key }] = file.keys
    const otherKey = Buffer.alloc(32, 7)
    file.replace([{ id, key: otherKey }])
    const refusal = refusalIn(directory)
    expect(refusal.kind).toBe('wrongMasterKey')
    for (const bytes of [otherKey, Buffer.from(key)])
      expect(refusal.message).not.toContain(bytes.toString('base64'))
    file.replace([{ id, key }])
    vaultIn(directory)
  })

  it('refuses a file that is no vault', () => {
    const directory = temporaryDirectory()
    const other = new DatabaseSync(join(directory, 'vault.db'))
    other.exec('CREATE TABLE secrets (ref)')
    other.close()
    expect(refusalIn(directory)).toMatchObject({
      kind: 'notOurs',
      message: expect.stringContaining('is not a vault'),
    })
  })

  it('refuses a vault with a damaged page', async () => {
    const directory = await filledDirectory()
    const path = join(directory, 'vault.db')
    const content = readFileSync(path)
    content.fill(0xa5, content.length - 4096, content.length - 2048)
    writeFileSync(path, content)
    expect(refusalIn(directory).kind).toBe('damaged')
  })

  it('rejects, rather than deny, a secret whose stored bytes were changed', async () => {
    const directory = temporaryDirectory()
    const vault = vaultIn(directory)
    const ref = await vault.secrets.put('account-1', 'Secret123')
    vault.close()
    const database = new DatabaseSync(join(directory, 'vault.db'))
    database.exec("UPDATE secrets SET owner = 'account-2'")
    database.close()
    await expect(vaultIn(directory).secrets.verify(ref, 'Secret123')).rejects.toThrow('does not open')
  })

  it('refuses, in the database itself, to bring a destroyed key back', async () => {
    const directory = temporaryDirectory()
    const vault = vaultIn(directory)
    await vault.sealing.destroyKey('profile-1')
    vault.close()
    const database = new DatabaseSync(join(directory, 'vault.db'))
    expect(() => database.exec('DELETE FROM subject_keys')).toThrow('never made again')
    expect(() => database.exec("UPDATE subject_keys SET wrapped = x'00', destroyed_at = NULL")).toThrow(
      'never made again',
    )
    database.close()
  })

  it('answers nothing after it was closed', async () => {
    const vault = vaultIn(temporaryDirectory())
    vault.close()
    await expect(vault.secrets.put('account-1', 'Secret123')).rejects.toThrow('closed')
  })
})
