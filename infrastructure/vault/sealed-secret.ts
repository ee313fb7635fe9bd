import type { Keyring, WrappedKey } from './keyring.ts'
import { type Bond, newKey, openBox, sealBox } from './sealed-box.ts'

/** A secret as it lies in the vault's file: closed with a data key of its own, which a master key closes. */
export interface SealedSecret extends WrappedKey {
  readonly ref: string
  readonly owner: string
  readonly box: Uint8Array
}

export const bondOfSecretKey = (ref: string, owner: string): Bond => ['secret key', ref, owner]
const bondOfSecret = (ref: string, owner: string): Bond => ['secret', ref, owner]

export const sealSecret = (
  ref: string,
  owner: string,
  secret: string,
  wrap: Keyring['wrap'],
): SealedSecret => {
  const key = newKey()
  const wrapped = wrap(key, bondOfSecretKey(ref, owner))
  const box = sealBox(key, Buffer.from(secret), bondOfSecret(ref, owner))
  key.fill(0)
  return { ref, owner, box, ...wrapped }
}

/** Throws `BoxDoesNotOpen`. */
export const openSecret = (sealed: SealedSecret, unwrap: Keyring['unwrap']): string => {
  const key = unwrap(sealed, bondOfSecretKey(sealed.ref, sealed.owner))
  const secret = openBox(key, sealed.box, bondOfSecret(sealed.ref, sealed.owner))
  key.fill(0)
  return secret.toString('utf8')
}

/** A secret that nobody knows, under a master key of its own: opening it costs what opening any other costs. */
export const decoySecret = (): { readonly secret: SealedSecret; readonly unwrap: Keyring['unwrap'] } => {
  const master = newKey()
  const guess = newKey().toString('base64url').slice(0, 14)
  return {
    secret: sealSecret('decoy', 'account-decoy', guess, (key, bond) => ({
      masterKeyId: 'decoy',
      wrapped: sealBox(master, key, bond),
    })),
    unwrap: ({ wrapped }, bond) => openBox(master, wrapped, bond),
  }
}
