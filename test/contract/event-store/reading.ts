import { expect } from 'vitest'
import type { EventStore, StoredEvent } from '../../../application/ports/event-store.ts'
import { largestPage } from '../../../application/ports/event-store.ts'
import { batchOf, streamOf } from './batches.ts'
import { append, end, page } from './outcomes.ts'
import { type Proves, present } from './rig.ts'

const stream = streamOf('long')
const length = 2_500

const writeLongStream = async (store: EventStore): Promise<void> => {
  for (let from = 0; from < length; from += 100) {
    await append(store, stream, from === 0 ? 'noStream' : from - 1, batchOf(1, 100, from))
    await append(store, streamOf(`noise${from}`), 'noStream', batchOf(2 + from))
  }
}

const readAllPages = async (
  store: EventStore,
  direction: 'forwards' | 'backwards',
  limit: number,
): Promise<readonly StoredEvent[]> => {
  const read: StoredEvent[] = [...(await page(store, stream, { direction, limit }))]
  const step = direction === 'forwards' ? 1 : -1
  for (let last = read.at(-1); last !== undefined && last.revision + step >= 0; ) {
    const next = await page(store, stream, { direction, from: last.revision + step, limit })
    read.push(...next)
    last = next.at(-1)
  }
  return read
}

/** Reading: pages of a stream both ways, and the last position of the log. */
export const reading = (proves: Proves): void => {
  proves('a stream that does not exist is empty, both ways', [], async ({ store }) => {
    expect(await page(store, stream)).toEqual([])
    expect(await page(store, stream, { direction: 'backwards', limit: 10 })).toEqual([])
    expect(await page(store, stream, { direction: 'forwards', from: 7, limit: 10 })).toEqual([])
  })

  proves('a long stream is paged both ways, nothing lost or doubled', [], async ({ store }) => {
    await writeLongStream(store)
    const revisions = Array.from({ length }, (_, revision) => revision)
    const forwards = await readAllPages(store, 'forwards', 333)
    expect(forwards.map(({ revision }) => revision)).toEqual(revisions)
    expect(forwards.map(({ data }) => data['index'])).toEqual(revisions)
    expect(await readAllPages(store, 'backwards', 333)).toEqual([...forwards].reverse())
  })

  proves('a page starts where it is asked to and holds no more than asked', [], async ({ store }) => {
    await append(store, stream, 'noStream', batchOf(1, 10))
    const revisions = async (direction: 'forwards' | 'backwards', from: number, limit: number) =>
      (await page(store, stream, { direction, from, limit })).map(({ revision }) => revision)
    expect(await revisions('forwards', 3, 2)).toEqual([3, 4])
    expect(await revisions('forwards', 8, 5)).toEqual([8, 9])
    expect(await revisions('forwards', 10, 5)).toEqual([])
    expect(await revisions('backwards', 3, 2)).toEqual([3, 2])
    expect(await revisions('backwards', 1, 5)).toEqual([1, 0])
    expect(await page(store, stream, { direction: 'backwards', limit: 1 })).toMatchObject([{ revision: 9 }])
  })

  proves(`a page never holds more than ${largestPage} events`, [], async ({ store }) => {
    await append(store, stream, 'noStream', batchOf(1, largestPage))
    await append(store, stream, largestPage - 1, batchOf(2, 5))
    expect(await page(store, stream, { direction: 'forwards', limit: largestPage + 100 })).toHaveLength(
      largestPage,
    )
  })

  proves(
    'the last position is null in an empty log and that of the last event else',
    [],
    async ({ store }) => {
      expect(await end(store)).toBeNull()
      const first = await append(store, streamOf('one'), 'noStream', batchOf(1, 3))
      expect(await end(store)).toBe(first.position)
      const second = await append(store, streamOf('two'), 'noStream', batchOf(2))
      expect(await end(store)).toBe(second.position)
    },
  )

  proves('what was acknowledged is there after a restart', ['reopen'], async (rig) => {
    const { position } = await append(rig.store, stream, 'noStream', batchOf(1, 3))
    const before = await page(rig.store, stream)
    const store = await present(rig.reopen, 'reopen')()
    expect(await page(store, stream)).toEqual(before)
    expect(await end(store)).toBe(position)
    expect(await append(store, stream, 2, batchOf(2))).toMatchObject({ revision: 3 })
  })
}
