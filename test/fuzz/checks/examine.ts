import type { Shot } from '../shot.ts'
import type { Exchange } from '../wire/exchange.ts'
import { answersIn, type HttpAnswer } from '../wire/http-answer.ts'
import type { World } from '../world/world.ts'
import { problemShape, successShape, xmlShape } from './answer-shape.ts'
import type { Check } from './complaint.ts'
import * as rules from './rules.ts'

const checks: readonly Check[] = [
  rules.noFault,
  problemShape,
  successShape,
  xmlShape,
  rules.securityHeaders,
  rules.correlation,
  rules.nothingInjected,
  rules.cookieWhereDue,
  rules.granted,
  rules.refusedAsNotGranted,
  rules.foreignCodeRefused,
  rules.nothingInside,
  rules.noSecret,
  rules.nobodyElse,
]

export interface Examined {
  readonly answers: readonly HttpAnswer[]
  readonly complaints: readonly string[]
}

const ofTheConnection = (shot: Shot, { end }: Exchange, answers: number, rest: string): readonly string[] => {
  if (shot.mayStaySilent) return []
  if (answers === 0 && rest === '') return [end === 'timeout' ? 'hangs: no answer' : `no answer, ${end}`]
  if (rest !== '') return [`bytes that are no whole answer, ${end}`]
  return end === 'timeout' ? ['hangs: answered, but the connection stays open'] : []
}

/** Everything that is wrong with what came back for a shot. */
export const examine = (shot: Shot, exchange: Exchange, world: World): Examined => {
  const { answers, rest } = answersIn(exchange.received, shot.methods)
  const complaints = [
    ...ofTheConnection(shot, exchange, answers.length, rest),
    ...answers.flatMap((answer) => checks.flatMap((check) => check(answer, shot, world))),
  ]
  return { answers, complaints: [...new Set(complaints)] }
}

const comparable = ({ status, headers, body }: HttpAnswer): string => {
  const own = new Set(['date', 'x-correlation-id'])
  const shown = headers.filter(([name]) => !own.has(name)).map(([name, value]) => `${name}: ${value}`)
  return [status, ...shown, body.replace(/"correlationId":"[^"]*"/, '')].join('\n')
}

/** Another's must be answered in the very words of what does not exist. */
export const compare = (one: Examined, twin: Examined): readonly string[] => {
  const [a, b] = [one.answers[0], twin.answers[0]]
  if (a === undefined || b === undefined) return []
  if (a.status < 400) return [`what is another's is answered with ${a.status}`]
  // Between the two a limit may be reached, or the session end.
  if ([a, b].some(({ status }) => [401, 429, 503].includes(status))) return []
  return comparable(a) === comparable(b) ? [] : ["what is another's is not answered as what does not exist"]
}
