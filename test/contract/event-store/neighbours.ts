import { expect } from 'vitest'
import { batchOf, streamOf } from './batches.ts'
import { follow, readToEnd } from './following.ts'
import { append, end } from './outcomes.ts'
import { type Proves, present } from './rig.ts'

/** A server that others write to as well: their events and the server's own are not in our log. */
export const neighbours = (proves: Proves): void => {
  proves(
    'foreign events are never delivered, and an empty log among them is caught up with',
    ['foreignEvents'],
    async (rig) => {
      await present(rig.addForeignEvents, 'addForeignEvents')(300)
      expect(await readToEnd(rig.store)).toEqual([])
      expect(await end(rig.store)).toBeNull()
    },
  )

  proves(
    'foreign events at the end of the server’s log do not keep it from having caught up',
    ['foreignEvents'],
    async (rig) => {
      const addForeignEvents = present(rig.addForeignEvents, 'addForeignEvents')
      await addForeignEvents(10)
      const ours = await append(rig.store, streamOf('ours'), 'noStream', batchOf(1, 3))
      await addForeignEvents(1_500)
      expect(await end(rig.store)).toBe(ours.position)
      expect(await readToEnd(rig.store)).toHaveLength(3)
      expect(await readToEnd(rig.store, ours.position)).toEqual([])
    },
  )

  proves(
    'our events between foreign ones are all delivered, live and when resumed',
    ['foreignEvents'],
    async (rig) => {
      const addForeignEvents = present(rig.addForeignEvents, 'addForeignEvents')
      const follower = follow(rig.store)
      await follower.until(({ isCaughtUp }) => isCaughtUp)
      const positions: bigint[] = []
      for (let nth = 0; nth < 8; nth += 1) {
        await addForeignEvents(nth % 2 === 0 ? 1 : 70)
        positions.push((await append(rig.store, streamOf(nth), 'noStream', batchOf(nth))).position)
      }
      const { events } = await follower.until((seen) => seen.events.length === 8 && seen.isCaughtUp)
      await follower.stop()
      expect(events.map(({ position }) => position)).toEqual(positions)
      for (const [nth, position] of positions.entries())
        expect(await readToEnd(rig.store, position)).toEqual(events.slice(nth + 1))
    },
  )
}
