import type { IncomingMessage } from 'node:http'
import type { Ids } from '../application/ports/ids.ts'
import { callersSpan, correlationIdOfTrace } from './trace-context.ts'

const wellFormed = /^[A-Za-z0-9._-]{1,64}$/

/** What could be a number of a phone: the id is recorded in the open, and nobody's number may be. */
const likeANumber = /\d{7}/
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const isTakenOver = (given: string): boolean =>
  uuid.test(given) || (wellFormed.test(given) && !likeANumber.test(given))

/**
 * The caller's X-Correlation-Id when it is well formed, else the trace of its `traceparent`, else a new uuid. It runs
 * through log lines, events and the answer, and names the trace (`docs/adr/0011`).
 */
export const correlationId =
  (ids: Ids) =>
  ({ headers }: Pick<IncomingMessage, 'headers'>): string => {
    const given = headers['x-correlation-id']
    if (typeof given === 'string' && isTakenOver(given)) return given
    const span = callersSpan(headers['traceparent'])
    return span === null ? ids.uuid() : correlationIdOfTrace(span.traceId)
  }
