import { z } from 'zod'
import type { Envelope } from '../ports/sealing.ts'

export const actorTypes = [
  'profile',
  'sip',
  'manager',
  'auditor',
  'administrator',
  'token',
  'system',
] as const
export const channels = ['web', 'rest', 'multifon-http', 'cli', 'reaction'] as const

/** Who did it. `sip` is whoever proved a SIP account's password; `id` is opaque, `unknown` before a sign-in. */
export interface Actor {
  readonly type: (typeof actorTypes)[number]
  readonly id: string
}

export type Channel = (typeof channels)[number]

/** What a command knows of the request behind it; written beside every event that it records. */
export interface Circumstances {
  readonly actor: Actor
  readonly channel: Channel
  readonly sessionId: string | null
  readonly ip: string | null
  readonly userAgent: string | null
  readonly correlationId: string
  /** The event that this one follows from. */
  readonly causationId: string | null
  /** HMACs of principal, route and key, and of the body; never the key itself. */
  readonly idempotency: { readonly key: string; readonly body: string } | null
  /** Given by staff. */
  readonly reason: string | null
}

const subject = z.templateLiteral([
  z.enum(['account', 'profile', 'apiToken', 'staff', 'month']),
  '-',
  z.string(),
])

/** Shape of an envelope as stored, in data and metadata alike. */
export const storedEnvelope: z.ZodType<Envelope> = z.strictObject({ subject, box: z.string() })

/** Metadata as stored beside every event. Absent means not known. */
export const storedMetadata = z.strictObject({
  schemaVersion: z.number(),
  /** RFC 3339, UTC; the product's clock, never the store's. */
  occurredAt: z.iso.datetime(),
  actor: z.strictObject({ type: z.enum(actorTypes), id: z.string() }),
  channel: z.enum(channels),
  sessionId: z.string().optional(),
  correlationId: z.string(),
  causationId: z.string().optional(),
  idempotency: z.strictObject({ key: z.string(), body: z.string() }).optional(),
  /** ip and user agent, sealed for the actor. */
  origin: storedEnvelope.optional(),
  /** The reason that staff gave, sealed for the stream's owner. */
  reason: storedEnvelope.optional(),
})

export type StoredMetadata = z.infer<typeof storedMetadata>
