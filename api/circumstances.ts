import type { FastifyRequest } from 'fastify'
import type { Circumstances } from '../application/events/metadata.ts'
import type { RequestMark } from './idempotency.ts'
import { actorOf, channelOf, type Principal } from './principal.ts'

const longestUserAgent = 256

/** What the request tells of itself, to be written beside every event that it causes. */
export const circumstancesOf = (
  request: FastifyRequest,
  principal: Principal,
  mark: RequestMark | null,
  reason: string | null,
): Circumstances => ({
  actor: actorOf(principal),
  channel: channelOf(principal),
  sessionId: principal.kind === 'session' || principal.kind === 'staff' ? principal.session.sessionId : null,
  // The CLI's socket has no address.
  ip: principal.kind === 'operator' ? null : request.ip,
  userAgent: request.headers['user-agent']?.slice(0, longestUserAgent) ?? null,
  correlationId: request.id,
  causationId: null,
  idempotency: mark,
  reason,
})
