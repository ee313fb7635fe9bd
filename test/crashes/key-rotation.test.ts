import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { minutes } from '../../domain/instant.ts'
import { inByApp, withApp } from './authenticated-people.ts'
import { bySip, crashes, long, ok } from './crashing-people.ts'
import { filesIn } from './data-on-disk.ts'
import type { MortalCabinet } from './mortal-cabinet.ts'
import { masterKeysIn, opensAll } from './what-the-vault-opens.ts'

const crash = crashes()

const rotates = ({ door }: MortalCabinet) =>
  door('POST', '/api/v1/operations/keys/rotation', { reason: 'yearly' })

const keyIds = (directory: string): readonly string[] => masterKeysIn(directory).map(({ id }) => id)

/** The key file, and what else a rotation has put beside it. */
const keyFiles = (directory: string): readonly string[] =>
  readdirSync(filesIn(directory).directory).filter((name) => name.startsWith('master.key'))

describe('a rotation of the master key (operations.md: Rotating the master key)', () => {
  it(
    'killed at any step of it, the next start completes it: everything opens, with one key, and it can be rotated again',
    { timeout: long },
    () =>
      crash('rotate the master key', {
        before: async (cabinet) => {
          const { secret } = await withApp(cabinet)
          await bySip(cabinet)
          return {
            cabinet,
            secret,
            keysBefore: keyIds(cabinet.directory),
            opened: opensAll(cabinet.directory),
          }
        },
        operation: ({ cabinet }) => rotates(cabinet),
        files: true,
        records: ['MasterKeyRotationRequested'],
        // By then the app shows another code: each is accepted once.
        later: minutes(2),
        after: async (cabinet, { secret, keysBefore, opened }, wasAnswered) => {
          const { directory } = cabinet
          const [first, ...others] = keyIds(directory)
          expect(others).toEqual([])
          if (wasAnswered) expect(keysBefore).not.toContain(first)
          expect(opensAll(directory)).toEqual(expect.arrayContaining([...opened]))
          await inByApp(cabinet, secret)
          await bySip(cabinet)
          const backup = { directory: join(directory, 'backup'), reason: 'after the rotation' }
          ok(await cabinet.door('POST', '/api/v1/operations/backups', backup))
          ok(await rotates(cabinet))
          expect(keyIds(directory)).not.toContain(first)
          expect(keyIds(directory)).toHaveLength(1)
          // What a rotation that was cut off has written beside the file holds keys that are retired by now.
          expect(keyFiles(directory)).toEqual(['master.key'])
          opensAll(directory)
        },
      }),
  )
})
