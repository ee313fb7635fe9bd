import { KeyObject } from 'node:crypto'
import type { JsonObject } from '../../application/ports/event-store.ts'
import type { Associated, Sealing, Subject } from '../../application/ports/sealing.ts'
import { erased } from '../../domain/sealed.ts'
import { type Bond, openBox, sealBox } from './sealed-box.ts'
import { SubjectKeyDestroyed, type SubjectKeys } from './subject-keys.ts'

const bondOfEnvelope = (subject: Subject, { stream, type, eventId, part }: Associated): Bond => [
  'envelope',
  subject,
  stream,
  type,
  eventId,
  part,
]

const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const fieldsOf = (plain: Buffer): JsonObject => {
  const value: unknown = JSON.parse(plain.toString('utf8'))
  // The tag fitted, so these are the bytes that `seal` wrote.
  if (!isJsonObject(value)) throw new Error('an envelope holds no fields')
  return value
}

/** Seals personal fields with the keys of the subjects whom they belong to. */
export const envelopeSealing = (keys: SubjectKeys): Sealing => ({
  seal: async (subject, associated, fields) => {
    if (keys.find(subject) === null) await keys.make(subject)
    const key = keys.find(subject)
    if (!(key instanceof KeyObject)) throw new SubjectKeyDestroyed(subject)
    const box = sealBox(key, Buffer.from(JSON.stringify(fields)), bondOfEnvelope(subject, associated))
    return { subject, box: box.toString('base64url') }
  },

  unseal: async ({ subject, box }, associated) => {
    const key = keys.find(subject)
    if (!(key instanceof KeyObject)) return erased
    return fieldsOf(openBox(key, Buffer.from(box, 'base64url'), bondOfEnvelope(subject, associated)))
  },

  destroyKey: keys.destroy,
})
