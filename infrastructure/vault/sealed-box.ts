import { createCipheriv, createDecipheriv, createSecretKey, KeyObject, randomBytes } from 'node:crypto'

export const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16
const algorithm = 'aes-256-gcm'

/** A box that does not open with this key for this purpose: another key, another place, or changed bytes. */
export class BoxDoesNotOpen extends Error {
  constructor() {
    super('what was sealed does not open: another key, another place, or damage')
    this.name = 'BoxDoesNotOpen'
  }
}

/** What a box is bound to. Encoded so that no two lists of words give the same bytes. */
export type Bond = readonly [string, ...string[]]

const bytesOf = (bond: Bond): Buffer => Buffer.from(JSON.stringify(bond))

export const newKey = (): Buffer => randomBytes(keyBytes)

/** OpenSSL takes a key object as it is; bytes it would try to read as one first, at the price of the rest. */
const keyObject = (key: KeyObject | Uint8Array): KeyObject =>
  key instanceof KeyObject ? key : createSecretKey(key)

/** Nonce, ciphertext and tag of AES-256-GCM under a fresh nonce. */
export const sealBox = (key: KeyObject | Uint8Array, plain: Uint8Array, bond: Bond): Buffer => {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, keyObject(key), nonce, { authTagLength: tagBytes })
  cipher.setAAD(bytesOf(bond))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** What `sealBox` was given, when key and bond are the same. Throws `BoxDoesNotOpen`. */
export const openBox = (key: KeyObject | Uint8Array, box: Uint8Array, bond: Bond): Buffer => {
  if (box.length < nonceBytes + tagBytes) throw new BoxDoesNotOpen()
  const decipher = createDecipheriv(algorithm, keyObject(key), box.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(bytesOf(bond))
  decipher.setAuthTag(box.subarray(box.length - tagBytes))
  try {
    return Buffer.concat([decipher.update(box.subarray(nonceBytes, box.length - tagBytes)), decipher.final()])
  } catch {
    throw new BoxDoesNotOpen()
  }
}
