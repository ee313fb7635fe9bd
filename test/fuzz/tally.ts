import type { HttpAnswer } from './wire/http-answer.ts'

/** Counts of a run. */
export interface Tally {
  readonly count: (kind: string, answers: readonly HttpAnswer[]) => void
  readonly note: (group: string, what: string) => void
  readonly shown: () => readonly string[]
}

const inOrder = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')

export const tally = (): Tally => {
  const groups = new Map<string, Map<string, number>>()
  const note = (group: string, what: string): void => {
    const counts = groups.get(group) ?? new Map<string, number>()
    groups.set(group, counts.set(what, (counts.get(what) ?? 0) + 1))
  }
  return {
    note,
    count: (kind, answers) => {
      note('by attack', kind)
      if (answers.length === 0) note('answers', 'none')
      for (const { status } of answers) note('answers', `${Math.floor(status / 100)}xx`)
      for (const { status } of answers) note('statuses', String(status))
    },
    shown: () => [...groups].map(([group, counts]) => `${group}: ${inOrder(counts)}`),
  }
}
