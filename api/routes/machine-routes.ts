import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as E from 'fp-ts/lib/Either.js'
import { readAsked } from '../asked.ts'
import { document, live, problemKind } from '../contract/machine-operations.ts'
import { openRoute } from '../open-route.ts'
import { escaped, sendPage, wantsPage } from '../pages.ts'
import { languageWanted } from '../problems/language.ts'
import { sendProblem } from '../problems/problem.ts'
import { type ProblemCode, statusOf, typeOf } from '../problems/problem-code.ts'
import { problemCodes, wordsOf } from '../problems/problem-words.ts'

const codeBySlug: ReadonlyMap<string, ProblemCode> = new Map(problemCodes.map((code) => [typeOf(code), code]))

const showProblemKind = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const asked = readAsked(problemKind, request)
  const code = E.isRight(asked) ? codeBySlug.get(`/problems/${asked.right.params.slug}`) : undefined
  if (code === undefined) return sendProblem(request, reply, { code: 'RouteNotFound' })
  const language = languageWanted(request.headers['accept-language'])
  const { title, detail } = wordsOf(code, language)
  const status = statusOf(code)
  if (!wantsPage(request))
    return reply.header('vary', 'Accept, Accept-Language').send({ code, status, title, detail })
  return sendPage(
    reply,
    title,
    `<h1>${escaped(title)}</h1><p>${escaped(detail)}</p><p><small><code>${code}</code>, HTTP ${status}</small></p>`,
  )
}

/** Liveness, the description itself, and what problems mean: nothing here asks a store. */
export const machineRoutes = (app: FastifyInstance, openApi: object): void => {
  openRoute(app, live, (_request, reply) => reply.send({ status: 'live' }))
  const text = JSON.stringify(openApi)
  openRoute(app, document, (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(text),
  )
  openRoute(app, problemKind, showProblemKind)
}
