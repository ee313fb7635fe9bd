import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { v5 } from 'uuid'
import type { Ids } from '../../application/ports/ids.ts'
import { isSipPassword } from '../../domain/sip-account/sip-password.ts'

/** The product's own namespace for version 5 uuids. Changing it would send every message again: it never changes. */
const namespace = 'd6c3c0e4-5b7e-4f5e-9a53-0b8f0a6d7c21'

/** No look-alikes (0 O, 1 l I): a password from an SMS is typed by hand. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'
const passwordLength = 14

const randomPassword = (): string =>
  Array.from({ length: passwordLength }, () => alphabet.charAt(randomInt(alphabet.length))).join('')

/** Draws again until the rule of M27 holds, so that every password that keeps it is equally likely. */
const sipPassword = (): string => {
  for (;;) {
    const password = randomPassword()
    if (isSipPassword(password)) return password
  }
}

/** Randomness of the machine's cryptographic generator. */
export const systemIds: Ids = {
  uuid: () => randomUUID(),
  // Lengths keep ("ab", "c") and ("a", "bc") apart.
  named: (...words) => v5(words.map((word) => `${word.length}:${word}`).join('|'), namespace),
  token: () => randomBytes(32).toString('base64url'),
  sipPassword,
}
