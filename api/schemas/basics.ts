import { z } from 'zod'
import type { Instant } from '../../domain/instant.ts'

// Shapes of the API: transform-free, strict, apart from the events' stored shapes.

/** A moment, RFC 3339, UTC. */
export const instant = z.iso.datetime().meta({ description: 'RFC 3339, UTC.' })

/** What remains of a person's value once the person's key is destroyed (M19). */
export const erasedValue = z.strictObject({ erased: z.literal(true) }).meta({
  id: 'Erased',
  description: 'Stands where a personal value was, once the person was erased.',
})

export const sealedText = (text: z.ZodString = z.string()) => z.union([text, erasedValue])

export const revision = z
  .int()
  .meta({ description: "Revision of the account's stream, from 0; for If-Match." })

export const id = z.string().min(1).max(64)

export const accountLogin = sealedText().meta({
  description: 'Bare SIP login, `79XXXXXXXXX`.',
})

export const phoneNumber = sealedText().meta({ description: 'E.164.' })

export const money = z
  .strictObject({
    kopecks: z.int().meta({ description: 'May be negative.' }),
    currency: z.literal('RUB'),
    asOf: instant.meta({ description: "Billing's own moment, RFC 3339, UTC." }),
  })
  .meta({ id: 'Money', description: 'An amount in kopecks (1/100 of a rouble) as of a moment.' })

export const limit = z.coerce
  .number()
  .int()
  .min(1)
  .max(200)
  .default(50)
  .meta({ description: 'How many items at the most.' })

export const cursor = z
  .string()
  .min(1)
  .max(512)
  .optional()
  .meta({ description: '`nextCursor` of the page before; absent for the first page.' })

export const nextCursor = z
  .string()
  .nullable()
  .meta({ description: '`cursor` of the next page; null on the last one.' })

/** Reasons are required of staff and sealed into the event's metadata. */
export const reason = z
  .string()
  .min(1)
  .max(500)
  .meta({ description: 'Why; recorded, and sealed for the account or Profile that it is about.' })

export const accountParams = z.strictObject({ accountId: id.meta({ description: 'Id of the account.' }) })

export const exampleAccountId = 'c6a3e0b2-5d0e-4f6b-9c86-3f6c1f5c2b11'
export const exampleInstant = '2026-11-23T09:30:00.000Z'

/** A moment as the API writes it. */
export const timeOf = (at: Instant): string => new Date(at).toISOString()
