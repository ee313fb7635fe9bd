import * as E from 'fp-ts/lib/Either.js'
import type { Cabinet } from '../../application/cabinet.ts'
import type { Circumstances } from '../../application/events/metadata.ts'
import { numberOfLogin } from '../../domain/sip-account/number.ts'
import { balanceLine, type balanceOutcomes } from '../contract/stream-operations.ts'
import { fieldProblems } from '../problems/field-problem.ts'
import type { Problem } from '../problems/problem.ts'
import { inOrder } from '../streams/in-order.ts'
import type { LineEnded } from '../streams/line-outcome.ts'
import { LineTooLong, linesOf, type NumberedLine } from '../streams/lines.ts'

type Ended = LineEnded<(typeof balanceOutcomes)[number]>

/** Lines worked on side by side: their appends share commits. */
const atOnce = 64

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const read = (text: string) => {
  const sent = parsed(text)
  if (sent === undefined) return E.left<Problem>({ code: 'BodyMalformed' })
  const line = balanceLine.safeParse(sent)
  if (!line.success)
    return E.left<Problem>({ code: 'RequestInvalid', errors: fieldProblems(line.error, sent) })
  const number = numberOfLogin(line.data.login)
  return number === null ? E.left<Problem>({ code: 'LoginInvalid' }) : E.right({ ...line.data, number })
}

/** Takes over one balance a line; a line that is refused hinders no other. */
export async function* balanceLines(
  { reportBalance }: Pick<Cabinet, 'reportBalance'>,
  body: AsyncIterable<Uint8Array>,
  circumstances: Circumstances,
): AsyncGenerator<Ended> {
  const takeOver = async ({ line, text }: NumberedLine): Promise<Ended> => {
    const given = read(text)
    if (E.isLeft(given)) return { line, problem: given.left }
    const { number, kopecks, asOf } = given.right
    const taken = await reportBalance(number, { kopecks, asOf: Date.parse(asOf) }, circumstances)()
    if (E.isLeft(taken)) return { line, problem: taken.left }
    const { accountId, recorded, position } = taken.right
    return { line, done: recorded ? 'recorded' : 'unchanged', accountId, position }
  }

  try {
    yield* inOrder(linesOf(body), atOnce, takeOver)
  } catch (error) {
    if (!(error instanceof LineTooLong)) throw error
    yield { line: error.line, problem: { code: 'BodyTooLarge' } }
  }
}
