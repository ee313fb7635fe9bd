import * as E from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../../domain/decision.ts'
import {
  type RevocationCause,
  revoke,
  type Session,
  type SessionDecision,
  session,
} from '../../domain/session/session.ts'
import type { CommandHandler, Outcome } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Clock } from '../ports/clock.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { Ids } from '../ports/ids.ts'
import type { Subject } from '../ports/sealing.ts'
import {
  type SessionChange,
  type SessionEntry,
  type SessionRow,
  type SessionStore,
  sessionAbsoluteLimit,
  sessionEnd,
} from '../ports/sessions.ts'
import type { WriteRefusal } from '../refusal.ts'
import type { Entered, OpenSession } from './sessions.ts'

export interface SessionBookParts {
  readonly handler: CommandHandler
  readonly store: SessionStore
  readonly fingerprints: Fingerprints
  readonly ids: Ids
  readonly clock: Clock
}

/** Whose session it is; its events are sealed with that key. */
export type SessionOwner = Pick<OpenSession, 'profileId' | 'provenAccountId'>

/** What a session's stream says after a decision. */
export type Told = Pick<Outcome<Session, never>, 'state' | 'position'>

/**
 * Where sessions are written down: first in their stream, then in their row, which mirrors what the stream says of them
 * (`architecture.md`, operations that touch several streams).
 */
export interface SessionBook {
  readonly hashOf: (token: string) => string
  readonly shown: (row: SessionRow) => OpenSession
  /** Decides on a session's stream. */
  readonly tell: <Code extends string>(
    sessionId: string,
    owner: SessionOwner,
    decide: SessionDecision<Code>,
    circumstances: Circumstances,
  ) => Promise<E.Either<RefusalOf<Code | WriteRefusal>, Told>>
  /** Lets a session in that its stream has opened. */
  readonly admit: (sessionId: string, entry: SessionEntry, told: Told) => Promise<Entered>
  /**
   * Gives a session a new token at a change of privilege, and its row what the stream says by now. Refused: SessionEnded,
   * also when another request was quicker.
   */
  readonly goOn: (
    present: OpenSession,
    told: Told,
    more: Pick<SessionChange, 'confirmedAt' | 'registrationId'>,
  ) => Promise<E.Either<RefusalOf<'SessionEnded'>, Entered>>
  /** Shuts a session out at once, and tells why. */
  readonly drop: (dropped: OpenSession, cause: RevocationCause, circumstances: Circumstances) => Promise<void>
}

/** An id that no account has. */
const nobody = 'nobody'

/** Whose key seals what a session's events hold. */
const subjectOf = ({ profileId, provenAccountId }: SessionOwner): Subject =>
  profileId === null ? `account-${provenAccountId ?? nobody}` : `profile-${profileId}`

/** Where a session stands, as its row keeps it. */
const standingOf = (state: Session) => {
  if (state.status === 'absent') throw new Error('a session goes on that was never opened')
  const { provenAccountId, profileId, secondFactor, accountId } = state
  return { provenAccountId, profileId, secondFactor, accountId }
}

export const sessionBook = ({ handler, store, fingerprints, ids, clock }: SessionBookParts): SessionBook => {
  const hashOf = (token: string) => fingerprints.of('token', token)

  const shown = (row: SessionRow): OpenSession => {
    const { lastSeenAt: _, ...rest } = row
    return { ...rest, expiresAt: sessionEnd(row) }
  }

  const tell: SessionBook['tell'] = (sessionId, owner, decide, circumstances) =>
    handler.execute({
      aggregate: session,
      id: sessionId,
      owner: subjectOf(owner),
      decide,
      circumstances: { ...circumstances, idempotency: null },
    })()

  return {
    hashOf,
    shown,
    tell,

    admit: async (sessionId, entry, { state, position }) => {
      const token = ids.token()
      const now = clock.now()
      const row: SessionRow = {
        ...{ sessionId, tokenHash: hashOf(token), entry, registrationId: null },
        ...standingOf(state),
        ...{ openedAt: now, lastSeenAt: now, confirmedAt: now, expiresAt: now + sessionAbsoluteLimit },
      }
      await store.put(row)
      return { token, session: shown(row), position }
    },

    goOn: async (present, { state, position }, more) => {
      const token = ids.token()
      const { provenAccountId: _, ...standing } = standingOf(state)
      const change = { ...standing, ...more }
      const tokenHash = hashOf(token)
      const rotated = await store.rotate(present.tokenHash, tokenHash, change)
      return rotated
        ? E.right({ token, session: { ...present, ...change, tokenHash }, position })
        : E.left({ code: 'SessionEnded' })
    },

    drop: async (dropped, cause, circumstances) => {
      await store.end(dropped.sessionId)
      // Told as well as it goes: whoever is out stays out.
      await tell(dropped.sessionId, dropped, revoke(cause), circumstances)
    },
  }
}
