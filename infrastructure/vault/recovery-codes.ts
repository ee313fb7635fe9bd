import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { RecoveryCodeVault } from '../../application/ports/second-factors.ts'
import { base32, crockford } from './base32.ts'
import type { SecretRows } from './secret-rows.ts'

const codesOfASet = 10

/** 80 bits, 16 letters; NIST SP 800-63B-4 wants 64 of a code that is kept for recovery. */
const codeBytes = 10

const saltBytes = 16

const storedCodes = z.strictObject({ salt: z.string(), hashes: z.array(z.string()) })

const inGroups = (code: string): string => (code.match(/.{4}/g) ?? []).join('-')

/** Without spaces and dashes, and with the letters that Crockford's alphabet takes for digits. */
const normalised = (code: string): string =>
  code
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')

const hashOf = (salt: string, code: string): Buffer => hash('sha256', `${salt} ${normalised(code)}`, 'buffer')

/** Sets of recovery codes: one secret each, which holds no code but what codes hash to. */
export const recoveryCodes = (secrets: SecretRows): RecoveryCodeVault => ({
  issue: async (owner) => {
    const codes = Array.from({ length: codesOfASet }, () =>
      inGroups(base32(randomBytes(codeBytes), crockford)),
    )
    const salt = randomBytes(saltBytes).toString('base64url')
    const hashes = codes.map((code) => hashOf(salt, code).toString('base64url'))
    const ref = await secrets.put(owner, JSON.stringify({ salt, hashes }))
    return { ref, codes }
  },

  slotOf: async (ref, code) => {
    const kept = secrets.find(ref)
    if (kept === null) return null
    const { salt, hashes } = storedCodes.parse(JSON.parse(kept))
    const given = hashOf(salt, code)
    // All are compared, so that the time tells no slot.
    const fitting = hashes.map((stored) => timingSafeEqual(Buffer.from(stored, 'base64url'), given))
    const slot = fitting.indexOf(true)
    return slot === -1 ? null : slot
  },
})
