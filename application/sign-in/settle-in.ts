import * as E from 'fp-ts/lib/Either.js'
import { isLinked, linkAccount } from '../../domain/profile/accounts.ts'
import { isOfferDue } from '../../domain/profile/life.ts'
import { type Profile, profile } from '../../domain/profile/profile.ts'
import { chooseAccount, type Session, stageOf } from '../../domain/session/session.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { SessionBook, Told } from './session-book.ts'
import type { ChoiceRefusal, Entered, OpenSession } from './sessions.ts'

interface Parts {
  readonly handler: CommandHandler
  readonly book: SessionBook
  /** Version of the offer that is in force. */
  readonly presentOffer: () => string
}

type Answer<A> = Promise<E.Either<ChoiceRefusal, A>>
type Write = (told: Told) => Answer<Entered>

/** How a session comes to the account that it works in. */
export interface SettleIn {
  /**
   * Writes down what was just told of a session, and goes as far as goes by itself: the account of a SIP entry is
   * linked (M10, M14) and chosen, or the only one that the Profile has (M15). What stands in the way is refused with
   * the session as it stands by then.
   */
  readonly settle: (
    sessionId: string,
    told: Told,
    write: Write,
    circumstances: Circumstances,
  ) => Answer<Entered>
  /** Chooses an account (M15). */
  readonly choose: (present: OpenSession, accountId: string, circumstances: Circumstances) => Answer<Entered>
}

/** Whoever is in acts as the Profile from here on. */
const asProfile = (profileId: string, sessionId: string, asked: Circumstances): Circumstances => ({
  ...asked,
  actor: { type: 'profile', id: profileId },
  sessionId,
})

const onlyAccount = (owner: Profile): string | null =>
  owner.status !== 'absent' && owner.status !== 'erased' && owner.accounts.length === 1
    ? (owner.accounts[0] ?? null)
    : null

export const settleIn = ({ handler, book, presentOffer }: Parts): SettleIn => {
  const load = async (profileId: string): Answer<Profile> =>
    E.map(({ state }: { readonly state: Profile }) => state)(await handler.load(profile, profileId)())

  const link = async (profileId: string, accountId: string, circumstances: Circumstances): Answer<Profile> =>
    E.map(({ state }: { readonly state: Profile }) => state)(
      await handler.execute({
        aggregate: profile,
        id: profileId,
        owner: `profile-${profileId}`,
        decide: linkAccount(accountId),
        circumstances: { ...circumstances, idempotency: null },
      })(),
    )

  /** A link withdrawn while the row was being written finds no row to end: so it is looked at once more. */
  const unlessWithdrawn = async (entered: Entered, circumstances: Circumstances): Answer<Entered> => {
    const { profileId, accountId } = entered.session
    if (profileId === null || accountId === null) return E.right(entered)
    const owner = await load(profileId)
    if (E.isRight(owner) && isLinked(owner.right, accountId)) return E.right(entered)
    await book.drop(entered.session, 'accountUnlinked', circumstances)
    return E.isLeft(owner) ? owner : E.left({ code: 'AccountNotFound' })
  }

  const chosenByItself = async (
    sessionId: string,
    told: Told,
    state: Session & { readonly status: 'open' },
    circumstances: Circumstances,
  ): Answer<Told> => {
    const { profileId, provenAccountId } = state
    if (profileId === null || stageOf(state) !== 'accountChoice') return E.right(told)
    const owner = await (provenAccountId === null
      ? load(profileId)
      : link(profileId, provenAccountId, circumstances))
    if (E.isLeft(owner)) return owner
    const accountId = provenAccountId ?? onlyAccount(owner.right)
    if (accountId === null || isOfferDue(owner.right, presentOffer())) return E.right(told)
    return book.tell(sessionId, state, chooseAccount(accountId, owner.right), circumstances)
  }

  /** The Profile as it may choose: its offer accepted, and the account that was proven in this session linked. */
  const ownerWho = async (
    { provenAccountId }: OpenSession,
    profileId: string,
    accountId: string,
    circumstances: Circumstances,
  ): Answer<Profile> => {
    const known = await load(profileId)
    if (E.isLeft(known)) return known
    if (isOfferDue(known.right, presentOffer())) return E.left({ code: 'OfferDue' })
    const isNew = accountId === provenAccountId && !isLinked(known.right, accountId)
    return isNew ? link(profileId, accountId, circumstances) : known
  }

  return {
    settle: async (sessionId, told, write, asked) => {
      const { state } = told
      if (state.status !== 'open') return E.left({ code: 'SessionEnded' })
      const circumstances = state.profileId === null ? asked : asProfile(state.profileId, sessionId, asked)
      const chosen = await chosenByItself(sessionId, told, state, circumstances)
      const written = await write(E.isRight(chosen) ? chosen.right : told)
      if (E.isLeft(written)) return written
      const entered = await unlessWithdrawn(written.right, circumstances)
      return E.isLeft(chosen) && E.isRight(entered)
        ? E.left({ ...chosen.left, entered: entered.right })
        : entered
    },

    choose: async (present, accountId, asked) => {
      const stage = stageOf({ ...present, status: 'open' })
      const { profileId, sessionId } = present
      if (profileId === null || stage === 'secondFactor') return E.left({ code: 'StageDue', due: stage })
      const circumstances = asProfile(profileId, sessionId, asked)
      const owner = await ownerWho(present, profileId, accountId, circumstances)
      if (E.isLeft(owner)) return owner
      const told = await book.tell(sessionId, present, chooseAccount(accountId, owner.right), circumstances)
      if (E.isLeft(told)) return told
      const written = await book.goOn(present, told.right, {})
      return E.isLeft(written) ? written : unlessWithdrawn(written.right, circumstances)
    },
  }
}
