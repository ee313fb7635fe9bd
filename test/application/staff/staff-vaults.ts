import * as E from 'fp-ts/lib/Either.js'
import type { PasswordVault } from '../../../application/ports/passwords.ts'
import type { AuthenticatorVault } from '../../../application/ports/second-factors.ts'
import type { SecretRef } from '../../../application/ports/vault.ts'

/** Passwords and authenticators in memory: the contract of the ports without its cost. */
export const staffVaults = (now: () => number) => {
  const begun = new Map<SecretRef, number>()
  const kept = new Map<SecretRef, string>()
  const spent = new Set<string>()
  let count = 0
  const keep = (secret: string): SecretRef => {
    count += 1
    kept.set(`ref-${count}`, secret)
    return `ref-${count}`
  }
  const passwords: PasswordVault = {
    put: async (_, password) => E.right(keep(password)),
    verify: async (ref, candidate) =>
      E.right(ref !== null && kept.get(ref) === candidate ? 'right' : 'wrong'),
  }
  /** Shows `<secret> <minute>` as its code; each is accepted once. */
  const authenticators: AuthenticatorVault = {
    begin: async () => {
      const secret = `secret${count + 1}`
      const ref = keep(secret)
      begun.set(ref, now())
      return { ref, secret, uri: `otpauth://totp/${secret}` }
    },
    begunAt: async (ref) => (kept.has(ref) ? (begun.get(ref) ?? null) : null),
    check: async (ref, code, now) => {
      const isRight =
        kept.get(ref) !== undefined && code === codeOf(kept.get(ref) ?? '', now) && !spent.has(code)
      if (isRight) spent.add(code)
      return isRight
    },
  }
  return {
    passwords,
    authenticators,
    secrets: { destroy: async (ref: SecretRef) => void kept.delete(ref) },
    kept,
  }
}

/** What such an authenticator shows at `now`. */
export const codeOf = (secret: string, now: number): string => `${secret} ${Math.floor(now / 30_000)}`
