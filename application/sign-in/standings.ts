import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { RefusalOf } from '../../domain/decision.ts'
import { isLinked } from '../../domain/profile/accounts.ts'
import { type Profile, profile, type RegisteredProfile } from '../../domain/profile/profile.ts'
import { type RegistrationStep, registration } from '../../domain/registration/registration.ts'
import type { Sealed } from '../../domain/sealed.ts'
import { type SessionStage, stageOf, stageShown } from '../../domain/session/session.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { OpenSession } from './sessions.ts'

/** Where a session stands, as the person in it is shown it. */
export interface Standing {
  readonly stage: SessionStage | 'emailConfirmation'
  /** Accounts that may be chosen (M15); the last may be one that was proven in this session and is linked by it (M14). */
  readonly accountIds: readonly string[]
  /** Whose Profile, once its second factor was given. */
  readonly profile: {
    readonly id: string
    readonly lastName: Sealed<string>
    readonly firstName: Sealed<string>
  } | null
  /** The registration that goes on in this session, and the step that is due in it. */
  readonly registration: { readonly id: string; readonly due: RegistrationStep } | null
  /** The offer in force, and whether the Profile has accepted this version. */
  readonly offer: { readonly version: string; readonly accepted: boolean } | null
}

type AdmitRefusal = RefusalOf<'StageDue' | 'AccountNotChosen' | 'AccountNotFound' | 'StoreUnavailable'>

/** What sessions may be shown and let into, by the streams themselves: nobody waits for a view. */
export interface Standings {
  readonly of: (session: OpenSession) => TaskEither<RefusalOf<'StoreUnavailable'>, Standing>
  /**
   * Lets a request for an account pass (M16). Refused: StageDue, AccountNotChosen for another of the Profile's own,
   * AccountNotFound for all others.
   */
  readonly admit: (session: OpenSession, accountId: string) => TaskEither<AdmitRefusal, string>
}

interface Parts {
  readonly handler: CommandHandler
  /** Version of the offer that is in force. */
  readonly presentOffer: () => string
}

type Answer<A> = Promise<E.Either<RefusalOf<'StoreUnavailable'>, A>>

const stageIn = (session: OpenSession): SessionStage => stageOf({ ...session, status: 'open' })

const isRegistered = (state: Profile): state is RegisteredProfile =>
  state.status === 'active' || state.status === 'blocked'

const choosable = ({ accounts, barred }: RegisteredProfile, proven: string | null): readonly string[] =>
  proven === null || accounts.includes(proven) || barred.includes(proven) ? accounts : [...accounts, proven]

export const standings = ({ handler, presentOffer }: Parts): Standings => {
  const ownerOf = async (profileId: string): Answer<Profile> =>
    E.map(({ state }: { readonly state: Profile }) => state)(await handler.load(profile, profileId)())

  const registrationOf = async (
    session: OpenSession,
    stage: SessionStage,
  ): Answer<Pick<Standing, 'stage' | 'registration'>> => {
    const { registrationId: id } = session
    if (id === null) return E.right({ stage, registration: null })
    const loaded = await handler.load(registration, id)()
    if (E.isLeft(loaded)) return loaded
    const { state } = loaded.right
    const isOver = state.status === 'absent' || state.status === 'completed' || state.status === 'abandoned'
    return E.right({
      stage: stageShown({ ...session, status: 'open' }, state),
      registration: isOver ? null : { id, due: state.status },
    })
  }

  const ofProfile = async (session: OpenSession, profileId: string): Answer<Standing> => {
    const owner = await ownerOf(profileId)
    if (E.isLeft(owner)) return owner
    const { right: state } = owner
    const stage = stageIn(session)
    if (stage === 'secondFactor' || !isRegistered(state))
      return E.right({ stage, accountIds: [], profile: null, registration: null, offer: null })
    const version = presentOffer()
    return E.right({
      stage,
      accountIds: choosable(state, session.provenAccountId),
      profile: { id: profileId, lastName: state.lastName, firstName: state.firstName },
      registration: null,
      offer: { version, accepted: state.offer?.version === version },
    })
  }

  const refused = async (session: OpenSession, accountId: string): Promise<E.Either<AdmitRefusal, never>> => {
    const stage = stageIn(session)
    if (stage === 'linkOrRegister' || stage === 'secondFactor')
      return E.left({ code: 'StageDue', due: stage })
    if (session.profileId === null) return E.left({ code: 'AccountNotFound' })
    const owner = await ownerOf(session.profileId)
    if (E.isLeft(owner)) return owner
    return E.left({ code: isLinked(owner.right, accountId) ? 'AccountNotChosen' : 'AccountNotFound' })
  }

  return {
    of: (session) => async () => {
      if (session.profileId !== null) return ofProfile(session, session.profileId)
      const accountIds = session.accountId === null ? [] : [session.accountId]
      const begun = await registrationOf(session, stageIn(session))
      return E.map((shown: Pick<Standing, 'stage' | 'registration'>) => ({
        ...{ accountIds, profile: null, offer: null },
        ...shown,
      }))(begun)
    },

    admit: (session, accountId) => async () =>
      stageIn(session) === 'open' && session.accountId === accountId
        ? E.right(accountId)
        : refused(session, accountId),
  }
}
