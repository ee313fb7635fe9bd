import * as E from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../../domain/decision.ts'
import { type Profile, profile, type RegisteredProfile } from '../../domain/profile/profile.ts'
import { openByProfile, passSecondFactor, proveProfile, stageOf } from '../../domain/session/session.ts'
import type { Circumstances } from '../events/metadata.ts'
import { confirmations } from './confirmations.ts'
import type { ProfilePasswords, ProvenProfile } from './profile-credentials.ts'
import type { ProfileSignIn, ProfileSignInRefusal } from './profile-sign-in.ts'
import type { FactorFlow, SecondFactors } from './second-factors.ts'
import { type SessionBook, type SessionBookParts, sessionBook } from './session-book.ts'
import type { Entered, OpenSession } from './sessions.ts'
import { settleIn } from './settle-in.ts'
import type { ProveSipCredentials } from './sip-credentials.ts'

export interface ProfileSignInParts extends SessionBookParts {
  readonly proveSipCredentials: ProveSipCredentials
  readonly profilePasswords: ProfilePasswords
  readonly secondFactors: SecondFactors
  /** Version of the offer that is in force. */
  readonly presentOffer: () => string
}

type Answer<Refused, A> = Promise<E.Either<Refused, A>>

const asProfile = (profileId: string, asked: Circumstances): Circumstances => ({
  ...asked,
  actor: { type: 'profile', id: profileId },
})

/** Whether a Profile is to be proven in this very session (M14): one that a SIP account opened, for nobody else yet. */
const isForIt = (present: OpenSession | null, profileId: string): present is OpenSession =>
  present !== null &&
  present.provenAccountId !== null &&
  (present.profileId === null || present.profileId === profileId)

export const openProfileSignIn = (parts: ProfileSignInParts): ProfileSignIn => {
  const { handler, ids, clock, presentOffer, profilePasswords } = parts
  const factors = parts.secondFactors
  const book: SessionBook = sessionBook(parts)
  const { settle } = settleIn({ handler, book, presentOffer })

  const registered = async (
    profileId: string,
  ): Answer<RefusalOf<'StoreUnavailable' | 'SessionEnded'>, RegisteredProfile> => {
    const loaded = await handler.load(profile, profileId)()
    if (E.isLeft(loaded)) return loaded
    const { state }: { readonly state: Profile } = loaded.right
    return state.status === 'absent' || state.status === 'erased'
      ? E.left({ code: 'SessionEnded' })
      : E.right(state)
  }

  const inPresent = async (
    present: OpenSession,
    { profileId, profile: owner }: ProvenProfile,
    circumstances: Circumstances,
  ): Answer<ProfileSignInRefusal, Entered> => {
    const { sessionId } = present
    const decide = proveProfile({ profileId, secondFactor: owner.twoFactor?.method ?? null })
    const told = await book.tell(sessionId, { ...present, profileId }, decide, circumstances)
    if (E.isLeft(told)) return told
    const more = { confirmedAt: clock.now() }
    return settle(sessionId, told.right, (now) => book.goOn(present, now, more), circumstances)
  }

  const inNew = async (
    { profileId, profile: owner }: ProvenProfile,
    asked: Circumstances,
  ): Answer<ProfileSignInRefusal, Entered> => {
    const sessionId = ids.uuid()
    const circumstances = { ...asked, sessionId }
    const decide = openByProfile({ profileId, secondFactor: owner.twoFactor?.method ?? null })
    const told = await book.tell(sessionId, { profileId, provenAccountId: null }, decide, circumstances)
    if (E.isLeft(told)) return E.left({ code: 'StoreUnavailable', retryAfter: 2 })
    return settle(
      sessionId,
      told.right,
      async (now) => E.right(await book.admit(sessionId, 'profile', now)),
      circumstances,
    )
  }

  /** A password replaced while the row was being written found no row to end: so it is looked at once more. */
  const unlessReplaced = async (
    entered: Entered,
    { profileId, profile: before }: ProvenProfile,
    circumstances: Circumstances,
  ): Answer<ProfileSignInRefusal, Entered> => {
    const owner = await registered(profileId)
    if (E.isRight(owner) && owner.right.passwordSince === before.passwordSince) return E.right(entered)
    await book.drop(entered.session, 'passwordChanged', circumstances)
    return E.isLeft(owner) && owner.left.code === 'StoreUnavailable'
      ? owner
      : E.left({ code: 'CredentialsWrong' })
  }

  const flowOf = (
    session: OpenSession,
    profileId: string,
    owner: RegisteredProfile,
  ): FactorFlow<'signIn'> | null =>
    session.secondFactor === null
      ? null
      : { purpose: 'signIn', flowId: session.sessionId, profileId, owner, method: session.secondFactor }

  const askedFor = async (
    entered: Entered,
    { profileId, profile: owner }: ProvenProfile,
    circumstances: Circumstances,
  ): Answer<ProfileSignInRefusal, Entered> => {
    const flow = flowOf(entered.session, profileId, owner)
    if (flow === null) return E.right(entered)
    const asked = await factors.ask(flow, circumstances)
    // The SMS of a moment ago is still good.
    return E.isLeft(asked) && asked.left.code !== 'ResendTooSoon'
      ? E.left({ ...asked.left, entered })
      : E.right(entered)
  }

  const enterAs = async (
    proven: ProvenProfile,
    present: OpenSession | null,
    asked: Circumstances,
  ): Answer<ProfileSignInRefusal, Entered> => {
    const circumstances = asProfile(proven.profileId, asked)
    const done = isForIt(present, proven.profileId)
      ? await inPresent(present, proven, { ...circumstances, sessionId: present.sessionId })
      : await inNew(proven, circumstances)
    const entered = E.isLeft(done) ? done.left.entered : done.right
    if (entered === undefined) return done
    const valid = await unlessReplaced(entered, proven, circumstances)
    if (E.isLeft(valid) || E.isLeft(done)) return E.isLeft(valid) ? valid : done
    const { sessionId } = entered.session
    return askedFor(entered, proven, { ...circumstances, sessionId })
  }

  /** The flow of the second factor that a session waits for. */
  const due = async (present: OpenSession): Answer<ProfileSignInRefusal, FactorFlow<'signIn'>> => {
    const { profileId } = present
    const stage = stageOf({ ...present, status: 'open' })
    if (profileId === null || stage !== 'secondFactor') return E.left({ code: 'StageDue', due: stage })
    const owner = await registered(profileId)
    if (E.isLeft(owner)) return owner
    const flow = flowOf(present, profileId, owner.right)
    return flow === null ? E.left({ code: 'StageDue', due: stage }) : E.right(flow)
  }

  return {
    enter: (credentials, present, circumstances) => async () => {
      const proven = await profilePasswords.prove(credentials, circumstances)
      return E.isLeft(proven) ? proven : enterAs(proven.right, present, circumstances)
    },

    passSecondFactor: (present, code, circumstances) => async () => {
      const flow = await due(present)
      if (E.isLeft(flow)) return flow
      const proof = await factors.pass(flow.right, code, circumstances)
      if (E.isLeft(proof)) return proof
      const { sessionId } = present
      const decide = passSecondFactor(sessionId, proof.right)
      const told = await book.tell(sessionId, present, decide, circumstances)
      if (E.isLeft(told)) return told
      const more = { confirmedAt: clock.now() }
      return settle(sessionId, told.right, (now) => book.goOn(present, now, more), circumstances)
    },

    sendSecondFactor: (present, circumstances) => async () => {
      const flow = await due(present)
      if (E.isLeft(flow)) return flow
      return E.map(() => undefined)(await factors.ask(flow.right, circumstances))
    },

    ...confirmations({ ...parts, book, registered }),
  }
}
