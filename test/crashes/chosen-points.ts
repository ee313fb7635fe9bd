import { createHash } from 'node:crypto'

/** How many commits an operation makes, of the log, the vault and the state. */
export interface Commits {
  /** Up to its answer. */
  readonly untilAnswer: number
  /** With those of the reactions that follow. */
  readonly all: number
}

/** `every`: at each commit, those of the reactions too. Otherwise a few, by a seed. */
export type Choice = 'every' | { readonly seed: number }

/** So many of the points at which nobody has been answered. */
const samplesBeforeAnswer = 2

const upTo = (first: number, last: number): readonly number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)

const oneOf = (points: readonly number[], word: string): readonly number[] => {
  const drawn = createHash('sha256').update(word).digest().readUInt32BE() % Math.max(1, points.length)
  return points.slice(drawn, drawn + 1)
}

/**
 * After how many commits an operation is killed. Chosen by a seed: one in each half of the points before the answer,
 * the first and the last among them, and one in the reactions after it, where there are any.
 */
export const chosenPoints = (
  name: string,
  { untilAnswer, all }: Commits,
  choice: Choice,
): readonly number[] => {
  if (choice === 'every') return upTo(0, all)
  const before = upTo(0, untilAnswer)
  const size = Math.ceil(before.length / samplesBeforeAnswer)
  const parts = [
    ...upTo(0, samplesBeforeAnswer - 1).map((part) => before.slice(part * size, (part + 1) * size)),
    upTo(untilAnswer + 1, all),
  ]
  return parts.flatMap((part, index) => oneOf(part, `${choice.seed}:${name}:${index}`))
}
