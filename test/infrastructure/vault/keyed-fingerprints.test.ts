import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../temporary-directory.ts'
import { vaultIn } from './vault-in-a-directory.ts'

describe('fingerprints', () => {
  it('are the same for the same value for ever: after a restart, after a rotation of the master key', async () => {
    const directory = temporaryDirectory()
    const vault = vaultIn(directory)
    const fingerprint = vault.fingerprints.of('claim', 'phone', '+79991234567')
    await vault.masterKeys.rotate()
    expect(vault.fingerprints.of('claim', 'phone', '+79991234567')).toBe(fingerprint)
    vault.close()
    expect(vaultIn(directory).fingerprints.of('claim', 'phone', '+79991234567')).toBe(fingerprint)
  })

  it('are HMAC-SHA-256 as base64url', () => {
    expect(vaultIn(temporaryDirectory()).fingerprints.of('token', 'value')).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  it('differ by purpose, by value, by how the values are cut, and by vault', () => {
    const { fingerprints } = vaultIn(temporaryDirectory())
    const others = vaultIn(temporaryDirectory()).fingerprints
    const all = [
      fingerprints.of('claim', 'ab', 'c'),
      fingerprints.of('claim', 'a', 'bc'),
      fingerprints.of('claim', 'abc'),
      fingerprints.of('claim', 'abc', ''),
      fingerprints.of('claim', 'ab","c'),
      fingerprints.of('claim'),
      fingerprints.of('signInFailures', 'ab', 'c'),
      fingerprints.of('token', 'ab', 'c'),
      others.of('claim', 'ab', 'c'),
    ]
    expect(new Set(all).size).toBe(all.length)
  })
})
