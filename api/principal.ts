import type { TokenHolder } from '../application/api-tokens/api-tokens.ts'
import type { Actor, Channel } from '../application/events/metadata.ts'
import { actorOfSession, type OpenSession } from '../application/sign-in/sessions.ts'
import { actorOfStaff, type OpenStaffSession } from '../application/staff/staff-sign-in.ts'

/** Who stands behind a request. */
export type Principal =
  | { readonly kind: 'nobody' }
  /** Somebody who is signed in, by the cookie. */
  | { readonly kind: 'session'; readonly session: OpenSession }
  /** Somebody of the operator's staff, by a cookie of their own. */
  | { readonly kind: 'staff'; readonly session: OpenStaffSession }
  /** A program of the operator's. */
  | { readonly kind: 'token'; readonly holder: TokenHolder }
  /** Whoever can open the CLI's socket can read the data directory anyway. */
  | { readonly kind: 'operator' }

export const nobody: Principal = { kind: 'nobody' }
export const operator: Principal = { kind: 'operator' }

/** As the log names whoever acts. */
export const actorOf = (principal: Principal): Actor => {
  if (principal.kind === 'session') return actorOfSession(principal.session)
  if (principal.kind === 'staff') return actorOfStaff(principal.session)
  if (principal.kind === 'token') return { type: 'token', id: principal.holder.tokenId }
  return principal.kind === 'operator' ? { type: 'system', id: 'cli' } : { type: 'sip', id: 'unknown' }
}

export const channelOf = (principal: Principal): Channel => {
  if (principal.kind === 'token') return 'rest'
  return principal.kind === 'operator' ? 'cli' : 'web'
}

/** One name for what a principal does: its writes, its rate. */
export const nameOf = (principal: Principal): string => {
  const { type, id } = actorOf(principal)
  return `${type}-${id}`
}

/**
 * Whose repeated requests are one's own. Several people may know one SIP password (M13): until they are known by their
 * Profiles each browser is somebody of its own, lest one be answered with what another has begun.
 */
export const repeaterOf = (principal: Principal): string =>
  principal.kind === 'session' && principal.session.profileId === null
    ? `session-${principal.session.sessionId}`
    : nameOf(principal)

/** The session of a request that only sessions may make. */
export const sessionOf = (principal: Principal): OpenSession => {
  if (principal.kind !== 'session') throw new Error('a route for sessions was opened to somebody else')
  return principal.session
}

/** The session of a request that only staff may make. */
export const staffSessionOf = (principal: Principal): OpenStaffSession => {
  if (principal.kind !== 'staff') throw new Error('a route for staff was opened to somebody else')
  return principal.session
}
