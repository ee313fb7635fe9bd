import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chosenPoints } from './chosen-points.ts'

describe('where an operation is killed', () => {
  it('is every commit when all are asked for, before the first and after the last too', () => {
    expect(chosenPoints('x', { untilAnswer: 2, all: 4 }, 'every')).toEqual([0, 1, 2, 3, 4])
  })

  it('is two points before the answer and one after it, each by its seed, and sooner or later every one', () => {
    const commits = { untilAnswer: 6, all: 9 }
    const seen = new Set<number>()
    fc.assert(
      fc.property(fc.integer({ min: 0 }), (seed) => {
        const points = chosenPoints('x', commits, { seed })
        expect(points).toEqual(chosenPoints('x', commits, { seed }))
        expect(points.map((point) => (point <= 3 ? 'early' : point <= 6 ? 'late' : 'after'))).toEqual([
          'early',
          'late',
          'after',
        ])
        for (const point of points) seen.add(point)
      }),
      { numRuns: 500 },
    )
    expect([...seen].sort((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('leaves out reactions that there are none of', () => {
    expect(chosenPoints('x', { untilAnswer: 1, all: 1 }, { seed: 7 })).toEqual([0, 1])
    expect(chosenPoints('x', { untilAnswer: 0, all: 0 }, { seed: 7 })).toEqual([0])
  })
})
