import { LRUCache } from 'lru-cache'
import { type Erased, isErased, type Sealed } from '../../domain/sealed.ts'
import type { ForgetfulSealing } from '../events/forgetful-sealing.ts'
import type { SealedField } from '../events/projected-event.ts'
import type { Json, JsonObject } from '../ports/event-store.ts'
import type { Associated, Envelope, Subject } from '../ports/sealing.ts'

/** Opens what views keep sealed, when it is shown; what a destroyed key has opened is forgotten. */
export interface OpenedEnvelopes {
  readonly fields: (envelope: Envelope, associated: Associated) => Promise<JsonObject | Erased>
  readonly field: (sealed: SealedField) => Promise<Sealed<Json>>
  /** A sealed text. */
  readonly text: (sealed: SealedField) => Promise<Sealed<string>>
}

/** Values kept open in memory; the least used make way. */
const keptOpen = 20_000

interface Opened {
  readonly subject: Subject
  readonly fields: JsonObject | Erased
}

export const openedEnvelopes = (sealing: ForgetfulSealing): OpenedEnvelopes => {
  const cache = new LRUCache<string, Opened>({ max: keptOpen })
  let forgotten = 0

  sealing.whenDestroyed((subject) => {
    forgotten += 1
    for (const [key, opened] of cache.entries()) if (opened.subject === subject) cache.delete(key)
  })

  const fields = async (envelope: Envelope, associated: Associated): Promise<JsonObject | Erased> => {
    const key = `${associated.eventId} ${associated.part}`
    const known = cache.get(key)
    if (known !== undefined) return known.fields
    const before = forgotten
    const opened = await sealing.unseal(envelope, associated)
    // What was being opened while a key was destroyed must not be kept open.
    if (before === forgotten) cache.set(key, { subject: envelope.subject, fields: opened })
    return opened
  }

  const field = async ({ envelope, field: name, ...associated }: SealedField): Promise<Sealed<Json>> => {
    const opened = await fields(envelope, associated)
    if (isErased(opened)) return opened
    return opened[name] ?? null
  }

  return {
    fields,
    field,
    text: async (sealed) => {
      const value = await field(sealed)
      if (isErased(value) || typeof value === 'string') return value
      throw new Error(`${sealed.field} of event ${sealed.eventId} is no text`)
    },
  }
}
