import { expect } from 'vitest'
import { batchOf, eventOf, streamOf } from './batches.ts'
import { readToEnd } from './following.ts'
import { append, page, refusal } from './outcomes.ts'
import { type Proves, present } from './rig.ts'

const stream = streamOf('one')

/** Resending: the identical batch is answered as the first time and never written twice. */
export const idempotence = (proves: Proves): void => {
  proves(
    'the identical batch sent again answers as the first time and writes nothing',
    [],
    async ({ store }) => {
      const first = await append(store, stream, 'noStream', batchOf(1, 3))
      expect(await append(store, stream, 'noStream', batchOf(1, 3))).toEqual(first)
      const second = await append(store, stream, 2, batchOf(2))
      expect(await append(store, stream, 2, batchOf(2))).toEqual(second)
      expect(await page(store, stream)).toHaveLength(4)
      expect(await readToEnd(store)).toHaveLength(4)
    },
  )

  proves('so it is when others have written since', [], async ({ store }) => {
    const first = await append(store, stream, 'noStream', batchOf(1, 2))
    const second = await append(store, stream, 1, batchOf(2, 2))
    await append(store, stream, 3, batchOf(3))
    await append(store, streamOf('other'), 'noStream', batchOf(4))
    expect(await append(store, stream, 'noStream', batchOf(1, 2))).toEqual(first)
    expect(await append(store, stream, 1, batchOf(2, 2))).toEqual(second)
    expect(await readToEnd(store)).toHaveLength(6)
  })

  proves('so it is after a restart', ['reopen'], async (rig) => {
    const first = await append(rig.store, stream, 'noStream', batchOf(1, 2))
    await append(rig.store, stream, 1, batchOf(2))
    const store = await present(rig.reopen, 'reopen')()
    expect(await append(store, stream, 'noStream', batchOf(1, 2))).toEqual(first)
    expect((await readToEnd(store)).map(({ revision }) => revision)).toEqual([0, 1, 2])
  })

  proves('parallel copies of one batch are written once, and all are told so', [], async ({ store }) => {
    const copies = Array.from({ length: 20 }, () => append(store, stream, 'noStream', batchOf(1, 2)))
    const answers = await Promise.all(copies)
    expect(new Set(answers.map(({ position }) => position)).size).toBe(1)
    expect(await readToEnd(store)).toHaveLength(2)
  })

  proves('the same events at another revision are a conflict', [], async ({ store }) => {
    await append(store, stream, 'noStream', batchOf(1))
    await append(store, stream, 0, batchOf(2))
    expect(await refusal(store, stream, 'noStream', batchOf(2))).toEqual({ kind: 'wrongRevision', actual: 1 })
    expect(await refusal(store, stream, 5, batchOf(1))).toEqual({ kind: 'wrongRevision', actual: 1 })
    expect(await page(store, stream)).toHaveLength(2)
  })

  proves('a batch that only begins like a stored one is a conflict', [], async ({ store }) => {
    await append(store, stream, 'noStream', batchOf(1, 2))
    const other = [eventOf(1, 0), eventOf(7, 0)] as const
    expect(await refusal(store, stream, 'noStream', other)).toEqual({ kind: 'wrongRevision', actual: 1 })
    expect(await refusal(store, stream, 'noStream', batchOf(1, 3))).toEqual({
      kind: 'wrongRevision',
      actual: 1,
    })
    expect(await page(store, stream)).toHaveLength(2)
  })
}
