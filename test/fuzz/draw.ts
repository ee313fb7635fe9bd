import fc, { type Arbitrary } from 'fast-check'

/** Choices of one request: the same seed and number choose the same. */
export interface Draw {
  /** A whole number from 0 up to but not including `limit`. */
  readonly below: (limit: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <Item>(list: readonly Item[]) => Item
  /** One value of an arbitrary, edge cases included. */
  readonly of: <Value>(arbitrary: Arbitrary<Value>) => Value
}

/** Mulberry32: small, and good enough to choose. */
const numbersFrom = (start: number) => {
  let state = start | 0
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    const again = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((again ^ (again >>> 14)) >>> 0) / 2 ** 32
  }
}

export const drawOf = (seed: number, number: number): Draw => {
  const next = numbersFrom(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(number + 1, 0xc2b2ae35))
  const below = (limit: number): number => Math.floor(next() * limit)
  const pick = <Item>(list: readonly Item[]): Item => {
    const [chosen] = list.slice(below(list.length))
    if (chosen === undefined) throw new Error('there is nothing to choose from')
    return chosen
  }
  return {
    below,
    chance: (probability) => next() < probability,
    pick,
    of: (arbitrary) => {
      const [value] = fc.sample(arbitrary, { seed: below(2 ** 31), numRuns: 1 })
      if (value === undefined) throw new Error('an arbitrary of undefined')
      return value
    },
  }
}
