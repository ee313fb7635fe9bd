import { randomBytes } from 'node:crypto'
import { hash, parseOptions, verify } from '@node-rs/argon2'

/** What one hash costs. */
export interface HashCost {
  /** KiB. */
  readonly memoryCost: number
  /** Passes. */
  readonly timeCost: number
  /** Lanes. */
  readonly parallelism: number
}

/** `security.md`, Profile password: the least that OWASP names for argon2id. */
export const presentCost: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

const saltBytes = 16
const hashBytes = 32

/** NIST SP 800-63B-4: the same characters, however a keyboard composes them, are the same password. */
const stable = (password: string): string => password.normalize('NFKC')

/** A PHC string (`$argon2id$v=19$…`) under a fresh salt. Computed outside JavaScript's thread. */
export const hashOf = (password: string, cost: HashCost): Promise<string> =>
  hash(stable(password), { ...cost, outputLen: hashBytes, salt: randomBytes(saltBytes) })

/** Whether a PHC string is of this password; in constant time, at the cost that the string names. */
export const isHashOf = (phc: string, password: string): Promise<boolean> => verify(phc, stable(password))

/** Whether a PHC string was computed for less than this cost. */
export const isCheaper = (phc: string, cost: HashCost): boolean => {
  const { memoryCost, timeCost, parallelism } = parseOptions(phc)
  return memoryCost < cost.memoryCost || timeCost < cost.timeCost || parallelism < cost.parallelism
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

/** A PHC string that is no password's: comparing with it costs what comparing with a true one costs. */
export const decoyHash = ({ memoryCost, timeCost, parallelism }: HashCost): string =>
  [
    '$argon2id$v=19',
    `m=${memoryCost},t=${timeCost},p=${parallelism}`,
    unpadded(randomBytes(saltBytes)),
    unpadded(randomBytes(hashBytes)),
  ].join('$')
