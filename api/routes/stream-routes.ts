import type { FastifyInstance } from 'fastify'
import type { Cabinet } from '../../application/cabinet.ts'
import { circumstancesOf } from '../circumstances.ts'
import { balanceOutcomes, reportBalances } from '../contract/stream-operations.ts'
import type { LastWrites } from '../last-writes.ts'
import { openRoute } from '../open-route.ts'
import { nameOf, nobody } from '../principal.ts'
import { answerLines } from '../streams/answer-lines.ts'
import { balanceLines } from './balance-lines.ts'

/** Bodies of any length, read line by line as they arrive and never whole. */
const takeStreams = (app: FastifyInstance, mediaTypes: readonly string[]): void => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser([...mediaTypes], (_request, _body, done) => done(null))
}

/** Balances from billing. */
export const balanceStream = (app: FastifyInstance, cabinet: Cabinet, lastWrites: LastWrites): void => {
  takeStreams(app, ['application/x-ndjson'])
  openRoute(app, reportBalances, (request, reply) => {
    const principal = request.principal ?? nobody
    const circumstances = circumstancesOf(request, principal, null, null)
    return answerLines({
      request,
      reply,
      outcomes: balanceOutcomes,
      ended: balanceLines(cabinet, request.raw, circumstances),
      onDone: (position) => lastWrites.note(nameOf(principal), position),
    })
  })
}
