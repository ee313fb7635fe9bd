import { describe, expect, it } from 'vitest'
import { eventCodec } from '../../../application/events/event-codec.ts'
import { definitionOf, eventDefinitions } from '../../../application/events/event-contract.ts'
import { type StoredMetadata, storedMetadata } from '../../../application/events/metadata.ts'
import type { StoredEvent } from '../../../application/ports/event-store.ts'
import type { Associated, Envelope } from '../../../application/ports/sealing.ts'
import { countedIds } from '../counted-ids.ts'
import { encodeExample } from './encode-example.ts'
import { fixedKeySealing } from './fixed-key-sealing.ts'
import { goldenCircumstances, goldenExamples, goldenMoment } from './golden-examples.ts'
import { goldenNames, readGolden, readSums, sumOf } from './golden-files.ts'

const sealing = fixedKeySealing()
const codec = eventCodec({ sealing, ids: countedIds() })

const everyStoredVersion = Object.entries(eventDefinitions).flatMap(([type, { version }]) =>
  Array.from({ length: version }, (_, index) => `${type}.v${index + 1}`),
)

const envelopesOf = ({ metadata }: StoredEvent) => {
  const { origin, reason }: StoredMetadata = storedMetadata.parse(metadata)
  if (origin === undefined || reason === undefined) throw new Error('a golden event says who and why')
  return { origin, reason }
}

const open = (golden: StoredEvent, part: Associated['part'], envelope: Envelope) =>
  sealing.unseal(envelope, { stream: golden.stream, type: golden.type, eventId: golden.id, part })

/** An event as written, whatever bytes its envelopes have. */
const shape = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (name, part) => (name === 'box' ? 'sealed' : part)))

describe('O4: golden events', () => {
  it('there is one for every version of every event that the log may hold, and no other', () => {
    expect(goldenNames()).toEqual([...everyStoredVersion].sort())
    expect([...goldenExamples.keys()].sort()).toEqual([...everyStoredVersion].sort())
  })

  it('none was edited: each has the SHA-256 that it was given when it was made', () => {
    expect(new Map(goldenNames().map((name) => [name, sumOf(name)]))).toEqual(
      new Map([...readSums()].sort(([a], [b]) => (a < b ? -1 : 1))),
    )
  })

  it.each(goldenNames())('%s reads today as what happened', async (name) => {
    const { type, data, at } = await codec.decode(readGolden(name))
    expect({ type, data, at }).toEqual({
      type: name.replace(/\.v\d+$/, ''),
      data: goldenExamples.get(name)?.data,
      at: goldenMoment,
    })
  })

  it.each(goldenNames())('%s tells who did it, from where and why', async (name) => {
    const golden = readGolden(name)
    const { origin, reason } = envelopesOf(golden)
    const { ip, userAgent, reason: why } = goldenCircumstances
    expect(await open(golden, 'actor', origin)).toEqual({ ip, userAgent })
    expect(await open(golden, 'reason', reason)).toEqual({ reason: why })
  })

  const presentVersions = Object.entries(eventDefinitions).map(([type, { version }]) => `${type}.v${version}`)

  it.each(presentVersions)('%s is what is written today: a new shape needs a new version', async (name) => {
    const { stream: _stream, revision: _revision, position: _position, ...golden } = readGolden(name)
    const today = await encodeExample(name, { uuid: () => golden.id })
    expect(shape(today)).toEqual(shape(golden))
  })

  it.each(presentVersions)('%s with one more field is not written', async (name) => {
    const data = { ...goldenExamples.get(name)?.data, colour: 'red' }
    await expect(encodeExample(name, countedIds(), data)).rejects.toThrow(/colour/)
  })

  it.each(presentVersions)('%s without one of its fields is not written', async (name) => {
    const whole = goldenExamples.get(name)?.data ?? {}
    for (const field of Object.keys(whole)) {
      const data = Object.fromEntries(Object.entries(whole).filter(([each]) => each !== field))
      await expect(encodeExample(name, countedIds(), data)).rejects.toThrow(field)
    }
  })

  it('after an erasure they still read, their personal fields as erased', async () => {
    const forgotten = fixedKeySealing()
    const erasedCodec = eventCodec({ sealing: forgotten, ids: countedIds() })
    for (const { owner } of goldenExamples.values()) await forgotten.destroyKey(owner)
    for (const name of goldenNames()) {
      const { type, data } = await erasedCodec.decode(readGolden(name))
      const sealed = Object.keys(definitionOf(type)?.sealed.shape ?? {})
      const gone = Object.fromEntries(sealed.map((field) => [field, { erased: true }]))
      expect(data).toEqual({ ...goldenExamples.get(name)?.data, ...gone })
    }
  })
})
