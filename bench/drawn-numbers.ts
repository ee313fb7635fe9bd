/** Whole numbers from 0 up to a bound, drawn from a seed (xorshift32): a bench can be run again. */
export const drawnFrom = (seed: number): ((bound: number) => number) => {
  let state = seed | 0 || 1
  return (bound) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % bound
  }
}
