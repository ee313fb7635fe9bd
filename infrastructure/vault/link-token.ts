import { createHmac, timingSafeEqual } from 'node:crypto'
import type { LinkRead } from '../../application/ports/one-time-codes.ts'

const idBytes = 16
const issueBytes = 4
const macBytes = 32
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const partsOfUuid = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/

/** 52 bytes are 70 letters. */
const shape = /^[A-Za-z0-9_-]{70}$/

const bytesOf = (challengeId: string, issue: number): Buffer => {
  if (!uuid.test(challengeId)) throw new Error('the id of a challenge is no uuid')
  const bytes = Buffer.alloc(idBytes + issueBytes)
  bytes.write(challengeId.replaceAll('-', ''), 'hex')
  bytes.writeUInt32BE(issue, idBytes)
  return bytes
}

const readBytes = (bytes: Buffer): LinkRead => ({
  challengeId: bytes.subarray(0, idBytes).toString('hex').replace(partsOfUuid, '$1-$2-$3-$4-$5'),
  issue: bytes.readUInt32BE(idBytes),
})

const macOf = (key: Uint8Array, named: Uint8Array): Buffer => createHmac('sha256', key).update(named).digest()

/** Names a challenge (a uuid) and an issue of it, and proves that we have made it: HMAC-SHA-256, 256 bits. */
export const linkToken = (key: Uint8Array, { challengeId, issue }: LinkRead): string => {
  const named = bytesOf(challengeId, issue)
  return Buffer.concat([named, macOf(key, named)]).toString('base64url')
}

/** What a token names; `null` for one that this key has not made. Compared in constant time. */
export const readLinkToken = (key: Uint8Array, token: string): LinkRead | null => {
  if (!shape.test(token)) return null
  const bytes = Buffer.from(token, 'base64url')
  // The last letter holds four bits that are nobody's: only one spelling is ours.
  if (bytes.toString('base64url') !== token) return null
  const named = bytes.subarray(0, idBytes + issueBytes)
  const isOurs = timingSafeEqual(bytes.subarray(-macBytes), macOf(key, named))
  return isOurs ? readBytes(named) : null
}
