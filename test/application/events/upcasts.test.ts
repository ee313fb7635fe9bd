import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openEvent, UnreadableEvent } from '../../../application/events/event-codec.ts'
import type { JsonObject, StoredEvent } from '../../../application/ports/event-store.ts'
import { type AnyEventDefinition, defineEvent } from '../../../domain/event.ts'

/** An event that was stored in three shapes: first a number, then a range, now a range with its unit. */
const callsLimited = defineEvent({
  version: 3,
  open: { range: z.strictObject({ from: z.number(), to: z.number() }), unit: z.enum(['calls', 'lines']) },
  sealed: { number: z.string() },
  upcasts: {
    1: ({ lines }) => ({ range: { from: 1, to: lines } }),
    2: (open) => ({ ...open, unit: 'lines' }),
  },
})

const sealed = { subject: 'account-a1', box: 'AAAA' }

const storedAs = (schemaVersion: number, data: JsonObject): StoredEvent => ({
  id: '00000000-0000-4000-8000-000000000001',
  stream: 'test-1',
  revision: 0,
  position: 1n,
  type: 'CallsLimited',
  data,
  metadata: {
    schemaVersion,
    occurredAt: '2026-01-15T12:00:00.000Z',
    actor: { type: 'system', id: 'test' },
    channel: 'cli',
    correlationId: 'c',
  },
})

const openAs = (definition: AnyEventDefinition, schemaVersion: number, data: JsonObject) =>
  openEvent(storedAs(schemaVersion, data), definition)

describe('an event of three versions', () => {
  const today = { range: { from: 1, to: 5 }, unit: 'lines' }

  it.each<[number, JsonObject]>([
    [1, { lines: 5 }],
    [2, { range: { from: 1, to: 5 } }],
    [3, today],
  ])('stored in version %i is read in today’s shape', (version, data) => {
    expect(openAs(callsLimited, version, { ...data, sealed }).open).toEqual(today)
  })

  it('keeps what only the newest version could say', () => {
    const calls = { range: { from: 2, to: 3 }, unit: 'calls' }
    expect(openAs(callsLimited, 3, { ...calls, sealed }).open).toEqual(calls)
  })

  it('carries its envelope along unopened, whatever the version', () => {
    for (const [version, data] of [[1, { lines: 5 }] as const, [3, today] as const])
      expect(openAs(callsLimited, version, { ...data, sealed })).toMatchObject({
        sealedFields: ['number'],
        envelope: sealed,
      })
  })

  it('is not read when its upcast does not give today’s shape', () => {
    expect(() => openAs(callsLimited, 1, { lines: 'five', sealed })).toThrow(UnreadableEvent)
    expect(() => openAs(callsLimited, 2, { range: { from: 1 }, sealed })).toThrow(/to/)
    expect(() => openAs(callsLimited, 1, { sealed })).toThrow(UnreadableEvent)
  })

  it('is not read in an older shape that claims to be of a newer version, nor the other way round', () => {
    expect(() => openAs(callsLimited, 3, { lines: 5, sealed })).toThrow(UnreadableEvent)
    expect(() => openAs(callsLimited, 2, { ...today, unit: 'furlongs', colour: 1, sealed })).toThrow(/colour/)
  })

  it.each([0, -1, 1.5, 4])('is not read in version %d, which never was', (version) => {
    expect(() => openAs(callsLimited, version, { ...today, sealed })).toThrow(UnreadableEvent)
  })

  it('is not read when a step between versions is missing', () => {
    const { 1: _, ...upcasts } = callsLimited.upcasts
    expect(() => openAs({ ...callsLimited, upcasts }, 1, { lines: 5, sealed })).toThrow(
      /no upcast from version 1/,
    )
    expect(openAs({ ...callsLimited, upcasts }, 2, { range: { from: 1, to: 5 }, sealed }).open).toEqual(today)
  })
})
