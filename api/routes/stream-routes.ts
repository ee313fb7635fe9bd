import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as E from 'fp-ts/lib/Either.js'
import type { LineOutcome } from '../../application/accounts/import-accounts.ts'
import type { Cabinet } from '../../application/cabinet.ts'
import { readAccountCsv } from '../account-csv.ts'
import { circumstancesOf } from '../circumstances.ts'
import {
  balanceOutcomes,
  importAccounts,
  importOutcomes,
  reportBalances,
} from '../contract/stream-operations.ts'
import type { LastWrites } from '../last-writes.ts'
import { openRoute } from '../open-route.ts'
import { nameOf, nobody } from '../principal.ts'
import { sendProblem } from '../problems/problem.ts'
import type { ProblemCode } from '../problems/problem-code.ts'
import { answerLines } from '../streams/answer-lines.ts'
import type { LineEnded } from '../streams/line-outcome.ts'
import { balanceLines } from './balance-lines.ts'

type Imported = LineEnded<(typeof importOutcomes)[number]>

async function* importedLines(outcomes: AsyncIterable<LineOutcome<ProblemCode>>): AsyncGenerator<Imported> {
  for await (const ended of outcomes)
    yield ended.outcome === 'refused'
      ? { line: ended.line, problem: ended.refusal }
      : { line: ended.line, done: ended.outcome, accountId: ended.accountId, position: ended.position }
}

/** Bodies of any length, read line by line as they arrive and never whole. */
const takeStream = (app: FastifyInstance, mediaType: string): void => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(mediaType, (_request, _body, done) => done(null))
  // What is left of a body after an early answer is let through unread: a paused connection does not even notice that
  // its client has gone, and would hold up a graceful stop.
  app.addHook('onResponse', (request, _reply, done) => {
    request.raw.removeAllListeners('readable')
    request.raw.resume()
    done()
  })
}

/** Routes that take a stream and answer for every line of it. */
export const streamRoutes = (app: FastifyInstance, cabinet: Cabinet, lastWrites: LastWrites): void => {
  const answer = <Outcome extends string>(
    request: FastifyRequest,
    reply: FastifyReply,
    outcomes: readonly Outcome[],
    ended: AsyncIterable<LineEnded<Outcome>>,
  ): Promise<FastifyReply> =>
    answerLines({
      request,
      reply,
      outcomes,
      ended,
      onDone: (position) => lastWrites.note(nameOf(request.principal ?? nobody), position),
    })

  // A line is a request of its own: the key of the whole would make them all one.
  const told = (request: FastifyRequest) => circumstancesOf(request, request.principal ?? nobody, null, null)

  app.register(async (scope) => {
    takeStream(scope, 'text/csv')
    openRoute(scope, importAccounts, async (request, reply) => {
      const lines = await readAccountCsv(request.raw)
      if (E.isLeft(lines)) return sendProblem(request, reply, lines.left)
      const outcomes = cabinet.importAccounts(lines.right, told(request))
      return answer(request, reply, importOutcomes, importedLines(outcomes))
    })
  })

  app.register(async (scope) => {
    takeStream(scope, 'application/x-ndjson')
    openRoute(scope, reportBalances, (request, reply) =>
      answer(request, reply, balanceOutcomes, balanceLines(cabinet, request.raw, told(request))),
    )
  })
}
