import { createHmac } from 'node:crypto'

const digits = 6
const counterBytes = 8

/** HOTP (RFC 4226): HMAC-SHA-1, 6 digits. `counter` is a whole number from 0. */
export const oneTimePassword = (key: Uint8Array, counter: number): string => {
  const moving = Buffer.alloc(counterBytes)
  moving.writeBigUInt64BE(BigInt(counter))
  const mac = createHmac('sha1', key).update(moving).digest()
  const offset = mac.readUInt8(mac.length - 1) & 0x0f
  const truncated = mac.readUInt32BE(offset) & 0x7fffffff
  return String(truncated % 10 ** digits).padStart(digits, '0')
}

/** Milliseconds of one step of TOTP (RFC 6238). */
const stepLength = 30_000

/** Which step of TOTP an instant (UTC milliseconds) falls into. */
export const stepAt = (now: number): number => Math.floor(now / stepLength)
