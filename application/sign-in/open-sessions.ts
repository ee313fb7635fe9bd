import * as E from 'fp-ts/lib/Either.js'
import type { Decision } from '../../domain/decision.ts'
import { isErased } from '../../domain/sealed.ts'
import {
  close,
  openBySip,
  type RevocationCause,
  revoke,
  type Session,
  type SessionEvent,
  session,
} from '../../domain/session/session.ts'
import { loginOfNumber } from '../../domain/sip-account/number.ts'
import { sipAccount } from '../../domain/sip-account/sip-account.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Clock } from '../ports/clock.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { Ids } from '../ports/ids.ts'
import type { Subject } from '../ports/sealing.ts'
import {
  isLive,
  type SessionRow,
  type SessionStore,
  sessionAbsoluteLimit,
  sessionEnd,
} from '../ports/sessions.ts'
import type { OpenSession, Sessions } from './sessions.ts'
import type { ProvenAccount, ProveSipCredentials } from './sip-credentials.ts'

interface Parts {
  readonly handler: CommandHandler
  readonly proveSipCredentials: ProveSipCredentials
  readonly store: SessionStore
  readonly fingerprints: Fingerprints
  readonly ids: Ids
  readonly clock: Clock
}

const shown = (row: SessionRow): OpenSession => {
  const { tokenHash: _, lastSeenAt: __, ...session } = row
  return { ...session, expiresAt: sessionEnd(row) }
}

/** An id that no account has. */
const nobody = 'nobody'

/** Whose key seals what a session's events hold. */
const subjectOfSession = ({ profileId, provenAccountId }: OpenSession): Subject =>
  profileId === null ? `account-${provenAccountId ?? nobody}` : `profile-${profileId}`

export const openSessions = ({
  handler,
  proveSipCredentials,
  store,
  fingerprints,
  ids,
  clock,
}: Parts): Sessions => {
  const hashOf = (token: string) => fingerprints.of('token', token)

  const tell = (
    sessionId: string,
    owner: Subject,
    decide: Decision<Session, SessionEvent, 'SessionExists'>,
    circumstances: Circumstances,
  ) =>
    handler.execute({
      aggregate: session,
      id: sessionId,
      owner,
      decide,
      circumstances: { ...circumstances, idempotency: null },
    })()

  const newRow = (sessionId: string, token: string, accountId: string): SessionRow => {
    const now = clock.now()
    const until = now + sessionAbsoluteLimit
    const seen = { openedAt: now, lastSeenAt: now, confirmedAt: now, expiresAt: until }
    return {
      ...{ sessionId, tokenHash: hashOf(token), entry: 'sip', provenAccountId: accountId, accountId },
      ...{ profileId: null, secondFactor: null, registrationId: null },
      ...seen,
    }
  }

  const end = (sessionId: string, owner: Subject, cause: RevocationCause, circumstances: Circumstances) =>
    tell(sessionId, owner, revoke(cause), circumstances)

  /** Whether the password that was proven has been replaced since; then the sessions that it opens are to end. */
  const isOutdated = async ({ accountId, account }: ProvenAccount) => {
    const loaded = await handler.load(sipAccount, accountId)()
    if (E.isLeft(loaded)) return loaded
    const { state } = loaded.right
    return E.right(state.status === 'absent' || state.passwordRef !== account.passwordRef)
  }

  const open = async (proven: ProvenAccount, asked: Circumstances) => {
    const { accountId } = proven
    const sessionId = ids.uuid()
    const circumstances: Circumstances = { ...asked, actor: { type: 'sip', id: accountId }, sessionId }
    const told = await tell(sessionId, `account-${accountId}`, openBySip(accountId), circumstances)
    if (E.isLeft(told)) return E.left({ code: 'StoreUnavailable', retryAfter: 2 } as const)
    const token = ids.token()
    const row = newRow(sessionId, token, accountId)
    await store.put(row)
    // Only now: whoever changes the password meanwhile either finds the row and ends it, or is found here.
    const outdated = await isOutdated(proven)
    if (E.isRight(outdated) && !outdated.right)
      return E.right({ token, session: shown(row), position: told.right.position })
    await store.end(sessionId)
    if (E.isLeft(outdated)) return outdated
    await end(sessionId, `account-${accountId}`, 'passwordChanged', circumstances)
    return E.left({ code: 'CredentialsWrong' } as const)
  }

  return {
    enterBySip: (credentials, circumstances) => async () => {
      const proven = await proveSipCredentials(credentials, circumstances)()
      return E.isLeft(proven) ? proven : open(proven.right, circumstances)
    },

    find: async (token) => {
      const row = await store.find(hashOf(token))
      const now = clock.now()
      if (row === null || !isLive(row, now)) return null
      await store.touch(row.sessionId, now)
      return shown({ ...row, lastSeenAt: now })
    },

    confirm: (present, password, circumstances) => async () => {
      const account = await handler.load(sipAccount, present.provenAccountId ?? nobody)()
      if (E.isLeft(account)) return account
      const { state } = account.right
      if (state.status === 'absent' || isErased(state.number)) return E.left({ code: 'CredentialsWrong' })
      const proven = await proveSipCredentials(
        { login: loginOfNumber(state.number), password },
        circumstances,
      )()
      if (E.isLeft(proven)) return proven
      const now = clock.now()
      await store.note(present.sessionId, { confirmedAt: now })
      return E.right({ ...present, confirmedAt: now })
    },

    leave: (present, circumstances) => async () => {
      // Out first, told second: whoever leaves is out even if the log cannot be told at once.
      await store.end(present.sessionId)
      const told = await tell(present.sessionId, subjectOfSession(present), close, circumstances)
      if (E.isLeft(told)) return E.left({ code: 'StoreUnavailable', retryAfter: 2 } as const)
      return E.right(told.right.position)
    },

    endOthers: (of, keep, cause, circumstances) => async () => {
      const owner: Subject = 'profileId' in of ? `profile-${of.profileId}` : `account-${of.provenAccountId}`
      const ended = await store.endAll(of, keep)
      const told = await Promise.all(ended.map((id) => end(id, owner, cause, circumstances)))
      return told.every(E.isRight) ? E.right(undefined) : E.left({ code: 'StoreUnavailable', retryAfter: 2 })
    },
  }
}
