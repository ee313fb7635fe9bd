/** Random choices that a seed makes again. */
export interface Chance {
  /** From 0, below 1. */
  readonly next: () => number
  readonly below: (limit: number) => number
  readonly between: (least: number, most: number) => number
  readonly isLucky: (probability: number) => boolean
  readonly pick: <T>(list: readonly [T, ...T[]]) => T
  readonly pickFrom: <T>(list: readonly T[]) => T | undefined
  /** A stream of choices of its own, whatever others choose meanwhile. */
  readonly of: (name: string) => Chance
}

/** FNV-1a. */
const numberOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}

/** mulberry32: small, quick, good enough to choose with. */
export const chance = (seed: string): Chance => {
  let state = numberOf(seed)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    next,
    below,
    between: (least, most) => least + below(most - least + 1),
    isLucky: (probability) => next() < probability,
    pick: (list) => list[below(list.length)] ?? list[0],
    pickFrom: (list) => list[below(list.length)],
    of: (name) => chance(`${seed}/${name}`),
  }
}
