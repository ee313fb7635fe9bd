import { describe, expect, it } from 'vitest'
import { eventCodec, UnreadableEvent } from '../../../application/events/event-codec.ts'
import type { DomainEvent } from '../../../application/events/event-contract.ts'
import type { Circumstances } from '../../../application/events/metadata.ts'
import type { EventToAppend, StoredEvent } from '../../../application/ports/event-store.ts'
import { noon } from '../../domain/given-when-then.ts'
import { provisioned, trunkLimitSet } from '../../domain/sip-account/history.ts'
import { circumstances } from '../circumstances.ts'
import { countedIds } from '../counted-ids.ts'
import { fixedKeySealing } from './fixed-key-sealing.ts'
import { stored } from './stored.ts'

const stream = 'sipAccount-a1'
const owner = 'account-a1'

const setUp = () => {
  const sealing = fixedKeySealing()
  const codec = eventCodec({ sealing, ids: countedIds() })
  const encode = async (event: DomainEvent, said: Partial<Circumstances> = {}): Promise<EventToAppend> => {
    const [encoded] = await codec.encode(stream, owner, [event], circumstances(said), noon)
    if (encoded === undefined) throw new Error('nothing was encoded')
    return encoded
  }
  const keep = async (event: DomainEvent, said: Partial<Circumstances> = {}): Promise<StoredEvent> =>
    stored(stream, await encode(event, said))
  return { sealing, codec, encode, keep }
}

const everythingKnown: Partial<Circumstances> = {
  actor: { type: 'manager', id: 'm1' },
  channel: 'web',
  sessionId: 's1',
  ip: '203.0.113.7',
  userAgent: 'Browser/1.0',
  causationId: 'e0',
  idempotency: { key: 'k', body: 'b' },
  reason: 'the customer asked by telephone',
}

describe('writing an event', () => {
  it('keeps open fields readable and seals personal ones for the owner', async () => {
    const { encode } = setUp()
    const { type, data } = await encode(provisioned({ number: '+79260250773' }))
    expect(type).toBe('SipAccountProvisioned')
    expect(data).toEqual({
      routing: 'SIP',
      trunkLimit: 2,
      passwordRef: 'first-secret',
      sealed: { subject: owner, box: expect.stringMatching(/^[\w-]+$/) },
    })
  })

  it('adds no envelope where nothing is personal', async () => {
    const { encode } = setUp()
    expect((await encode(trunkLimitSet(5))).data).toEqual({ lines: 5 })
  })

  it('O4: writes beside it who, when, by which door, after what and why', async () => {
    const { encode } = setUp()
    const { metadata } = await encode(trunkLimitSet(5), everythingKnown)
    expect(metadata).toEqual({
      schemaVersion: 1,
      occurredAt: '2026-01-15T12:00:00.000Z',
      actor: { type: 'manager', id: 'm1' },
      channel: 'web',
      sessionId: 's1',
      correlationId: 'correlation-1',
      causationId: 'e0',
      idempotency: { key: 'k', body: 'b' },
      origin: { subject: 'staff-m1', box: expect.any(String) },
      reason: { subject: owner, box: expect.any(String) },
    })
  })

  it('leaves out of the metadata what is not known', async () => {
    const { encode } = setUp()
    expect(Object.keys((await encode(trunkLimitSet(5))).metadata).sort()).toEqual([
      'actor',
      'channel',
      'correlationId',
      'occurredAt',
      'schemaVersion',
    ])
  })

  it('lets nothing personal lie open, in data or metadata', async () => {
    const { encode } = setUp()
    const text = JSON.stringify(await encode(provisioned({ number: '+79260250773' }), everythingKnown))
    for (const personal of ['79260250773', '203.0.113.7', 'Browser', 'telephone'])
      expect(text).not.toContain(personal)
  })

  it('gives every event an id of its own, and a new one each time', async () => {
    const { codec } = setUp()
    const encode = () =>
      codec.encode(stream, owner, [trunkLimitSet(5), trunkLimitSet(6)], circumstances(), noon)
    const ids = [...(await encode()), ...(await encode())].map(({ id }) => id)
    expect(new Set(ids).size).toBe(4)
  })

  it('refuses for a person whose key is destroyed', async () => {
    const { sealing, encode } = setUp()
    await sealing.destroyKey(owner)
    await expect(encode(provisioned())).rejects.toThrow('destroyed')
    await expect(encode(trunkLimitSet(5))).resolves.toBeDefined()
  })
})

describe('what the contract does not know is not written', () => {
  const { encode } = setUp()
  const lines = { lines: 5 }

  it.each([
    ['an unknown field', { type: 'TrunkLimitSet', data: { ...lines, why: 'so' } }],
    ['an unknown field that looks sealed', { type: 'TrunkLimitSet', data: { ...lines, sealed: {} } }],
    ['a missing field', { type: 'TrunkLimitSet', data: {} }],
    ['a field of another kind', { type: 'TrunkLimitSet', data: { lines: '5' } }],
    ['no number', { type: 'TrunkLimitSet', data: { lines: Number.NaN } }],
    ['an endless number', { type: 'TrunkLimitSet', data: { lines: Number.POSITIVE_INFINITY } }],
    ['a missing personal field', { type: 'CallerIdSet', data: {} }],
    ['an unknown personal field', { type: 'CallerIdSet', data: { number: '+7', shown: true } }],
    ['a mode that is none', { type: 'RoutingChanged', data: { mode: 'PSTN' } }],
    ['an erased value', { type: 'CallerIdSet', data: { number: { erased: true } } }],
    ['an unknown type', { type: 'SomethingUpdated', data: {} }],
    ['a type that every object has', { type: 'constructor', data: {} }],
  ])('%s', async (_, event) => {
    // Built as a caller outside TypeScript's reach would: the type checker alone must not be what refuses it.
    const smuggled: DomainEvent = JSON.parse('{}')
    Object.assign(smuggled, event)
    await expect(encode(smuggled)).rejects.toThrow()
  })
})

describe('reading an event', () => {
  it('gives back what was written, at the moment when it happened', async () => {
    const { codec, keep } = setUp()
    const event = provisioned({ number: '+79260250773' })
    expect(await codec.decode(await keep(event, everythingKnown))).toEqual({ ...event, at: noon })
  })

  it('gives `erased` for personal fields whose key is gone, and the rest as it was', async () => {
    const { sealing, codec, keep } = setUp()
    const kept = await keep(provisioned())
    await sealing.destroyKey(owner)
    expect((await codec.decode(kept)).data).toEqual({
      number: { erased: true },
      routing: 'SIP',
      trunkLimit: 2,
      passwordRef: 'first-secret',
    })
  })

  it.each([
    ['another stream', { stream: 'sipAccount-a2' as const }],
    ['another event', { id: '00000000-0000-4000-8000-00000000ffff' }],
  ])('does not open an envelope that was moved to %s', async (_, elsewhere) => {
    const { codec, keep } = setUp()
    await expect(codec.decode({ ...(await keep(provisioned())), ...elsewhere })).rejects.toThrow()
  })

  it('does not open an envelope that was moved to another type', async () => {
    const { codec, keep } = setUp()
    const { data } = await keep({ type: 'CallerIdSet', data: { number: '+74951234567' } })
    const moved = {
      ...(await keep(provisioned())),
      data: { ...data, routing: 'SIP', trunkLimit: 2, passwordRef: 'x' },
    }
    await expect(codec.decode(moved)).rejects.toThrow()
  })
})

describe('a stored event that cannot be understood is said to be so, by its place', () => {
  const broken = (change: (kept: StoredEvent) => Partial<StoredEvent>) => async () => {
    const { codec, keep } = setUp()
    const kept = await keep(provisioned())
    return codec.decode({ ...kept, revision: 7, ...change(kept) })
  }

  it.each<[string, RegExp, (kept: StoredEvent) => Partial<StoredEvent>]>([
    ['an unknown type', /type is unknown/, () => ({ type: 'SomethingUpdated' })],
    ['a type that every object has', /type is unknown/, () => ({ type: 'toString' })],
    ['no metadata', /schemaVersion/, () => ({ metadata: {} })],
    ['an unknown metadata field', /colour/, ({ metadata }) => ({ metadata: { ...metadata, colour: 1 } })],
    ['an open reason', /reason/, ({ metadata }) => ({ metadata: { ...metadata, reason: 'because' } })],
    ['no moment', /occurredAt/, ({ metadata }) => ({ metadata: { ...metadata, occurredAt: 'today' } })],
    ['a newer version', /newer/, ({ metadata }) => ({ metadata: { ...metadata, schemaVersion: 2 } })],
    ['version 0', /no upcast/, ({ metadata }) => ({ metadata: { ...metadata, schemaVersion: 0 } })],
    ['an unknown field', /colour/, ({ data }) => ({ data: { ...data, colour: 1 } })],
    ['a field of another kind', /trunkLimit/, ({ data }) => ({ data: { ...data, trunkLimit: '2' } })],
    ['no envelope', /personal fields/, ({ data: { sealed: _, ...open } }) => ({ data: open })],
    ['something else for an envelope', /subject/, ({ data }) => ({ data: { ...data, sealed: {} } })],
  ])('%s', async (_, why, change) => {
    const reading = broken(change)()
    await expect(reading).rejects.toThrow(UnreadableEvent)
    await expect(reading).rejects.toThrow(/at revision 7 of sipAccount-a1 cannot be read/)
    await expect(reading).rejects.toThrow(why)
  })
})
