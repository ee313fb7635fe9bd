import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { z } from 'zod'
import type { IsCommonPassword } from '../../application/ports/passwords.ts'
import { shortestProfilePassword } from '../../domain/profile/profile-password.ts'

/** 49,233 passwords, gathered from leaks: the dictionary of zxcvbn-ts (MIT), lower-case. */
const list = '@zxcvbn-ts/language-common/src/passwords.json'

const read = (): ReadonlySet<string> => {
  const all = z
    .array(z.string())
    .parse(JSON.parse(readFileSync(createRequire(import.meta.url).resolve(list), 'utf8')))
  // The others are refused for their length.
  return new Set(all.filter((password) => password.length >= shortestProfilePassword))
}

/**
 * Whether a password is among those that everybody tries first (NIST SP 800-63B-4), in whatever case. The list is read
 * when it is first asked, in a few milliseconds.
 */
export const commonPasswords = (): IsCommonPassword => {
  let known: ReadonlySet<string> | null = null
  return (password) => {
    known ??= read()
    return known.has(password.toLowerCase())
  }
}
