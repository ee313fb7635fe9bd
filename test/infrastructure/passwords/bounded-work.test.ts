import { expect, it } from 'vitest'
import { boundedWork } from '../../../infrastructure/passwords/bounded-work.ts'

it('runs so many at once, in the order they came, and goes on after one that fails', async () => {
  const bounded = boundedWork({ running: 2, waiting: 10 })
  const begun: number[] = []
  let running = 0
  let most = 0
  const work = (n: number) => async () => {
    begun.push(n)
    running += 1
    most = Math.max(most, running)
    await Promise.resolve()
    running -= 1
    if (n === 1) throw new Error('broken')
  }
  await Promise.allSettled(Array.from({ length: 8 }, (_, n) => bounded(work(n))))
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect(most).toBe(2)
  expect(bounded(work(8))).not.toBeNull()
})
