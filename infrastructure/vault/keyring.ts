import { hkdfSync, timingSafeEqual } from 'node:crypto'
import type { MasterKey, MasterKeys } from './master-key-file.ts'
import { type Bond, keyBytes, openBox, sealBox } from './sealed-box.ts'

/** A key as it lies in the vault's file. */
export interface WrappedKey {
  readonly masterKeyId: string
  readonly wrapped: Uint8Array
}

/** The master keys at work: the active one wraps, all of them unwrap. */
export interface Keyring {
  readonly active: () => MasterKey
  readonly all: () => MasterKeys
  /** From now on these; the first one is active. */
  readonly hold: (keys: MasterKeys) => void
  readonly wrap: (key: Uint8Array, bond: Bond) => WrappedKey
  /** Throws `BoxDoesNotOpen`. */
  readonly unwrap: (wrapped: WrappedKey, bond: Bond) => Buffer
}

export const keyring = (initial: MasterKeys): Keyring => {
  let keys = initial
  return {
    active: () => keys[0],
    all: () => keys,
    hold: (next) => {
      keys = next
    },
    wrap: (key, bond) => ({ masterKeyId: keys[0].id, wrapped: sealBox(keys[0].key, key, bond) }),
    unwrap: ({ masterKeyId, wrapped }, bond) => {
      const master = keys.find(({ id }) => id === masterKeyId)
      if (master === undefined) throw new Error(`master key ${masterKeyId} is not in the key file`)
      return openBox(master.key, wrapped, bond)
    },
  }
}

/** Tells one master key from another under the same id; the key cannot be found from it (HKDF, RFC 5869). */
export const checkValue = ({ id, key }: MasterKey): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', key, '', `check value of master key ${id}`, keyBytes))

export const isCheckValueOf = (key: MasterKey, stored: Uint8Array): boolean =>
  stored.length === keyBytes && timingSafeEqual(checkValue(key), stored)
