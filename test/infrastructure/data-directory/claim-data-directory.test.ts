import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claimDataDirectory } from '../../../infrastructure/data-directory/claim-data-directory.ts'
import { leftOf, rightOf } from '../either.ts'
import { printedUntilKilled } from '../killed-process.ts'
import { temporaryDirectory } from '../temporary-directory.ts'

const permissions = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe('the data directory (architecture.md: one owner, by an exclusive lock)', () => {
  it('is made for its owner alone', () => {
    const owned = rightOf(claimDataDirectory(join(temporaryDirectory(), 'data')))
    expect(permissions(owned.files.directory)).toBe('700')
    expect(permissions(owned.files.ownerLock)).toBe('600')
    owned.release()
  })

  it('has one owner: a second one is told in words', () => {
    const directory = temporaryDirectory()
    const owned = rightOf(claimDataDirectory(directory))
    const refusal = leftOf(claimDataDirectory(directory))
    expect(refusal.kind).toBe('ownedByAnother')
    expect(refusal.message).toContain('in use by a running cabinet')
    owned.release()
    rightOf(claimDataDirectory(directory)).release()
  })

  it('is free again after a kill -9 of its owner', async () => {
    const directory = temporaryDirectory()
    const printed = await printedUntilKilled(new URL('own-directory.ts', import.meta.url), [directory], 1)
    expect(printed).toEqual(['owned'])
    rightOf(claimDataDirectory(directory)).release()
  })

  it('cannot lie where something else lies', () => {
    const file = join(temporaryDirectory(), 'a-file')
    writeFileSync(file, 'of somebody else')
    expect(leftOf(claimDataDirectory(file)).kind).toBe('notWritable')
  })
})
