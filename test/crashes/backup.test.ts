import { existsSync, readdirSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it, vi } from 'vitest'
import { readBackup } from '../../infrastructure/backup/read-backup.ts'
import { crashes, long, signedIn } from './crashing-people.ts'
import { filesIn } from './data-on-disk.ts'
import { newDirectory, remove, startCabinet } from './mortal-cabinet.ts'
import { command, commandKilledOnce } from './mortal-command.ts'

const crash = crashes()

const backupsOf = (directory: string): string => join(directory, 'backups')
const isWhole = (backup: string): boolean => E.isRight(readBackup(backup))

const takes = async (directory: string, name: string) => {
  const { code, err } = await command(directory, ['backup', join(backupsOf(directory), name)])
  if (code !== 0) throw new Error(err)
  return { status: 200, text: '' }
}

/** Into a directory where nothing is. */
const restores = async (directory: string, name: string): Promise<void> => {
  const elsewhere = await newDirectory()
  try {
    const key = { MASTER_KEY_FILE: filesIn(directory).masterKey }
    const { code, err } = await command(elsewhere, ['restore', join(backupsOf(directory), name)], key)
    expect(code, err).toBe(0)
  } finally {
    await remove(elsewhere)
  }
}

describe('a backup (operations.md: Backup)', () => {
  it(
    'killed at any step of it, what has its name is whole, what has not hinders nobody, and the next one succeeds',
    { timeout: long },
    () =>
      crash('backup', {
        before: async (cabinet) => {
          await mkdir(backupsOf(cabinet.directory))
          return cabinet
        },
        operation: ({ directory }) => takes(directory, 'nightly'),
        files: true,
        records: ['BackupRequested'],
        after: async (cabinet, _, wasAnswered) => {
          const { directory } = cabinet
          const nightly = join(backupsOf(directory), 'nightly')
          const isThere = existsSync(nightly)
          if (wasAnswered || cabinet.logged('BackupTaken') > 0) expect(isThere).toBe(true)
          const named = readdirSync(backupsOf(directory)).filter((name) => !name.endsWith('.unfinished'))
          expect(named).toEqual(isThere ? ['nightly'] : [])
          await signedIn(cabinet)
          if (!isThere) await takes(directory, 'nightly')
          expect(isWhole(nightly)).toBe(true)
          await restores(directory, 'nightly')
          await takes(directory, 'the next one')
          expect(isWhole(join(backupsOf(directory), 'the next one'))).toBe(true)
        },
      }),
  )

  it('whose command is killed while the server makes it: the server goes on and ends it, and makes the next one', {
    timeout: long,
  }, async () => {
    const directory = await newDirectory()
    const cabinet = await startCabinet(directory)
    try {
      const backups = backupsOf(directory)
      await mkdir(backups)
      const nightly = join(backups, 'nightly')
      const hasBegun = () => readdirSync(backups).length > 0
      const { wasKilled, err } = await commandKilledOnce(directory, ['backup', nightly], hasBegun)
      expect(wasKilled, err).toBe(true)
      await vi.waitUntil(() => cabinet.logged('BackupTaken') === 1, { timeout: 30_000, interval: 50 })
      await takes(directory, 'the next one')
      expect(readdirSync(backups).sort()).toEqual(['nightly', 'the next one'])
      expect(readdirSync(backups).map((name) => isWhole(join(backups, name)))).toEqual([true, true])
    } finally {
      await cabinet.kill()
      await remove(directory)
    }
  })
})
