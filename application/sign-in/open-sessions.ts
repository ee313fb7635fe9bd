import * as E from 'fp-ts/lib/Either.js'
import { hasFirstPassword } from '../../domain/profile/password.ts'
import { profile, type RegisteredProfile } from '../../domain/profile/profile.ts'
import { close, openBySip, proveProfile, type RevocationCause, revoke } from '../../domain/session/session.ts'
import { sipAccount } from '../../domain/sip-account/sip-account.ts'
import type { Circumstances } from '../events/metadata.ts'
import { isLive, type SessionRow } from '../ports/sessions.ts'
import type { Refusal } from '../refusal.ts'
import { type SessionBookParts, type SessionOwner, sessionBook } from './session-book.ts'
import type { EndedSessions, ListedSession, RegisteredRefusal, Sessions } from './sessions.ts'
import { settleIn } from './settle-in.ts'
import type { ProvenAccount, ProveSipCredentials } from './sip-credentials.ts'

interface Parts extends SessionBookParts {
  readonly proveSipCredentials: ProveSipCredentials
  /** Version of the offer that is in force. */
  readonly presentOffer: () => string
}

const unavailable = E.left({ code: 'StoreUnavailable', retryAfter: 2 } as const)

const listed = (row: SessionRow): ListedSession => {
  const { sessionId, entry, accountId, secondFactor, openedAt, lastSeenAt } = row
  return { sessionId, entry, accountId, secondFactor, openedAt, lastSeenAt }
}

export const openSessions = (parts: Parts): Sessions => {
  const { handler, proveSipCredentials, store, ids, clock, presentOffer } = parts
  const book = sessionBook(parts)
  const { hashOf, shown, tell } = book
  const { settle, choose } = settleIn({ handler, book, presentOffer })

  const end = (
    sessionId: string,
    owner: SessionOwner,
    cause: RevocationCause,
    circumstances: Circumstances,
  ) => tell(sessionId, owner, revoke(cause), circumstances)

  /** Whether the password that was proven has been replaced since; then the sessions that it opens are to end. */
  const isOutdated = async ({ accountId, account }: ProvenAccount) => {
    const loaded = await handler.load(sipAccount, accountId)()
    if (E.isLeft(loaded)) return loaded
    const { state } = loaded.right
    return E.right(state.status === 'absent' || state.passwordRef !== account.passwordRef)
  }

  /** A recovery was there to shut out whoever set the first password: their browser proves nothing any more. */
  const justRegistered = async (
    profileId: string,
  ): Promise<E.Either<RegisteredRefusal, RegisteredProfile>> => {
    const owner = await handler.load(profile, profileId)()
    if (E.isLeft(owner)) return owner
    const { state } = owner.right
    if (state.status === 'absent' || state.status === 'erased') return E.left({ code: 'ProfileNotFound' })
    return hasFirstPassword(state) ? E.right(state) : E.left({ code: 'RegistrationNotFound' })
  }

  const open = async (proven: ProvenAccount, asked: Circumstances) => {
    const { accountId } = proven
    const sessionId = ids.uuid()
    const circumstances: Circumstances = { ...asked, actor: { type: 'sip', id: accountId }, sessionId }
    const owner = { profileId: null, provenAccountId: accountId }
    const told = await tell(sessionId, owner, openBySip(accountId), circumstances)
    if (E.isLeft(told)) return unavailable
    const entered = await book.admit(sessionId, 'sip', told.right)
    // Only now: whoever changes the password meanwhile either finds the row and ends it, or is found here.
    const outdated = await isOutdated(proven)
    if (E.isRight(outdated) && !outdated.right) return E.right(entered)
    await store.end(sessionId)
    if (E.isLeft(outdated)) return outdated
    await end(sessionId, owner, 'passwordChanged', circumstances)
    return E.left({ code: 'CredentialsWrong' } as const)
  }

  /** An act of staff on somebody else's session is never without its record: told first, shut out second. */
  const endOfProfile = async (
    profileId: string,
    circumstances: Circumstances,
  ): Promise<E.Either<Refusal, EndedSessions>> => {
    const now = clock.now()
    let ended: EndedSessions = { count: 0, position: null }
    for (const row of await store.list({ profileId })) {
      if (!isLive(row, now)) continue
      const told = await end(row.sessionId, row, 'byOperator', circumstances)
      if (E.isLeft(told)) return told
      const wasIn = await store.end(row.sessionId)
      ended = { count: ended.count + (wasIn ? 1 : 0), position: told.right.position ?? ended.position }
    }
    return E.right(ended)
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

    chooseAccount: (present, accountId, circumstances) => () => choose(present, accountId, circumstances),

    proveRegistered: (present, profileId, asked) => async () => {
      if (present.registrationId !== profileId) return E.left({ code: 'RegistrationNotFound' })
      const circumstances: Circumstances = { ...asked, actor: { type: 'profile', id: profileId } }
      const owner = await justRegistered(profileId)
      if (E.isLeft(owner)) return owner
      // Somebody who switched it on meanwhile, elsewhere, wants it asked for here too.
      const secondFactor = owner.right.twoFactor?.method ?? null
      const decide = proveProfile({ profileId, secondFactor })
      const told = await tell(present.sessionId, { ...present, profileId }, decide, circumstances)
      if (E.isLeft(told)) return told
      // A step-up of before gave the SIP password, which colleagues know too (M13). Since the entry the Profile's own
      // was set here: what that is recent enough for needs no other.
      const more = { registrationId: null, confirmedAt: present.openedAt }
      return settle(present.sessionId, told.right, (now) => book.goOn(present, now, more), circumstances)
    },

    noteRegistration: (present, registrationId) => async () =>
      (await store.note(present.sessionId, { registrationId }))
        ? E.right({ ...present, registrationId })
        : E.left({ code: 'SessionEnded' }),

    leave: (present, circumstances) => async () => {
      // Out first, told second: whoever leaves is out even if the log cannot be told at once.
      await store.end(present.sessionId)
      const told = await tell(present.sessionId, present, close, circumstances)
      return E.isLeft(told) ? unavailable : E.right(told.right.position)
    },

    list: async (profileId) => {
      const now = clock.now()
      return (await store.list({ profileId })).filter((row) => isLive(row, now)).map(listed)
    },

    revoke: (profileId, sessionId, circumstances) => async () => {
      const rows = await store.list({ profileId })
      const row = rows.find((each) => each.sessionId === sessionId)
      if (row === undefined || !(await store.end(sessionId))) return E.left({ code: 'SessionNotFound' })
      return E.map(() => undefined)(await end(sessionId, row, 'byOwner', circumstances))
    },

    endOfProfile: (profileId, circumstances) => () => endOfProfile(profileId, circumstances),

    endOthers: (of, keep, cause, circumstances) => async () => {
      const owner =
        'profileId' in of
          ? { profileId: of.profileId, provenAccountId: null }
          : { profileId: null, provenAccountId: of.provenAccountId }
      const ended = await store.endAll(of, keep)
      const told = await Promise.all(ended.map((id) => end(id, owner, cause, circumstances)))
      return told.every(E.isRight) ? E.right(undefined) : unavailable
    },
  }
}
