import { z } from 'zod'
import { welcome } from '../../../cli/welcome.ts'
import { developmentToken } from '../world/server.ts'
import type { World } from '../world/world.ts'
import { asJson } from './complaint.ts'

const line = z.looseObject({
  level: z.number(),
  msg: z.string().optional(),
  err: z.looseObject({ type: z.string(), message: z.string(), stack: z.string().optional() }).optional(),
})

const warning = 40
const error = 50

export interface LogSeen {
  readonly lines: number
  /** Texts of warnings, with how often. */
  readonly warnings: ReadonlyMap<string, number>
  readonly complaints: readonly string[]
}

const wordsOf = ({ msg = '', err }: z.infer<typeof line>): string =>
  err === undefined
    ? msg
    : `${msg} (${err.type}: ${err.message}; ${err.stack?.split('\n').at(1)?.trim() ?? ''})`

const counted = (texts: readonly string[]): ReadonlyMap<string, number> =>
  new Map([...Map.groupBy(texts, (text) => text)].map(([text, group]) => [text, group.length]))

/** A whole number of an account of the run: in the log they are masked. */
const numbersIn = (log: string, world: World): number =>
  [...world.numbers()].filter((number) => log.includes(number)).length

/** Standard output is for people: in development the words of its start, each once; in production nothing at all. */
const toldToPeople = ({ server }: World): readonly string[] => {
  const told = server.told()
  const token = developmentToken(server)
  const wanted = server.mode === 'production' ? '' : welcome(server.publicUrl, true, token)
  return told === wanted ? [] : [`standard output holds other words than those of the start: ${told}`]
}

/** The server's log: every line JSON, no error, no secret, no whole number of a phone. */
export const examineLog = (world: World): LogSeen => {
  const log = world.server.log()
  const texts = log.split('\n').filter((text) => text !== '')
  const lines = texts.map((text) => ({ text, read: line.safeParse(asJson(text)) }))
  const odd = lines.filter(({ read }) => !read.success).map(({ text }) => text.slice(0, 300))
  const wordsFrom = (from: number, below: number): readonly string[] =>
    lines.flatMap(({ read }) =>
      read.success && read.data.level >= from && read.data.level < below ? [wordsOf(read.data)] : [],
    )
  const secrets = [...world.secrets()].filter((secret) => log.includes(secret)).length
  const numbers = numbersIn(log, world)
  return {
    lines: lines.length,
    warnings: counted(wordsFrom(warning, error)),
    complaints: [
      ...[...counted(wordsFrom(error, Number.POSITIVE_INFINITY))].map(
        ([text, times]) => `the log has an error, ${times}×: ${text}`,
      ),
      ...toldToPeople(world),
      ...odd.map((text) => `the log has a line that is no JSON: ${text}`),
      ...(secrets === 0 ? [] : [`the log holds ${secrets} secrets`]),
      ...(numbers === 0 ? [] : [`the log holds ${numbers} whole numbers of phones`]),
    ],
  }
}
