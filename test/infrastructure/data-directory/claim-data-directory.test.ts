import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claimDataDirectory } from '../../../infrastructure/data-directory/claim-data-directory.ts'
import { leftOf, rightOf } from '../either.ts'
import { printedUntilKilled } from '../killed-process.ts'
import { temporaryDirectory } from '../temporary-directory.ts'

const permissions = (path: string) => (statSync(path).mode & 0o777).toString(8)

const owner = new URL('own-directory.ts', import.meta.url)

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

  it('keeps other processes out, also after a second claim of the owner’s own failed', async () => {
    const directory = temporaryDirectory()
    const owned = rightOf(claimDataDirectory(directory))
    leftOf(claimDataDirectory(directory))
    expect(await printedUntilKilled(owner, [directory], 1)).toEqual(['ownedByAnother'])
    owned.release()
  })

  it('is kept by another process while that lives, and free again after its kill -9', async () => {
    const directory = temporaryDirectory()
    const meanwhile: string[] = []
    const printed = await printedUntilKilled(owner, [directory], 1, () => {
      meanwhile.push(leftOf(claimDataDirectory(directory)).kind)
    })
    expect(printed).toEqual(['owned'])
    expect(meanwhile).toEqual(['ownedByAnother'])
    rightOf(claimDataDirectory(directory)).release()
  })

  it.skipIf(process.getuid?.() !== 0)('says so when this user may not write there [needs root]', () => {
    const directory = temporaryDirectory()
    process.seteuid?.(65_534)
    const refusal = leftOf(claimDataDirectory(directory))
    process.seteuid?.(0)
    expect(refusal.kind).toBe('notWritable')
    expect(refusal.message).toContain('Make it writable for this user, or set DATA_DIR.')
  })

  it('cannot lie where something else lies', () => {
    const file = join(temporaryDirectory(), 'a-file')
    writeFileSync(file, 'of somebody else')
    expect(leftOf(claimDataDirectory(file)).kind).toBe('notWritable')
  })
})
