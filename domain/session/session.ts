import { z } from 'zod'
import { type Aggregate, type Decided, nothingToDo, record, refuse } from '../decision.ts'
import { defineEvent, type EventsOf, oneOf, type Recorded } from '../event.ts'

/** One sign-in, from its opening to its end: who was in, on which account, until when. */
export const sessionEvents = {
  /** `entry` says with what the person came in; a SIP entry opens its one account. */
  SessionOpened: defineEvent({ open: { entry: z.enum(['sip']), accountId: z.string() } }),
  SessionClosed: defineEvent({}),
  SessionRevoked: defineEvent({ open: { cause: z.enum(['passwordChanged', 'accessWithdrawn', 'byOwner']) } }),
} as const

export type SessionEvent = EventsOf<typeof sessionEvents>
export type RevocationCause = (SessionEvent & { type: 'SessionRevoked' })['data']['cause']

export type Session =
  | { readonly status: 'absent' }
  | { readonly status: 'open'; readonly accountId: string }
  | { readonly status: 'ended'; readonly accountId: string }

const evolve = (session: Session, event: Recorded<SessionEvent>): Session => {
  if (event.type === 'SessionOpened') return { status: 'open', accountId: event.data.accountId }
  return session.status === 'absent' ? session : { status: 'ended', accountId: session.accountId }
}

export const session: Aggregate<Session, SessionEvent, 'session'> = {
  category: 'session',
  owns: oneOf(sessionEvents),
  initial: { status: 'absent' },
  evolve,
}

type Result = Decided<SessionEvent, 'SessionExists'>

/** Opens a session for somebody who came in with a SIP account's login and password (M2). */
export const openBySip =
  (accountId: string) =>
  (state: Session): Result =>
    state.status === 'absent'
      ? record({ type: 'SessionOpened', data: { entry: 'sip', accountId } })
      : refuse('SessionExists')

/** The person leaves (M29). */
export const close = (state: Session): Result =>
  state.status === 'open' ? record({ type: 'SessionClosed', data: {} }) : nothingToDo

/** Somebody else, or a change of password, ends the session. */
export const revoke =
  (cause: RevocationCause) =>
  (state: Session): Result =>
    state.status === 'open' ? record({ type: 'SessionRevoked', data: { cause } }) : nothingToDo
