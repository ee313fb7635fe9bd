import type { Circumstances } from '../../application/events/metadata.ts'

/** What a command knows of its request, with what matters to the test said. */
export const circumstances = (said: Partial<Circumstances> = {}): Circumstances => ({
  actor: { type: 'sip', id: 'a1' },
  channel: 'rest',
  sessionId: null,
  ip: null,
  userAgent: null,
  correlationId: 'correlation-1',
  causationId: null,
  idempotency: null,
  reason: null,
  ...said,
})

/** The marks of a request that carried an Idempotency-Key. */
export const keyed = (key: string, body = 'body', said: Partial<Circumstances> = {}): Circumstances =>
  circumstances({ ...said, idempotency: { key, body } })
