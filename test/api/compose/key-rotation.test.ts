import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { composeCabinet } from '../../../api/compose.ts'
import { circumstances } from '../../application/circumstances.ts'
import { configurationOf, silent } from '../../infrastructure/data-directory/used-directory.ts'
import { leftOf, rightOf } from '../../infrastructure/either.ts'
import { temporaryDirectory } from '../../infrastructure/temporary-directory.ts'
import { masterKeyFileIn, vaultIn } from '../../infrastructure/vault/vault-in-a-directory.ts'

const composeIn = (data: string) => composeCabinet({ configuration: configurationOf(data), log: silent })

/** Lets or forbids the step that ends a rotation, as a full disk would. */
const forbidEnd = (data: string, forbids: boolean): void => {
  const vault = new DatabaseSync(join(data, 'vault.db'))
  vault.exec(
    forbids
      ? "CREATE TRIGGER no_room BEFORE DELETE ON master_keys BEGIN SELECT raise(ABORT, 'database or disk is full'); END"
      : 'DROP TRIGGER no_room',
  )
  vault.close()
}

/** A data directory whose rotation was cut off between the new key and the end of the old one. */
const cutOff = async () => {
  const data = join(temporaryDirectory(), 'data')
  const { stop } = rightOf(await composeIn(data))
  await stop()
  forbidEnd(data, true)
  const vault = vaultIn(data)
  await expect(vault.masterKeys.rotate()).rejects.toThrow('disk is full')
  vault.close()
  expect(masterKeyFileIn(data).keys).toHaveLength(2)
  return data
}

describe('a start after a rotation of the master key that was cut off', () => {
  it('is refused in words, with nothing left open, where it cannot be completed; and completes it once it can be', async () => {
    const data = await cutOff()
    const keys = readFileSync(join(data, 'master.key'))
    for (let again = 0; again < 2; again += 1)
      expect(leftOf(await composeIn(data))).toMatchObject({
        kind: 'rotationUnfinished',
        message: expect.stringMatching(/cut off.*disk is full.*Nothing is lost.*start again/),
        ru: expect.stringMatching(/прервана.*Ничего не потеряно.*запустите снова/),
      })
    expect(readFileSync(join(data, 'master.key'))).toEqual(keys)
    forbidEnd(data, false)
    const { stop } = rightOf(await composeIn(data))
    expect(masterKeyFileIn(data).keys).toHaveLength(1)
    await stop()
  })
})

describe('a backup and a rotation of the master key (operations.md: a backup is opened by one key file)', () => {
  const opened = async () => {
    const home = temporaryDirectory()
    const { cabinet, stop } = rightOf(await composeIn(join(home, 'data')))
    const backup = (name: string) => cabinet.backups.take(join(home, name), circumstances())()
    const rotate = () => cabinet.operatorActs.rotateMasterKey(circumstances())()
    return { home, backup, rotate, stop }
  }

  it('a backup is refused while a rotation goes on, and nothing is made', async () => {
    const { home, backup, rotate, stop } = await opened()
    const rotation = rotate()
    expect(leftOf(await backup('meanwhile'))).toEqual({ code: 'KeyRotationUnfinished' })
    expect(existsSync(join(home, 'meanwhile'))).toBe(false)
    rightOf(await rotation)
    expect(rightOf(await backup('after')).masterKeys).toHaveLength(1)
    await stop()
  })

  it('a rotation is refused while a backup is made, and nothing is changed; two rotations wait for each other', async () => {
    const { home, backup, rotate, stop } = await opened()
    const before = readFileSync(join(home, 'data', 'master.key'))
    const copying = backup('first')
    expect(leftOf(await rotate())).toEqual({ code: 'BackupRunning' })
    expect(readFileSync(join(home, 'data', 'master.key'))).toEqual(before)
    const [onlyKey] = masterKeyFileIn(join(home, 'data')).keys
    expect(rightOf(await copying).masterKeys).toEqual([onlyKey.id])
    const both = await Promise.all([rotate(), rotate()])
    for (const rotation of both) rightOf(rotation)
    expect(masterKeyFileIn(join(home, 'data')).keys).toHaveLength(1)
    await stop()
  })

  it('a backup is refused after a rotation that was cut off under the running cabinet', async () => {
    const { home, backup, rotate, stop } = await opened()
    forbidEnd(join(home, 'data'), true)
    await expect(rotate()).rejects.toThrow('disk is full')
    expect(leftOf(await backup('between'))).toEqual({ code: 'KeyRotationUnfinished' })
    forbidEnd(join(home, 'data'), false)
    rightOf(await rotate())
    expect(rightOf(await backup('after')).masterKeys).toHaveLength(1)
    await stop()
  })
})
