import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Position } from '../../application/ports/event-store.ts'
import { languageWanted } from '../problems/language.ts'
import { type LineEnded, refusedLine, tally } from './line-outcome.ts'

export const ndjson = 'application/x-ndjson'

interface Parts<Outcome extends string> {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly outcomes: readonly Outcome[]
  /** Taken one by one: the answer's reader sets the pace of the work. */
  readonly ended: AsyncIterable<LineEnded<Outcome>>
  /** Told where the log stood when all was done. */
  readonly onDone: (position: Position) => void
}

/** Answers as NDJSON, a line for a line and a summary at the end, to who asks for it; else as one report. */
export const answerLines = async <Outcome extends string>(parts: Parts<Outcome>): Promise<FastifyReply> => {
  const { request, reply, outcomes, ended, onDone } = parts
  const language = languageWanted(request.headers['accept-language'])
  const sum = tally(outcomes, language)

  const done = (): string | undefined => {
    const position = sum.position()
    if (position !== null) onDone(position)
    return position?.toString()
  }

  async function* shown(): AsyncGenerator<string> {
    for await (const end of ended) {
      sum.add(end)
      const line =
        'problem' in end
          ? { outcome: 'refused', ...refusedLine(end, language) }
          : { outcome: end.done, line: end.line, accountId: end.accountId }
      yield `${JSON.stringify(line)}\n`
    }
    yield `${JSON.stringify({ summary: { ...sum.counts(), logPosition: done() ?? null } })}\n`
  }

  if (request.headers.accept?.includes(ndjson) === true)
    return reply.header('content-type', ndjson).send(Readable.from(shown()))

  for await (const end of ended) sum.add(end)
  const position = done()
  if (position !== undefined) reply.header('log-position', position)
  return reply.send({ ...sum.counts(), problems: sum.problems() })
}
