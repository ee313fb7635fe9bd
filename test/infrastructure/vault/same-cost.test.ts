import { createDecipheriv, hash, timingSafeEqual } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { temporaryDirectory } from '../temporary-directory.ts'
import { vaultIn } from './vault-in-a-directory.ts'

// Counts what takes the time, so that "at the same cost" is proven without a clock.
vi.mock('node:crypto', { spy: true })

const costly = { decrypted: createDecipheriv, hashed: hash, compared: timingSafeEqual }

const costOf = async (work: () => Promise<boolean>) => {
  vi.clearAllMocks()
  await work()
  return Object.fromEntries(
    Object.entries(costly).map(([name, call]) => [name, vi.mocked(call).mock.calls.length]),
  )
}

describe('checking a secret (security.md: enumeration)', () => {
  beforeEach(() => vi.clearAllMocks())

  it('costs the same when it fits, when not, when it is destroyed, unknown, or nobody’s', async () => {
    const { secrets } = vaultIn(temporaryDirectory())
    const ref = await secrets.put('account-1', 'Secret123')
    const destroyed = await secrets.put('account-1', 'Secret123')
    await secrets.destroy(destroyed)
    const cost = { decrypted: 2, hashed: 2, compared: 1 }
    expect(await costOf(() => secrets.verify(ref, 'Secret123'))).toEqual(cost)
    expect(await costOf(() => secrets.verify(ref, 'Wrong1234'))).toEqual(cost)
    expect(await costOf(() => secrets.verify(ref, 'x'.repeat(500)))).toEqual(cost)
    expect(await costOf(() => secrets.verify(destroyed, 'Secret123'))).toEqual(cost)
    expect(await costOf(() => secrets.verify('unknown', 'Secret123'))).toEqual(cost)
    expect(await costOf(() => secrets.verifyDecoy('Secret123'))).toEqual(cost)
  })

  it('compares digests of one length, never the secrets themselves', async () => {
    const { secrets } = vaultIn(temporaryDirectory())
    const ref = await secrets.put('account-1', 'Secret123')
    await secrets.verify(ref, 'x'.repeat(500))
    const compared = vi.mocked(timingSafeEqual).mock.calls.at(-1) ?? []
    expect(compared.map((side) => side.byteLength)).toEqual([32, 32])
  })
})
