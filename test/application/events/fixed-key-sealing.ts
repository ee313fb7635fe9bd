import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto'
import { z } from 'zod'
import type { JsonObject } from '../../../application/ports/event-store.ts'
import type { Associated, Sealing, Subject } from '../../../application/ports/sealing.ts'
import { erased } from '../../../domain/sealed.ts'

const keyOf = (subject: Subject): Buffer => createHash('sha256').update(`test key of ${subject}`).digest()

const boundTo = ({ stream, type, eventId, part }: Associated): string =>
  JSON.stringify([stream, type, eventId, part])

const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.json())

/**
 * Seals as the vault does (AES-256-GCM: nonce, ciphertext, tag), under keys that everybody knows and with a nonce that
 * follows from what is sealed, so that the same event has the same envelope in every run.
 */
export const fixedKeySealing = (): Sealing => {
  const destroyed = new Set<Subject>()
  return {
    seal: async (subject, associated, fields) => {
      if (destroyed.has(subject)) throw new Error(`the key of ${subject} is destroyed`)
      const plain = JSON.stringify(fields)
      const nonce = createHmac('sha256', keyOf(subject))
        .update(boundTo(associated) + plain)
        .digest()
        .subarray(0, 12)
      const cipher = createCipheriv('aes-256-gcm', keyOf(subject), nonce).setAAD(
        Buffer.from(boundTo(associated)),
      )
      const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
      return { subject, box: sealed.toString('base64url') }
    },
    unseal: async ({ subject, box }, associated) => {
      if (destroyed.has(subject)) return erased
      const sealed = Buffer.from(box, 'base64url')
      const opening = createDecipheriv('aes-256-gcm', keyOf(subject), sealed.subarray(0, 12))
        .setAAD(Buffer.from(boundTo(associated)))
        .setAuthTag(sealed.subarray(-16))
      const plain = Buffer.concat([opening.update(sealed.subarray(12, -16)), opening.final()])
      return jsonObject.parse(JSON.parse(plain.toString()))
    },
    destroyKey: async (subject) => {
      destroyed.add(subject)
    },
  }
}
