import { z } from 'zod'
import { type Aggregate, type Decided, nothingToDo, record } from '../decision.ts'
import { defineEvent, type EventsOf, oneOf, type Recorded } from '../event.ts'

/** Who of staff was in, and from when. Told once both factors have passed; how far others got is no sign-in. */
export const staffSessionEvents = {
  StaffSignedIn: defineEvent({ open: { staffId: z.string() } }),
  StaffSignedOut: defineEvent({}),
} as const

export type StaffSessionEvent = EventsOf<typeof staffSessionEvents>

export type StaffSession =
  | { readonly status: 'absent' }
  | { readonly status: 'in' | 'out'; readonly staffId: string }

const evolve = (session: StaffSession, event: Recorded<StaffSessionEvent>): StaffSession => {
  if (event.type === 'StaffSignedIn')
    return session.status === 'absent' ? { status: 'in', staffId: event.data.staffId } : session
  return session.status === 'absent' ? session : { ...session, status: 'out' }
}

export const staffSession: Aggregate<StaffSession, StaffSessionEvent, 'staffSession'> = {
  category: 'staffSession',
  owns: oneOf(staffSessionEvents),
  initial: { status: 'absent' },
  evolve,
}

type Result = Decided<StaffSessionEvent, never>

/** Both factors have passed: the desk opens. */
export const signIn =
  (staffId: string) =>
  (session: StaffSession): Result =>
    session.status === 'absent' ? record({ type: 'StaffSignedIn', data: { staffId } }) : nothingToDo

/** The person leaves; whoever left before the second factor was never in. */
export const signOut = (session: StaffSession): Result =>
  session.status === 'in' ? record({ type: 'StaffSignedOut', data: {} }) : nothingToDo
