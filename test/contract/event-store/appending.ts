import { expect } from 'vitest'
import { batchOf, eventOf, streamOf } from './batches.ts'
import { readToEnd } from './following.ts'
import { append, end, page, refusal } from './outcomes.ts'
import { type Proves, present } from './rig.ts'

const stream = streamOf('one')

/** Characters that storage and transport like to break: astral, combining, right to left, control, lone surrogate. */
const awkwardText = 'Ёж 🦔 e\u0301 \u202Eشكرا \u0000 \u0007 \u2028 "\\ \uD83D ﷽'

const uniqueness = (proves: Proves): void => {
  proves('50 parallel writers: exactly one wins each revision', [], async ({ store }) => {
    const writers = Array.from({ length: 50 }, (_, writer) => writer)
    const rounds = Array.from({ length: 6 }, (_, round) => round)
    for (const round of rounds) {
      const expected = round === 0 ? 'noStream' : round - 1
      const results = await Promise.all(
        writers.map((writer) => store.append(stream, expected, batchOf(1 + round * 100 + writer))()),
      )
      const won = results.filter((result) => result._tag === 'Right')
      const lost = results.flatMap((result) => (result._tag === 'Left' ? [result.left] : []))
      expect(won).toMatchObject([{ right: { revision: round } }])
      expect(lost).toEqual(Array.from({ length: 49 }, () => ({ kind: 'wrongRevision', actual: round })))
    }
    expect((await page(store, stream)).map(({ revision }) => revision)).toEqual(rounds)
  })

  proves('writers of different streams do not hinder each other', [], async ({ store }) => {
    const writers = Array.from({ length: 50 }, (_, writer) => writer)
    const results = await Promise.all(
      writers.map((writer) => append(store, streamOf(writer), 'noStream', batchOf(writer, 2))),
    )
    expect(results.map(({ revision }) => revision)).toEqual(writers.map(() => 1))
    expect(new Set(results.map(({ position }) => position)).size).toBe(50)
    expect(await readToEnd(store)).toHaveLength(100)
  })
}

const payloads = (proves: Proves): void => {
  proves('every kind of JSON and awkward text come back as they were written', [], async ({ store }) => {
    const data = {
      text: awkwardText,
      [awkwardText]: 'as a key',
      numbers: [0, -1, 0.1, 1e300, Number.MAX_SAFE_INTEGER],
      nothing: null,
      empty: { object: {}, list: [], text: '' },
      nested: { deep: [{ deeper: [true, false] }] },
    }
    const event = { ...eventOf(1, 0), type: 'Ёж🦔', data, metadata: { note: awkwardText, data } }
    await append(store, stream, 'noStream', [event])
    expect(await page(store, stream)).toMatchObject([event])
    expect(await readToEnd(store)).toMatchObject([event])
  })

  proves('payloads of 900 kB are kept whole', [], async ({ store }) => {
    const text = 'ж'.repeat(450_000)
    await append(store, stream, 'noStream', [eventOf(1, 0, { text })])
    await append(store, stream, 0, [eventOf(2, 0, { text })])
    expect((await page(store, stream)).map(({ data }) => data['text'] === text)).toEqual([true, true])
    expect((await readToEnd(store)).map(({ data }) => data['text'] === text)).toEqual([true, true])
  })

  proves(
    'more than the limit is refused as too large, and nothing of it is written',
    ['appendLimit'],
    async (rig) => {
      const limitBytes = present(rig.appendLimitBytes, 'appendLimitBytes')
      const half = 'x'.repeat(Math.ceil(limitBytes / 2))
      const tooMuch = [eventOf(1, 0, { half }), eventOf(1, 1, { half })] as const
      expect(await refusal(rig.store, stream, 'noStream', tooMuch)).toEqual({ kind: 'tooLarge', limitBytes })
      expect(await page(rig.store, stream)).toEqual([])
      expect(await append(rig.store, stream, 'noStream', batchOf(2))).toMatchObject({ revision: 0 })
    },
  )
}

/** Appends: expectations are exact, batches are whole, and everything has one place in the log. */
export const appending = (proves: Proves): void => {
  proves('a first event starts at revision 0 and is read back as it was written', [], async ({ store }) => {
    const { revision, position } = await append(store, stream, 'noStream', batchOf(1))
    expect(revision).toBe(0)
    expect(await page(store, stream)).toEqual([{ ...eventOf(1, 0), stream, revision: 0, position }])
  })

  proves('noStream is refused when the stream exists, and nothing is written', [], async ({ store }) => {
    await append(store, stream, 'noStream', batchOf(1, 2))
    const wrong = { kind: 'wrongRevision', actual: 1 }
    expect(await refusal(store, stream, 'noStream', batchOf(2))).toEqual(wrong)
    expect(await page(store, stream)).toHaveLength(2)
  })

  proves('a revision is refused unless it is exactly the last', [], async ({ store }) => {
    expect(await refusal(store, stream, 0, batchOf(9))).toEqual({ kind: 'wrongRevision', actual: 'noStream' })
    await append(store, stream, 'noStream', batchOf(1, 3))
    const wrong = { kind: 'wrongRevision', actual: 2 }
    expect(await refusal(store, stream, 1, batchOf(2))).toEqual(wrong)
    expect(await refusal(store, stream, 3, batchOf(2))).toEqual(wrong)
    expect(await append(store, stream, 2, batchOf(2))).toMatchObject({ revision: 3 })
  })

  proves('several events are appended all or none, the answer names the last', [], async ({ store }) => {
    const { revision, position } = await append(store, stream, 'noStream', batchOf(1, 5))
    expect(revision).toBe(4)
    expect((await page(store, stream)).at(-1)).toMatchObject({ revision: 4, position })
    await refusal(store, stream, 3, batchOf(2, 5))
    expect((await page(store, stream)).map(({ revision: each }) => each)).toEqual([0, 1, 2, 3, 4])
  })

  proves('the log holds all streams in the order of their appends', [], async ({ store }) => {
    const order = Array.from({ length: 60 }, (_, index) => index)
    const positions: bigint[] = []
    for (const index of order) {
      const nth = Math.floor(index / 3)
      const expected = nth === 0 ? 'noStream' : nth - 1
      positions.push((await append(store, streamOf(index % 3), expected, batchOf(index))).position)
    }
    const log = await readToEnd(store)
    expect(log.map(({ data }) => data['series'])).toEqual(order)
    expect(log.map(({ position }) => position)).toEqual(positions)
    expect(positions).toEqual([...positions].sort((one, other) => (one < other ? -1 : 1)))
    expect(await end(store)).toBe(positions.at(-1))
  })

  uniqueness(proves)
  payloads(proves)
}
