import type { Position } from '../../application/ports/event-store.ts'
import { fieldDetail } from '../problems/field-problem.ts'
import type { Language } from '../problems/language.ts'
import type { Problem } from '../problems/problem.ts'
import { wordsOf } from '../problems/problem-words.ts'
import { namedProblems } from '../schemas/line-report.ts'

/** What became of a line that was carried out. */
export interface LineDone<Outcome extends string> {
  readonly line: number
  readonly done: Outcome
  readonly accountId: string
  readonly position: Position | null
}

export interface LineRefused {
  readonly line: number
  readonly problem: Problem
}

/** How one line of a stream ended. */
export type LineEnded<Outcome extends string> = LineDone<Outcome> | LineRefused

export interface RefusedLine {
  readonly line: number
  readonly code: string
  readonly detail: string
}

export const refusedLine = ({ line, problem }: LineRefused, language: Language): RefusedLine => {
  const { code, retryAfter, errors = [] } = problem
  const fields = errors.map((error) => `${error.field}: ${fieldDetail(error, language)}`)
  const detail = fields.length === 0 ? wordsOf(code, language, retryAfter).detail : fields.join(' ')
  return { line, code, detail }
}

export interface Tally<Outcome extends string> {
  readonly add: (ended: LineEnded<Outcome>) => void
  readonly counts: () => { readonly lines: number; readonly counts: Readonly<Record<string, number>> }
  /** The first lines that were refused, as many as a report names. */
  readonly problems: () => readonly RefusedLine[]
  /** The furthest place in the log that any line reached. */
  readonly position: () => Position | null
}

/** Counts how lines end. */
export const tally = <Outcome extends string>(
  outcomes: readonly Outcome[],
  language: Language,
): Tally<Outcome> => {
  const counts = new Map<string, number>([...outcomes, 'refused'].map((name) => [name, 0]))
  const problems: RefusedLine[] = []
  let lines = 0
  let furthest: Position | null = null
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)

  return {
    add: (ended) => {
      lines += 1
      if ('problem' in ended) {
        count('refused')
        if (problems.length < namedProblems) problems.push(refusedLine(ended, language))
        return
      }
      count(ended.done)
      if (ended.position !== null && (furthest === null || ended.position > furthest))
        furthest = ended.position
    },
    counts: () => ({ lines, counts: Object.fromEntries(counts) }),
    problems: () => problems,
    position: () => furthest,
  }
}
