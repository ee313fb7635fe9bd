import type { JsonObject } from '../ports/event-store.ts'
import type { Envelope } from '../ports/sealing.ts'
import { actorTypes, channels, type StoredMetadata } from './metadata.ts'

const actors: ReadonlySet<unknown> = new Set(actorTypes)
const ways: ReadonlySet<unknown> = new Set(channels)

/** The instants that a clock of ours writes, but for a month's last days, whose number takes thinking. */
const plainInstant =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

const subjects = /^(?:account|profile|apiToken|staff|month)-/

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether an object has these two texts and nothing else. */
const isPair = (value: unknown, first: string, second: string): value is Readonly<Record<string, string>> => {
  if (!isObject(value) || typeof value[first] !== 'string' || typeof value[second] !== 'string') return false
  for (const name in value) if (name !== first && name !== second) return false
  return true
}

/** Whether a value is an envelope beyond doubt. */
export const isPlainEnvelope = (value: unknown): value is Envelope =>
  isPair(value, 'subject', 'box') && subjects.test(value['subject'] ?? '')

const isText = (value: unknown): boolean => typeof value === 'string'

const isPlainActor = (value: unknown): boolean => isPair(value, 'type', 'id') && actors.has(value['type'])

const optional: Readonly<Record<string, (value: unknown) => boolean>> = {
  sessionId: isText,
  causationId: isText,
  idempotency: (value) => isPair(value, 'key', 'body'),
  origin: isPlainEnvelope,
  reason: isPlainEnvelope,
}

const required: Readonly<Record<string, (value: unknown) => boolean>> = {
  schemaVersion: (value) => typeof value === 'number' && Number.isFinite(value),
  occurredAt: (value) => typeof value === 'string' && plainInstant.test(value),
  actor: isPlainActor,
  channel: (value) => ways.has(value),
  correlationId: isText,
}

const requiredCount = Object.keys(required).length

/**
 * Whether metadata are beyond doubt what `storedMetadata` would give back unchanged, at a fraction of its price: every
 * event of the log is asked when views are rebuilt. `false` says nothing; the schema then decides.
 */
export const isPlainMetadata = (metadata: JsonObject): metadata is JsonObject & StoredMetadata => {
  let found = 0
  for (const name in metadata) {
    const value = metadata[name]
    const must = required[name]
    if (must !== undefined) found += 1
    const check = must ?? optional[name]
    if (check === undefined || !check(value)) return false
  }
  return found === requiredCount
}
