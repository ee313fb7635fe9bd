import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { actorTypes, channels, storedEnvelope, storedMetadata } from '../../../application/events/metadata.ts'
import { isPlainEnvelope, isPlainMetadata } from '../../../application/events/plain-metadata.ts'
import type { Json, JsonObject } from '../../../application/ports/event-store.ts'

const text = fc.string({ maxLength: 8 })
const envelope = fc.record({ subject: text.map((id) => `account-${id}`), box: text })
const instant = fc
  .date({ min: new Date(0), max: new Date('2099-12-31') })
  .filter((it) => !Number.isNaN(it.getTime()))

const sound: fc.Arbitrary<JsonObject> = fc.record(
  {
    schemaVersion: fc.nat(),
    occurredAt: instant.map((it) => it.toISOString()),
    actor: fc.record({ type: fc.constantFrom(...actorTypes), id: text }),
    channel: fc.constantFrom(...channels),
    correlationId: text,
    sessionId: text,
    causationId: text,
    idempotency: fc.record({ key: text, body: text }),
    origin: envelope,
    reason: envelope,
  },
  { requiredKeys: ['schemaVersion', 'occurredAt', 'actor', 'channel', 'correlationId'] },
)

const odd: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  null,
  1,
  '',
  '2026-02-30T00:00:00.000Z',
  '2026-13-01T00:00:00.000Z',
  [],
  {},
  { type: 'sip' },
  { type: 'sip', id: 'a', more: 1 },
  { subject: 'nobody', box: '' },
  { key: 'a', body: 1 },
)

/** Sound metadata with one field changed, added or taken away. */
const spoilt = fc
  .tuple(
    sound,
    fc.constantFrom(
      'schemaVersion',
      'occurredAt',
      'actor',
      'channel',
      'correlationId',
      'sessionId',
      'idempotency',
      'origin',
      'strange',
    ),
    fc.option(odd, { nil: undefined }),
  )
  .map(([metadata, name, value]): JsonObject => {
    const { [name]: _, ...rest } = metadata
    return value === undefined ? rest : { ...rest, [name]: value }
  })

describe('metadata beyond doubt', () => {
  it('are such as the schema takes and gives back unchanged', () => {
    fc.assert(
      fc.property(fc.oneof(sound, spoilt), (metadata) => {
        if (!isPlainMetadata(metadata)) return
        expect(storedMetadata.parse(metadata)).toEqual(metadata)
      }),
      { numRuns: 2000 },
    )
  })

  it('are nearly all that our own clock and codec write', () => {
    const metadata = {
      schemaVersion: 1,
      occurredAt: '2026-01-15T12:00:00.000Z',
      actor: { type: 'sip', id: 'a1' },
      channel: 'web',
      correlationId: 'c',
    }
    expect(isPlainMetadata(metadata)).toBe(true)
    expect(isPlainMetadata({ ...metadata, strange: 1 })).toBe(false)
    expect(isPlainMetadata({ ...metadata, actor: { type: 'root', id: 'a1' } })).toBe(false)
  })

  it('hold envelopes that the schema takes', () => {
    fc.assert(
      fc.property(fc.oneof(envelope, odd), (value) => {
        if (isPlainEnvelope(value)) expect(storedEnvelope.parse(value)).toEqual(value)
      }),
    )
  })
})
