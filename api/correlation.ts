import type { IncomingMessage } from 'node:http'
import type { Ids } from '../application/ports/ids.ts'

const wellFormed = /^[A-Za-z0-9._-]{1,64}$/

/** The caller's X-Correlation-Id when it is well formed, else a new uuid. It runs through log lines, events and the answer. */
export const correlationId =
  (ids: Ids) =>
  ({ headers }: Pick<IncomingMessage, 'headers'>): string => {
    const given = headers['x-correlation-id']
    return typeof given === 'string' && wellFormed.test(given) ? given : ids.uuid()
  }
