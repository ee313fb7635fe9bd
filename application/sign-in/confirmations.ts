import * as E from 'fp-ts/lib/Either.js'
import type { RefusalOf } from '../../domain/decision.ts'
import { minutes } from '../../domain/instant.ts'
import type { RegisteredProfile } from '../../domain/profile/profile.ts'
import { isErased } from '../../domain/sealed.ts'
import { type ConfirmedBy, confirmSession } from '../../domain/session/session.ts'
import { loginOfNumber } from '../../domain/sip-account/number.ts'
import { sipAccount } from '../../domain/sip-account/sip-account.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import type { ProfilePasswords } from './profile-credentials.ts'
import type { ConfirmationRefusal, ProfileSignIn } from './profile-sign-in.ts'
import type { FactorFlow, SecondFactors } from './second-factors.ts'
import type { SessionBook } from './session-book.ts'
import type { OpenSession } from './sessions.ts'
import type { ProveSipCredentials } from './sip-credentials.ts'

interface Parts {
  readonly handler: CommandHandler
  readonly ids: Ids
  readonly clock: Clock
  readonly book: SessionBook
  readonly proveSipCredentials: ProveSipCredentials
  readonly profilePasswords: ProfilePasswords
  readonly secondFactors: SecondFactors
  readonly registered: (
    profileId: string,
  ) => Answer<RefusalOf<'StoreUnavailable' | 'SessionEnded'>, RegisteredProfile>
}

type Answer<Refused, A> = Promise<E.Either<Refused, A>>

/** How long a code that was passed may wait for its use, as after a crash. */
const passedLasts = minutes(5)

/** Whoever is in is not told that credentials or a code are wrong: a client would think that it is signed out. */
const wrong = (refusal: RefusalOf<ConfirmationRefusal['code']>): ConfirmationRefusal =>
  refusal.code === 'CredentialsWrong' || refusal.code === 'CodeWrong'
    ? { code: 'ConfirmationWrong' }
    : refusal

/** Step-up (`security.md`): the password, or a code of the second factor, given again by somebody who is in. */
export const confirmations = (parts: Parts): Pick<ProfileSignIn, 'confirm' | 'sendConfirmation'> => {
  const { handler, ids, clock, book, proveSipCredentials, profilePasswords, registered } = parts
  const factors = parts.secondFactors

  /** Each confirmation is a flow of its own: the one before has moved `confirmedAt`. */
  const stepUpFlow = async (present: OpenSession): Answer<ConfirmationRefusal, FactorFlow<'stepUp'>> => {
    const { profileId, sessionId, confirmedAt } = present
    if (profileId === null) return E.left({ code: 'TwoFactorOff' })
    if (present.secondFactor !== null) return E.left({ code: 'StageDue', due: 'secondFactor' })
    const owner = await registered(profileId)
    if (E.isLeft(owner)) return owner
    const method = owner.right.twoFactor?.method
    if (method === undefined) return E.left({ code: 'TwoFactorOff' })
    const flowId = ids.named('stepUp', sessionId, String(confirmedAt))
    return E.right({ purpose: 'stepUp', flowId, profileId, owner: owner.right, method })
  }

  const bySipPassword = async (
    { provenAccountId }: OpenSession,
    password: string,
    circumstances: Circumstances,
  ): Answer<ConfirmationRefusal, ConfirmedBy> => {
    const loaded = await handler.load(sipAccount, provenAccountId ?? 'nobody')()
    if (E.isLeft(loaded)) return loaded
    const { state } = loaded.right
    if (state.status === 'absent' || isErased(state.number)) return E.left({ code: 'ConfirmationWrong' })
    const login = loginOfNumber(state.number)
    return E.map(() => 'password' as const)(await proveSipCredentials({ login, password }, circumstances)())
  }

  const byPassword = async (
    present: OpenSession,
    password: string,
    circumstances: Circumstances,
  ): Answer<ConfirmationRefusal, ConfirmedBy> => {
    if (present.secondFactor !== null) return E.left({ code: 'StageDue', due: 'secondFactor' })
    if (present.profileId === null) return bySipPassword(present, password, circumstances)
    const proven = await profilePasswords.proveAgain(present.profileId, password, circumstances)
    return E.map(() => 'password' as const)(proven)
  }

  const byCode = async (
    present: OpenSession,
    code: string,
    circumstances: Circumstances,
  ): Answer<ConfirmationRefusal, ConfirmedBy> => {
    const flow = await stepUpFlow(present)
    if (E.isLeft(flow)) return flow
    const passed = await factors.pass(flow.right, code, circumstances)
    if (E.isLeft(passed)) return passed
    // What was passed and not used, as after a crash, is no confirmation of today.
    return clock.now() - passed.right.passedAt < passedLasts
      ? E.right(flow.right.method)
      : E.left({ code: 'ChallengeExpired' })
  }

  return {
    confirm: (present, given, circumstances) => async () => {
      const by =
        'password' in given
          ? await byPassword(present, given.password, circumstances)
          : await byCode(present, given.code, circumstances)
      if (E.isLeft(by)) return E.left(wrong(by.left))
      const told = await book.tell(present.sessionId, present, confirmSession(by.right), circumstances)
      if (E.isLeft(told)) return told
      return book.goOn(present, told.right, { confirmedAt: clock.now() })
    },

    sendConfirmation: (present, circumstances) => async () => {
      const flow = await stepUpFlow(present)
      if (E.isLeft(flow)) return flow
      const asked = await factors.ask(flow.right, circumstances)
      return E.map(() => undefined)(asked)
    },
  }
}
