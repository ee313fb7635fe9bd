import { expect } from 'vitest'
import { batchOf, streamOf } from './batches.ts'
import { follow, readToEnd } from './following.ts'
import { append, appendUntilKnown, page } from './outcomes.ts'
import { type Proves, present } from './rig.ts'

const stream = streamOf('one')

const lostAnswers = (proves: Proves): void => {
  for (const when of ['beforeWrite', 'afterWrite'] as const) {
    proves(
      `an answer lost (${when}): resent, written once, answered as if nothing had been`,
      ['loseAnswers'],
      async (rig) => {
        const { store } = rig
        const lose = present(rig.loseNextAnswer, 'loseNextAnswer')
        await append(store, stream, 'noStream', batchOf(1, 2))
        lose(when)
        const answer = await appendUntilKnown(store, stream, 1, batchOf(2, 3))
        expect(answer).toMatchObject({ revision: 4 })
        lose(when)
        expect(await appendUntilKnown(store, streamOf('new'), 'noStream', batchOf(3))).toMatchObject({
          revision: 0,
        })
        const log = await readToEnd(store)
        expect(log.map(({ data }) => [data['series'], data['index']])).toEqual([
          [1, 0],
          [1, 1],
          [2, 0],
          [2, 1],
          [2, 2],
          [3, 0],
        ])
        expect(log[4]).toMatchObject({ position: answer.position })
      },
    )
  }

  proves('an answer lost on a conflict: resending still tells the conflict', ['loseAnswers'], async (rig) => {
    await append(rig.store, stream, 'noStream', batchOf(1))
    present(rig.loseNextAnswer, 'loseNextAnswer')('beforeWrite')
    await expect(appendUntilKnown(rig.store, stream, 'noStream', batchOf(2))).rejects.toThrow(
      'wrongRevision, actual 0',
    )
    expect(await page(rig.store, stream)).toHaveLength(1)
  })

  proves(
    'many appends in flight when an answer is lost: each is written exactly once',
    ['loseAnswers'],
    async (rig) => {
      const { store } = rig
      await append(store, streamOf('first'), 'noStream', batchOf(999))
      present(rig.loseNextAnswer, 'loseNextAnswer')('afterWrite')
      const writers = Array.from({ length: 40 }, (_, writer) => writer)
      const answers = await Promise.all(
        writers.map((writer) => appendUntilKnown(store, streamOf(writer), 'noStream', batchOf(writer, 2))),
      )
      const log = (await readToEnd(store)).slice(1)
      expect(log).toHaveLength(80)
      expect(new Set(log.map(({ id }) => id)).size).toBe(80)
      for (const [writer, { position }] of answers.entries())
        expect(log.find((event) => event.position === position)).toMatchObject({
          stream: streamOf(writer),
          revision: 1,
        })
    },
  )
}

const frozen = (proves: Proves): void => {
  proves(
    'a frozen store: the append ends as unavailable; resent when it thaws, it is written once',
    ['freeze'],
    async (rig) => {
      const { store } = rig
      const outwait = present(rig.outwait, 'outwait')
      await append(store, stream, 'noStream', batchOf(1))
      present(rig.freeze, 'freeze')()
      const unanswered = await outwait(store.append(stream, 0, batchOf(2, 2))())
      expect(unanswered).toMatchObject({ _tag: 'Left', left: { kind: 'unavailable' } })
      present(rig.unfreeze, 'unfreeze')()
      expect(await appendUntilKnown(store, stream, 0, batchOf(2, 2))).toMatchObject({ revision: 2 })
      expect(await readToEnd(store)).toHaveLength(3)
    },
  )

  proves('a frozen store: reads end as unavailable too', ['freeze'], async (rig) => {
    const { store } = rig
    const outwait = present(rig.outwait, 'outwait')
    await append(store, stream, 'noStream', batchOf(1))
    present(rig.freeze, 'freeze')()
    const nothing = { _tag: 'Left', left: { kind: 'unavailable' } }
    expect(await outwait(store.readStream(stream, { direction: 'forwards', limit: 10 })())).toMatchObject(
      nothing,
    )
    expect(await outwait(store.lastPosition()())).toMatchObject(nothing)
    present(rig.unfreeze, 'unfreeze')()
    expect(await page(store, stream)).toHaveLength(1)
  })

  proves('a subscription lives through a frozen store without gap or double', ['freeze'], async (rig) => {
    const { store } = rig
    const follower = follow(store)
    await append(store, stream, 'noStream', batchOf(1))
    await follower.until(({ events, isCaughtUp }) => events.length === 1 && isCaughtUp)
    present(rig.freeze, 'freeze')()
    await present(rig.outwait, 'outwait')(store.append(stream, 0, batchOf(2, 2))())
    present(rig.unfreeze, 'unfreeze')()
    await appendUntilKnown(store, stream, 0, batchOf(2, 2))
    await append(store, stream, 2, batchOf(3))
    const { events } = await follower.until((seen) => seen.events.length >= 4 && seen.isCaughtUp)
    await follower.stop()
    expect(events.map(({ revision }) => revision)).toEqual([0, 1, 2, 3])
  })
}

/** No answer does not mean no write: the same batch is resent at the same revision, and nothing is doubled or lost. */
export const unknownOutcomes = (proves: Proves): void => {
  lostAnswers(proves)

  proves('a connection reset after the write: resent, written once', ['resetConnection'], async (rig) => {
    const { store } = rig
    await append(store, stream, 'noStream', batchOf(1))
    present(rig.resetNextAppend, 'resetNextAppend')()
    expect(await appendUntilKnown(store, stream, 0, batchOf(2, 2))).toMatchObject({ revision: 2 })
    expect(await append(store, stream, 2, batchOf(3))).toMatchObject({ revision: 3 })
    expect(await readToEnd(store)).toHaveLength(4)
  })

  frozen(proves)
}
