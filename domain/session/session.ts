import { match } from 'ts-pattern'
import { z } from 'zod'
import type { Proof } from '../challenge/proof.ts'
import { type Aggregate, type Decided, nothingToDo, record, refuse } from '../decision.ts'
import { defineEvent, type EventsOf, oneOf, type Recorded } from '../event.ts'
import { isLinked } from '../profile/accounts.ts'
import { type SecondFactorMethod, secondFactorMethods } from '../profile/events.ts'
import type { Profile } from '../profile/profile.ts'
import type { Registration } from '../registration/registration.ts'

// Events

/** Why a session ended without its owner leaving. `passwordChanged`: the SIP account's or the Profile's. */
export const revocationCauses = [
  'passwordChanged',
  'accessWithdrawn',
  'byOwner',
  'passwordRecovered',
  'accountUnlinked',
  'profileErased',
  'byOperator',
] as const
export type RevocationCause = (typeof revocationCauses)[number]

/** With what a sensitive change was confirmed. */
export const confirmedBy = ['password', ...secondFactorMethods] as const
export type ConfirmedBy = (typeof confirmedBy)[number]

/** One sign-in, from its opening to its end: who was in, on which account, until when. */
export const sessionEvents = {
  /**
   * `entry` says with what the person came in: a SIP account, named by `accountId`, or a Profile, named by
   * `profileId`. `secondFactor` is what the Profile's sign-in still waits for.
   */
  SessionOpened: defineEvent({
    version: 2,
    open: {
      entry: z.enum(['sip', 'profile']),
      accountId: z.string().nullable(),
      profileId: z.string().nullable(),
      secondFactor: z.enum(secondFactorMethods).nullable(),
    },
    upcasts: { 1: (open) => ({ ...open, profileId: null, secondFactor: null }) },
  }),
  /** Whoever came in with a SIP account has given a Profile's password too, or has just registered it (M10, M14). */
  ProfileProven: defineEvent({
    open: { profileId: z.string(), secondFactor: z.enum(secondFactorMethods).nullable() },
  }),
  SecondFactorPassed: defineEvent({ open: { challengeId: z.string() } }),
  /** M15: the account that the browser works in from now on. */
  AccountChosen: defineEvent({ open: { accountId: z.string() } }),
  /** Step-up (`security.md`): the password, or the second factor, was given again. */
  SessionConfirmed: defineEvent({ open: { by: z.enum(confirmedBy) } }),
  SessionClosed: defineEvent({}),
  SessionRevoked: defineEvent({ open: { cause: z.enum(revocationCauses) } }),
} as const

export type SessionEvent = EventsOf<typeof sessionEvents>

// State

export interface Entered {
  readonly entry: 'sip' | 'profile'
  /** The account whose SIP password was given at entry: what may be linked (M14). */
  readonly provenAccountId: string | null
  readonly profileId: string | null
  /** What has to be passed before the Profile's sign-in holds (M7). */
  readonly secondFactor: SecondFactorMethod | null
  /** The one account that the session works in (M16). */
  readonly accountId: string | null
}

export type OpenSession = Entered & { readonly status: 'open' }
export type Session = { readonly status: 'absent' } | OpenSession | (Entered & { readonly status: 'ended' })

export const noSession: Session = { status: 'absent' }

// Evolve

/** An account that was proven is open to nobody yet: it is chosen once a Profile has it (M2, M14). */
const begin = ({ data }: SessionEvent & { type: 'SessionOpened' }): OpenSession => ({
  status: 'open',
  ...data,
  provenAccountId: data.accountId,
  accountId: null,
})

const change = (session: OpenSession, event: Recorded<SessionEvent>): Session =>
  match(event)
    .returnType<Session>()
    .with({ type: 'SessionOpened' }, () => session)
    // The account of the entry is the Profile's to work in only once it is linked, and then it is chosen.
    .with({ type: 'ProfileProven' }, ({ data }) => ({ ...session, ...data, accountId: null }))
    .with({ type: 'SecondFactorPassed' }, () => ({ ...session, secondFactor: null }))
    .with({ type: 'AccountChosen' }, ({ data }) => ({ ...session, accountId: data.accountId }))
    .with({ type: 'SessionConfirmed' }, () => session)
    .with({ type: 'SessionClosed' }, { type: 'SessionRevoked' }, () => ({ ...session, status: 'ended' }))
    .exhaustive()

/** Adds one event; before the opening and after the end nothing changes. */
export const evolve = (session: Session, event: Recorded<SessionEvent>): Session => {
  if (session.status === 'absent') return event.type === 'SessionOpened' ? begin(event) : session
  return session.status === 'open' ? change(session, event) : session
}

export const session: Aggregate<Session, SessionEvent, 'session'> = {
  category: 'session',
  owns: oneOf(sessionEvents),
  initial: noSession,
  evolve,
}

// Decisions

export type SessionDecision<Code extends string> = (session: Session) => Decided<SessionEvent, Code>

/** Opens a session for somebody who came in with a SIP account's login and password (M2). */
export const openBySip =
  (accountId: string): SessionDecision<'SessionExists'> =>
  (state) =>
    state.status === 'absent'
      ? record({
          type: 'SessionOpened',
          data: { entry: 'sip', accountId, profileId: null, secondFactor: null },
        })
      : refuse('SessionExists')

export interface ProvenProfile {
  readonly profileId: string
  /** The Profile's second factor; `null` when it has none, or has just been registered in this session. */
  readonly secondFactor: SecondFactorMethod | null
}

/** Opens a session for somebody who came in with a Profile's login and password (M11). */
export const openByProfile =
  (given: ProvenProfile): SessionDecision<'SessionExists'> =>
  (state) =>
    state.status === 'absent'
      ? record({ type: 'SessionOpened', data: { entry: 'profile', accountId: null, ...given } })
      : refuse('SessionExists')

/** The Profile's password was given, or the Profile registered, in a session that a SIP account opened (M10, M14). */
export const proveProfile =
  ({ profileId, secondFactor }: ProvenProfile): SessionDecision<'SessionEnded' | 'ProfileAlreadyProven'> =>
  (state) => {
    if (state.status !== 'open') return refuse('SessionEnded')
    if (state.profileId === null) return record({ type: 'ProfileProven', data: { profileId, secondFactor } })
    return state.profileId === profileId ? nothingToDo : refuse('ProfileAlreadyProven')
  }

/** The second factor was given (M7), in this very session and for this very Profile. */
export const passSecondFactor =
  (sessionId: string, proof: Proof<'signIn'>): SessionDecision<'SessionEnded' | 'ProofMismatch'> =>
  (state) => {
    if (state.status !== 'open') return refuse('SessionEnded')
    if (proof.profileId !== state.profileId || proof.flowId !== sessionId) return refuse('ProofMismatch')
    return state.secondFactor === null
      ? nothingToDo
      : record({ type: 'SecondFactorPassed', data: { challengeId: proof.challengeId } })
  }

export type SessionStage = 'linkOrRegister' | 'secondFactor' | 'accountChoice' | 'open'

/** What is due before the cabinet opens. */
export const stageOf = ({ profileId, secondFactor, accountId }: OpenSession): SessionStage => {
  if (profileId === null) return 'linkOrRegister'
  if (secondFactor !== null) return 'secondFactor'
  return accountId === null ? 'accountChoice' : 'open'
}

/** What the person is shown as due: beside the stage, that this session's registration waits for its letter (M8). */
export const stageShown = (
  session: OpenSession,
  registration: Registration,
): SessionStage | 'emailConfirmation' => {
  const stage = stageOf(session)
  return stage === 'linkOrRegister' && registration.status === 'emailConfirmation'
    ? 'emailConfirmation'
    : stage
}

/** Chooses the account to work in among those linked to the Profile (M15); another choice leaves the one before. */
export const chooseAccount =
  (accountId: string, profile: Profile): SessionDecision<'SessionEnded' | 'StageDue' | 'AccountNotFound'> =>
  (state) => {
    if (state.status !== 'open') return refuse('SessionEnded')
    const stage = stageOf(state)
    if (stage === 'linkOrRegister' || stage === 'secondFactor') return refuse('StageDue', { due: stage })
    if (!isLinked(profile, accountId)) return refuse('AccountNotFound')
    return state.accountId === accountId
      ? nothingToDo
      : record({ type: 'AccountChosen', data: { accountId } })
  }

/** Notes that whoever is in has given the password or the second factor again; what it opens is a matter of time. */
export const confirmSession =
  (by: ConfirmedBy): SessionDecision<'SessionEnded'> =>
  (state) =>
    state.status === 'open' ? record({ type: 'SessionConfirmed', data: { by } }) : refuse('SessionEnded')

/** The person leaves (M29). */
export const close: SessionDecision<never> = (state) =>
  state.status === 'open' ? record({ type: 'SessionClosed', data: {} }) : nothingToDo

/** Somebody else, a change of password or the loss of what it stands on ends the session (M17, M18, M19). */
export const revoke =
  (cause: RevocationCause): SessionDecision<never> =>
  (state) =>
    state.status === 'open' ? record({ type: 'SessionRevoked', data: { cause } }) : nothingToDo
