import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { AuthenticatorVault } from '../../application/ports/second-factors.ts'
import type { SecretRef } from '../../application/ports/vault.ts'
import { base32, rfc4648 } from './base32.ts'
import { oneTimePassword, stepAt } from './one-time-password.ts'
import type { SecretRows } from './secret-rows.ts'
import type { VaultWriter } from './vault-writer.ts'

/** RFC 4226: 160 bits. */
const secretBytes = 20

/** Shown by the app above the label. In Latin letters: not every app decodes others. */
const issuer = 'MultiFon Business'

const uriOf = (secret: string, label: string): string => {
  const name = `${encodeURIComponent(issuer)}:${encodeURIComponent(label)}`
  const asked = { secret, issuer, algorithm: 'SHA1', digits: '6', period: '30' }
  const query = Object.entries(asked).map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
  return `otpauth://totp/${name}?${query.join('&')}`
}

/** A step early, for a clock that is behind, and a step late (RFC 6238, 5.2). */
const stepsAround = (now: number): readonly number[] => [-1, 0, 1].map((shift) => stepAt(now) + shift)

/** The newest of the steps that show this code; all are compared, in constant time. */
const stepShowing = (key: Uint8Array, code: string, steps: readonly number[]): number | null => {
  const given = Buffer.from(code)
  const showing = steps.filter((step) => timingSafeEqual(Buffer.from(oneTimePassword(key, step)), given))
  return showing.at(-1) ?? null
}

/** Secrets of authenticator apps. What each one has accepted last lies beside it, and goes with it. */
export const authenticatorSecrets = (
  database: DatabaseSync,
  writer: VaultWriter,
  secrets: SecretRows,
): AuthenticatorVault => {
  // One statement: of two checks of one code in parallel the second finds the step that the first has left.
  const accept = database.prepare(
    `INSERT INTO accepted_steps (ref, step) SELECT ref, ? FROM secrets WHERE ref = ?
      ON CONFLICT (ref) DO UPDATE SET step = excluded.step WHERE excluded.step > accepted_steps.step`,
  )

  const acceptOnce = (ref: SecretRef, step: number): Promise<boolean> =>
    writer.write(() => Number(accept.run(step, ref).changes) === 1)

  return {
    begin: async (owner, label) => {
      const key = randomBytes(secretBytes)
      const ref = await secrets.put(owner, key.toString('base64url'))
      const secret = base32(key, rfc4648)
      key.fill(0)
      return { ref, secret, uri: uriOf(secret, label) }
    },

    begunAt: async (ref) => secrets.storedAt(ref),

    check: async (ref, code, now) => {
      const secret = secrets.find(ref)
      if (secret === null || !/^[0-9]{6}$/.test(code)) return false
      const step = stepShowing(Buffer.from(secret, 'base64url'), code, stepsAround(now))
      return step !== null && (await acceptOnce(ref, step))
    },
  }
}
