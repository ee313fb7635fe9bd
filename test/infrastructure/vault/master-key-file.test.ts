import { randomUUID } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  createMasterKeyFile,
  loadMasterKeys,
  newMasterKey,
} from '../../../infrastructure/vault/master-key-file.ts'
import { leftOf, rightOf } from '../either.ts'
import { temporaryDirectory } from '../temporary-directory.ts'

const pathOf = (): string => join(temporaryDirectory(), 'master.key')

const fileWith = (content: string, mode = 0o600): string => {
  const path = pathOf()
  writeFileSync(path, content)
  chmodSync(path, mode)
  return path
}

const keyText = Buffer.alloc(32, 7).toString('base64')

describe('the master key file', () => {
  it('is made with one key of 32 bytes, for its owner alone, and read back', () => {
    const path = pathOf()
    const made = rightOf(createMasterKeyFile(path))
    expect(made.keys).toHaveLength(1)
    expect(made.keys[0].key).toHaveLength(32)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(rightOf(loadMasterKeys(path)).keys).toEqual(made.keys)
  })

  it('is never made over one that exists', () => {
    const path = pathOf()
    rightOf(createMasterKeyFile(path))
    const before = readFileSync(path)
    expect(leftOf(createMasterKeyFile(path)).kind).toBe('exists')
    expect(readFileSync(path)).toEqual(before)
    expect(readdirSync(join(path, '..'))).toEqual(['master.key'])
  })

  it('is replaced whole; a half-written one left beside it by a crash is no matter', () => {
    const path = pathOf()
    const made = rightOf(createMasterKeyFile(path))
    writeFileSync(`${path}.left-over.new`, '{"keys":[')
    const next = newMasterKey()
    made.replace([next, ...made.keys])
    expect(rightOf(loadMasterKeys(path)).keys).toEqual([next, ...made.keys])
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('takes away what killed processes wrote beside it: retired keys are nowhere else (rotation)', () => {
    const path = pathOf()
    const made = rightOf(createMasterKeyFile(path))
    const others = ['other.key', 'master.key.new', 'master.key.mine.new', `other.key.${randomUUID()}.new`]
    for (const name of [`master.key.${randomUUID()}.new`, `master.key.${randomUUID()}.new`, ...others])
      writeFileSync(join(path, '..', name), '{}')
    made.replace([newMasterKey()])
    expect(readdirSync(join(path, '..')).sort()).toEqual(['master.key', ...others].sort())
  })

  it('is refused in words when it is missing', () => {
    const path = pathOf()
    expect(leftOf(loadMasterKeys(path))).toEqual({
      kind: 'missing',
      message: `There is no master key file ${path}.`,
    })
  })

  for (const mode of [0o644, 0o604, 0o620])
    it(`is refused when others may use it (${mode.toString(8)}), with what to do`, () => {
      const path = fileWith(JSON.stringify({ keys: [{ id: 'one', key: keyText }] }), mode)
      expect(leftOf(loadMasterKeys(path))).toMatchObject({
        kind: 'exposed',
        message: expect.stringContaining(`chmod 600 ${path}`),
      })
    })

  it('may be read by its group, as mounted secrets often are', () => {
    rightOf(loadMasterKeys(fileWith(JSON.stringify({ keys: [{ id: 'one', key: keyText }] }), 0o440)))
  })

  for (const [what, content] of [
    ['no JSON', `{"keys":[{"id":"one","key":"${keyText}"`],
    ['empty', ''],
    ['of another shape', `{"key":"${keyText}"}`],
    ['without keys', '{"keys":[]}'],
    ['with a key of another length', `{"keys":[{"id":"one","key":"${keyText.slice(4)}"}]}`],
    ['with a key that is no base64', `{"keys":[{"id":"one","key":"${keyText}!"}]}`],
    ['with two keys of one id', `{"keys":[{"id":"one","key":"${keyText}"},{"id":"one","key":"${keyText}"}]}`],
  ] as const)
    it(`is refused when it is ${what}, without a word of what it holds`, () => {
      const refusal = leftOf(loadMasterKeys(fileWith(content)))
      expect(refusal.kind).toBe('unreadable')
      expect(refusal.message).not.toContain(keyText.slice(4, 20))
    })
})
