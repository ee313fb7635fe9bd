import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import type { Envelope } from '../../../application/ports/sealing.ts'
import type { SecretRef } from '../../../application/ports/vault.ts'
import { erased } from '../../../domain/sealed.ts'
import type { MasterKeyFile } from '../../../infrastructure/vault/master-key-file.ts'
import { MasterKeyFileReadOnly } from '../../../infrastructure/vault/master-key-rotation.ts'
import type { Vault } from '../../../infrastructure/vault/open-vault.ts'
import { temporaryDirectory } from '../temporary-directory.ts'
import { masterKeyFileIn, place, vaultIn } from './vault-in-a-directory.ts'

/** What callers hold in their hands: everything here must stay right. */
interface Promised {
  readonly secrets: { readonly ref: SecretRef; readonly password: string }[]
  readonly envelopes: Envelope[]
  readonly destroyed: Envelope[]
  fingerprint: string
}

const nothingPromised = (): Promised => ({ secrets: [], envelopes: [], destroyed: [], fingerprint: '' })

const put = async (vault: Vault, promised: Promised, n: number): Promise<void> => {
  const password = `Password${n}`
  promised.secrets.push({ ref: await vault.secrets.put(`account-${n}`, password), password })
}

const seal = async (vault: Vault, promised: Promised, n: number): Promise<void> => {
  promised.envelopes.push(await vault.sealing.seal(`profile-${n}`, place, { n }))
}

/** More than one batch of each kind, and some destroyed. */
const fill = async (vault: Vault): Promise<Promised> => {
  const promised = nothingPromised()
  const numbers = Array.from({ length: 110 }, (_, n) => n)
  await Promise.all(numbers.flatMap((n) => [put(vault, promised, n), seal(vault, promised, n)]))
  promised.destroyed.push(...promised.envelopes.splice(0, 5))
  for (const { subject } of promised.destroyed) await vault.sealing.destroyKey(subject)
  promised.fingerprint = vault.fingerprints.of('claim', 'value')
  return promised
}

const check = async (vault: Vault, promised: Promised): Promise<void> => {
  const verified = await Promise.all(
    promised.secrets.map(({ ref, password }) => vault.secrets.verify(ref, password)),
  )
  expect(verified.filter((fits) => !fits)).toEqual([])
  for (const envelope of promised.envelopes)
    expect(await vault.sealing.unseal(envelope, place)).toEqual({
      n: Number(envelope.subject.slice('profile-'.length)),
    })
  for (const envelope of promised.destroyed)
    expect(await vault.sealing.unseal(envelope, place)).toEqual(erased)
  expect(vault.fingerprints.of('claim', 'value')).toBe(promised.fingerprint)
}

/** Which master keys wrap something, as the file tells. */
const masterKeysInUse = (directory: string): readonly unknown[] => {
  const reader = new DatabaseSync(join(directory, 'vault.db'), { readOnly: true })
  const rows = reader
    .prepare(
      `SELECT master_key_id AS id FROM secrets UNION SELECT master_key_id FROM named_keys
        UNION SELECT master_key_id FROM subject_keys WHERE wrapped IS NOT NULL UNION SELECT id FROM master_keys`,
    )
    .all()
  reader.close()
  return rows.map((row) => row['id'])
}

type Point = 'before' | 'after'

/** Calls `at` before and after every step that a rotation makes durable. */
const watched = (file: MasterKeyFile, at: (point: Point) => void) => ({
  masterKeyFile: {
    ...file,
    replace: (keys: MasterKeyFile['keys']) => {
      at('before')
      file.replace(keys)
      at('after')
    },
  },
  commit: (database: DatabaseSync) => {
    at('before')
    database.exec('COMMIT')
    at('after')
  },
})

/** The files as they are at this moment, as a process killed now leaves them. */
const copyFiles = (from: string, to: string): void => {
  mkdirSync(to)
  for (const name of ['vault.db', 'vault.db-wal', 'master.key'])
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name))
}

/** The key file twice, the new key's registration, three batches of keys and three of secrets, retiring the old. */
const stepsOfARotation = 2 + 1 + 3 + 3 + 1

const filledDirectory = async () => {
  const directory = temporaryDirectory()
  const vault = vaultIn(directory)
  const promised = await fill(vault)
  vault.close()
  return { directory, promised }
}

const isRotated = (directory: string, oldId: string): void => {
  const { keys } = masterKeyFileIn(directory)
  expect(keys).toHaveLength(1)
  expect(keys[0].id).not.toBe(oldId)
  expect(masterKeysInUse(directory)).toEqual([keys[0].id])
}

const raise = (error: Error): never => {
  throw error
}

describe('rotation of the master key', () => {
  it('wraps everything anew, retires the old key, and all goes on after a restart', async () => {
    const directory = temporaryDirectory()
    const vault = vaultIn(directory)
    const [{ id }] = masterKeyFileIn(directory).keys
    const promised = await fill(vault)
    await vault.masterKeys.rotate()
    await check(vault, promised)
    isRotated(directory, id)
    vault.close()
    await check(vaultIn(directory), promised)
  })

  it.each(['EROFS', 'EACCES', 'EBUSY'])(
    'is refused, nothing changed, where the key file cannot be replaced (%s: a secret mounted read-only)',
    async (code) => {
      const directory = temporaryDirectory()
      const file = masterKeyFileIn(directory)
      const mounted = Object.assign(new Error('it is mounted'), { code })
      const vault = vaultIn(directory, { masterKeyFile: { ...file, replace: () => raise(mounted) } })
      const promised = await fill(vault)
      await expect(vault.masterKeys.rotate()).rejects.toThrow(MasterKeyFileReadOnly)
      await check(vault, promised)
      expect(masterKeysInUse(directory)).toEqual([file.keys[0].id])
    },
  )

  it('goes on while everything is served, and what is written meanwhile is under the new key', async () => {
    const directory = temporaryDirectory()
    const vault = vaultIn(directory)
    const [{ id }] = masterKeyFileIn(directory).keys
    const promised = await fill(vault)
    let rotating = true
    const rotation = vault.masterKeys.rotate().finally(() => {
      rotating = false
    })
    let served = 0
    while (rotating) {
      served += 1
      await Promise.all([put(vault, promised, 1000 + served), seal(vault, promised, 1000 + served)])
      await check(vault, {
        ...promised,
        secrets: promised.secrets.slice(-5),
        envelopes: promised.envelopes.slice(-5),
      })
    }
    await rotation
    expect(served).toBeGreaterThan(3)
    await check(vault, promised)
    isRotated(directory, id)
  })

  it('loses nothing in a crash at any point of it, and is completed afterwards', async () => {
    const directory = temporaryDirectory()
    const snapshots: { readonly directory: string; readonly promised: Promised }[] = []
    let watching = false
    let promised = nothingPromised()
    const vault = vaultIn(
      directory,
      watched(masterKeyFileIn(directory), () => {
        if (!watching) return
        const copy = join(directory, `killed-${snapshots.length}`)
        copyFiles(directory, copy)
        snapshots.push({ directory: copy, promised: { ...promised, secrets: [...promised.secrets] } })
      }),
    )
    const [{ id }] = masterKeyFileIn(directory).keys
    promised = await fill(vault)
    watching = true
    const rotation = vault.masterKeys.rotate()
    await Promise.all([rotation, put(vault, promised, 1001), put(vault, promised, 1002)])
    watching = false
    expect(snapshots.length).toBeGreaterThan(2 * stepsOfARotation)

    for (const [n, killed] of snapshots.entries()) {
      const revived = vaultIn(killed.directory)
      await check(revived, killed.promised)
      await revived.masterKeys.finish()
      await check(revived, killed.promised)
      revived.close()
      const { keys } = masterKeyFileIn(killed.directory)
      expect(keys).toHaveLength(1)
      expect(masterKeysInUse(killed.directory)).toEqual([keys[0].id])
      // From the first durable step on, what is completed is the rotation, and not its undoing.
      expect(keys[0].id === id).toBe(n === 0)
      const again = vaultIn(killed.directory)
      await check(again, killed.promised)
      again.close()
    }
  })

  for (const point of ['before', 'after'] as const)
    it(`rejects when a step fails (${point} it was durable), serves on, and can be repeated`, async () => {
      const { directory: template, promised: before } = await filledDirectory()
      const [{ id }] = masterKeyFileIn(template).keys
      const failAt = async (failing: number): Promise<'failed' | 'done'> => {
        const directory = join(template, `failing-${failing}`)
        copyFiles(template, directory)
        const promised = { ...before, secrets: [...before.secrets], envelopes: [...before.envelopes] }
        let steps = 0
        const breaking = watched(masterKeyFileIn(directory), (reached) => {
          steps += reached === point ? 1 : 0
          if (reached === point && steps === failing) throw new Error('no space left on device')
        })
        const vault = vaultIn(directory, breaking)
        const rotated = await Promise.allSettled([vault.masterKeys.rotate()])
        if (steps < failing) return 'done'
        expect(rotated).toMatchObject([
          { reason: { message: expect.stringContaining('no space left on device') } },
        ])
        await check(vault, promised)
        await put(vault, promised, 1000)

        steps = 0
        await expect(vault.masterKeys.rotate()).rejects.toThrow('no space left on device')
        copyFiles(directory, join(directory, 'killed'))
        const revived = vaultIn(join(directory, 'killed'))
        await revived.masterKeys.finish()
        await check(revived, promised)
        revived.close()

        await seal(vault, promised, 1000)
        await vault.masterKeys.rotate()
        await check(vault, promised)
        isRotated(directory, id)
        vault.close()
        return 'failed'
      }
      let failing = 1
      while ((await failAt(failing)) === 'failed') failing += 1
      expect(failing).toBeGreaterThan(stepsOfARotation)
    })

  it('waits for its turn when another one is running, whatever that is about to do', async () => {
    const { directory: template, promised } = await filledDirectory()
    const [{ id }] = masterKeyFileIn(template).keys
    for (let step = 1; step <= stepsOfARotation; step += 1) {
      const directory = join(template, `second-at-${step}`)
      copyFiles(template, directory)
      const second: Promise<unknown>[] = []
      let steps = 0
      const vault = vaultIn(
        directory,
        watched(masterKeyFileIn(directory), () => {
          steps += 1
          if (steps === 2 * step - 1) second.push(vault.masterKeys.rotate())
        }),
      )
      await vault.masterKeys.rotate()
      expect(second).toHaveLength(1)
      await Promise.all(second)
      await check(vault, promised)
      isRotated(directory, id)
      vault.close()
    }
  })

  it('has nothing to finish when none was cut off', async () => {
    const directory = temporaryDirectory()
    let steps = 0
    const vault = vaultIn(
      directory,
      watched(masterKeyFileIn(directory), () => {
        steps += 1
      }),
    )
    await vault.masterKeys.finish()
    expect(steps).toBe(0)
    await vault.masterKeys.rotate()
    steps = 0
    await vault.masterKeys.finish()
    expect(steps).toBe(0)
  })
})
