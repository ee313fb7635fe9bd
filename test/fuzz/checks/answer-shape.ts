import { z } from 'zod'
import type { DescribedOperation } from '../document/described-operation.ts'
import type { Shot } from '../shot.ts'
import { type HttpAnswer, headerOf, mediaTypeOf } from '../wire/http-answer.ts'
import type { World } from '../world/world.ts'
import { asJson, type Check } from './complaint.ts'

const told = z.looseObject({ status: z.number(), code: z.string(), correlationId: z.string() })

const problemMedia = 'application/problem+json'

const documented = (answer: HttpAnswer, code: string, operation: DescribedOperation): readonly string[] => {
  const described = operation.answers[String(answer.status)]
  if (described === undefined) return [`${operation.id} does not document status ${answer.status} (${code})`]
  const codes = Object.keys(described.content[problemMedia]?.examples ?? {})
  return codes.includes(code) ? [] : [`${operation.id} does not document ${code} under ${answer.status}`]
}

/** Answers of status 400 and above that are told otherwise, as documented. */
const isToldOtherwise = (answer: HttpAnswer, { operation, speaks }: Shot, media: string): boolean =>
  answer.status < 400 ||
  speaks === 'xml' ||
  (speaks === 'either' && (media === 'text/xml' || answer.status === 405)) ||
  (answer.status === 503 && operation?.id === 'ready' && media === 'application/json')

const problemFaults = (answer: HttpAnswer, { operation }: Shot, world: World): readonly string[] => {
  const problem = told.safeParse(asJson(answer.body))
  if (!problem.success) return ['a refusal is no problem']
  const { status, code, correlationId } = problem.data
  const wrong = world.judge(['components', 'schemas', 'Problem'], problem.data)
  return [
    ...(wrong === null ? [] : [`a problem breaks its schema: ${wrong}`]),
    ...(status === answer.status ? [] : [`a problem says ${status} in an answer of ${answer.status}`]),
    ...(world.codes.has(code) || code === 'MethodNotAllowed'
      ? []
      : [`a problem has an unknown code: ${code}`]),
    ...(correlationId === headerOf(answer, 'x-correlation-id')
      ? []
      : ['a problem has another correlation id']),
    ...(operation === null || operation.atSocket || isOfRouter(code)
      ? []
      : documented(answer, code, operation)),
  ]
}

/** A refusal is a problem that keeps its schema, with a code that the document knows for this operation. */
export const problemShape: Check = (answer, shot, world) => {
  const media = mediaTypeOf(answer)
  if (isToldOtherwise(answer, shot, media)) return []
  if (media !== problemMedia)
    return [`a refusal (${answer.status}) is ${media === '' ? 'of no media type' : media}`]
  return shot.methods[0] === 'HEAD' ? [] : problemFaults(answer, shot, world)
}

/** The address or the method was not the operation's own after all. */
const isOfRouter = (code: string): boolean => code === 'MethodNotAllowed' || code === 'RouteNotFound'

const bodyProblems = (
  answer: HttpAnswer,
  { method, path, id }: DescribedOperation,
  media: string,
  judge: World['judge'],
): readonly string[] => {
  const pointer = [
    'paths',
    path,
    method.toLowerCase(),
    'responses',
    String(answer.status),
    'content',
    media,
    'schema',
  ]
  const bodies = media === 'application/x-ndjson' ? answer.body.trimEnd().split('\n') : [answer.body]
  return bodies.flatMap((body) => {
    const value = media.includes('json') ? asJson(body) : body
    const wrong = value === undefined ? 'no JSON' : judge(pointer, value)
    return wrong === null ? [] : [`${id} answers against its schema: ${wrong}`]
  })
}

/** A success is one that the document describes, in a media type that it names, and keeps that schema. */
export const successShape: Check = (answer, { operation, methods }, world) => {
  if (answer.status >= 400 || operation === null || operation.atSocket) return []
  if (methods[0] !== operation.method) return []
  const described = operation.answers[String(answer.status)]
  if (described === undefined) return [`${operation.id} does not document status ${answer.status}`]
  const known = Object.keys(described.content)
  if (known.length === 0)
    return answer.body === '' ? [] : [`${operation.id} answers ${answer.status} with a body`]
  const given = mediaTypeOf(answer)
  const media = known.find((name) => name.split(';', 1)[0] === given)
  if (media === undefined) return [`${operation.id} answers with ${given}`]
  return bodyProblems(answer, operation, media, world.judge)
}

const results = [
  ['200', 'OK'],
  ['101', 'Password contains invalid symbols or too long'],
  ['102', 'Parameters incorrect'],
  ['404', 'Subscription Not Found'],
  ['503', 'Service Unavailable'],
]
  .map(([code, words]) => `<code>${code}</code><description>${words}</description>`)
  .join('|')

const value =
  '(?:<routing>[012]</routing>|<balance>-?\\d+\\.\\d\\d</balance>|<status>[01]</status>|<msisdn>7\\d{10}</msisdn>|<ParallelCallsSipOut>\\d{1,2}</ParallelCallsSipOut>)'

const fixedXml = new RegExp(
  `^<\\?xml version="1\\.0" encoding="UTF-8"\\?>\\n<response><result>(?:${results})</result>${value}?</response>$`,
)

/** The real service's clients know these documents byte for byte. */
export const xmlShape: Check = (answer, { methods, speaks }) => {
  if (speaks !== 'xml') return []
  if (methods[0] !== 'GET' && methods[0] !== 'POST')
    return answer.status === 405 && answer.body === ''
      ? []
      : [`/sm/client answers ${methods[0]} with ${answer.status}`]
  const complaints: string[] = []
  // A 503 that says when to come again is counted apart, as everywhere.
  if (answer.status !== 200 && answer.status !== 503)
    complaints.push(`/sm/client answers with status ${answer.status}`)
  if (headerOf(answer, 'content-type') !== 'text/xml;charset=UTF-8')
    complaints.push('/sm/client answers no XML')
  if (headerOf(answer, 'content-length') === undefined) complaints.push('/sm/client answers without a length')
  if (!fixedXml.test(answer.body)) complaints.push('/sm/client answers with an unknown document')
  if (!answer.body.includes('<code>200<') && new RegExp(`${value}</response>`).test(answer.body))
    complaints.push('/sm/client refuses and shows a value')
  return complaints
}
