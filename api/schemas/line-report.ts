import { z } from 'zod'
import { id } from './basics.ts'

/** How many refused lines a JSON report names; NDJSON tells every line. */
export const namedProblems = 1000

const count = z.int().meta({ minimum: 0 })
const line = z.int().meta({ minimum: 1, description: 'Line of what was sent, from 1.' })
const code = z.string().meta({ description: 'Code of the problem.' })
const detail = z.string().meta({ description: 'What is wrong and what to do, in the reader’s language.' })

const countsOf = (outcomes: readonly string[]) =>
  z.strictObject(Object.fromEntries([...outcomes, 'refused'].map((name) => [name, count])))

/** A line of NDJSON: how one line ended, or at the very end the summary. */
export const lineAnswer = (outcomes: readonly string[]) =>
  z.union([
    z.strictObject({ outcome: z.enum(outcomes), line, accountId: id }),
    z.strictObject({ outcome: z.literal('refused'), line, code, detail }),
    z.strictObject({
      summary: z.strictObject({
        lines: count,
        counts: countsOf(outcomes),
        logPosition: z.string().nullable().meta({ description: 'As the header Log-Position.' }),
      }),
    }),
  ])

/** How many lines ended how, and which were refused. */
export const lineReport = (outcomes: readonly string[]) =>
  z.strictObject({
    lines: count,
    counts: countsOf(outcomes).meta({ description: 'How many lines ended how.' }),
    problems: z
      .array(z.strictObject({ line, code, detail }))
      .meta({ description: `The first ${namedProblems} lines that were refused.` }),
  })
