import fc from 'fast-check'
import { expect } from 'vitest'
import type { EventStore, ExpectedRevision, StoredEvent } from '../../../application/ports/event-store.ts'
import { type Batch, batchOf, streamOf } from './batches.ts'
import { readToEnd } from './following.ts'
import { page } from './outcomes.ts'
import type { Proves } from './rig.ts'

interface Step {
  readonly stream: number
  /** How far the writer's expectation is off: 0 is right. */
  readonly off: number
  readonly size: number
  /** Whether an earlier accepted batch of the stream is sent once more instead. */
  readonly resend: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  stream: fc.integer({ min: 0, max: 2 }),
  off: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: -3, max: 3 }) },
  ),
  size: fc.integer({ min: 1, max: 4 }),
  resend: fc.boolean(),
})

interface Accepted {
  readonly expected: ExpectedRevision
  readonly batch: Batch
}

const revisionsOf = (events: number): ExpectedRevision => (events === 0 ? 'noStream' : events - 1)

/** The port's promises in a few lines of memory. */
const model = () => {
  const accepted = new Map<number, Accepted[]>()
  const log: string[] = []
  const length = (stream: number): number =>
    (accepted.get(stream) ?? []).reduce((sum, { batch }) => sum + batch.length, 0)
  return {
    log,
    length,
    accepted: (stream: number) => accepted.get(stream) ?? [],
    append: (stream: number, expected: ExpectedRevision, batch: Batch) => {
      const actual = revisionsOf(length(stream))
      if (expected !== actual) return { _tag: 'Left', left: { kind: 'wrongRevision', actual } }
      accepted.set(stream, [...(accepted.get(stream) ?? []), { expected, batch }])
      log.push(...batch.map(({ id }) => id))
      return { _tag: 'Right', right: { revision: length(stream) - 1 } }
    },
  }
}

const expectationOf = (events: number, off: number): ExpectedRevision =>
  events + off <= 0 ? 'noStream' : events + off - 1

const play = async (store: EventStore, run: number, steps: readonly Step[]): Promise<void> => {
  const expected = model()
  const nameOf = (stream: number) => streamOf(`${run}x${stream}`)
  for (const [nth, { stream, off, size, resend }] of steps.entries()) {
    const [earlier] = resend ? expected.accepted(stream) : []
    if (earlier !== undefined) {
      const again = await store.append(nameOf(stream), earlier.expected, earlier.batch)()
      expect(again).toMatchObject({ right: { revision: earlier.batch.length - 1 } })
      continue
    }
    const expectation = expectationOf(expected.length(stream), off)
    const batch = batchOf(run * 1_000 + nth, size)
    const answer = await store.append(nameOf(stream), expectation, batch)()
    expect(answer).toMatchObject(expected.append(stream, expectation, batch))
  }
  const ids = (events: readonly StoredEvent[]): readonly string[] => events.map(({ id }) => id)
  const prefix = streamOf(`${run}x`)
  const ours = (await readToEnd(store)).filter((event) => event.stream.startsWith(prefix))
  expect(ids(ours)).toEqual(expected.log)
  for (const stream of [0, 1, 2])
    expect(ids(await page(store, nameOf(stream)))).toEqual(
      expected.accepted(stream).flatMap(({ batch }) => batch.map(({ id }) => id)),
    )
}

/** Any history of right, wrong and repeated appends leaves the log that the port's promises give. */
export const histories = (proves: Proves): void => {
  proves(
    'any history of right, wrong and repeated appends gives the log that was promised',
    [],
    async ({ store }) => {
      let run = 0
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
          run += 1
          await play(store, run, steps)
        }),
        { numRuns: 25 },
      )
    },
  )
}
