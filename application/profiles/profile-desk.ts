import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { isLinked, liftBar, withdrawAccount } from '../../domain/profile/accounts.ts'
import { emailOf } from '../../domain/profile/email.ts'
import type { SecondFactorMethod } from '../../domain/profile/events.ts'
import { unblockSignIn } from '../../domain/profile/password.ts'
import { phoneOf } from '../../domain/profile/phone.ts'
import {
  type Person,
  type Profile,
  type ProfileDecision,
  profile,
  type RegisteredProfile,
} from '../../domain/profile/profile.ts'
import { liftTwoFactor } from '../../domain/profile/second-factor.ts'
import type { Sealed } from '../../domain/sealed.ts'
import { reset, signInFailures } from '../../domain/sign-in-failures/sign-in-failures.ts'
import type { AccountFinder } from '../accounts/account-finder.ts'
import type { ProfileClaims, UniqueValue } from '../claims/profile-claims.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Position } from '../ports/event-store.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { Views } from '../projections/views.ts'
import type { Refusal } from '../refusal.ts'
import type { Sessions } from '../sign-in/sessions.ts'
import { endSessionsOfLink } from '../sign-in/sessions-of-link.ts'

export interface DeskAccount {
  readonly accountId: string
  readonly login: Sealed<string>
}

/** A Profile as the desk sees it: whose it is, its links and bars, and nothing else. */
export interface DeskProfile extends Person {
  readonly profileId: string
  readonly status: RegisteredProfile['status']
  readonly secondFactor: SecondFactorMethod | null
  readonly accounts: readonly DeskAccount[]
  readonly barred: readonly DeskAccount[]
  /** Of the Profile's stream. */
  readonly position: Position | null
}

/** A Profile beside an account. */
export interface ProfileOfAccount extends Pick<Person, 'lastName' | 'firstName'> {
  readonly profileId: string
  readonly access: 'linked' | 'barred'
}

/** A phone or an e-mail, as it was written. */
export type ProfileSought = { readonly phone: string } | { readonly email: string }

type Change = (circumstances: Circumstances) => TaskEither<Refusal, DeskProfile>

/** What the operator's manager does about Profiles; each act with its reason, in the Profile's own stream. */
export interface ProfileDesk {
  /** Exact, through claims; `null` when no Profile has it. Refused: PhoneInvalid, EmailInvalid. */
  readonly find: (sought: ProfileSought) => TaskEither<Refusal, DeskProfile | null>
  /** Refused: ProfileNotFound, ProfileErased. */
  readonly show: (profileId: string) => TaskEither<Refusal, DeskProfile>
  /** Who may work in an account, and who may no more (M13, M18). Refused: ViewBehind. */
  readonly ofAccount: (
    accountId: string,
    since: Position | null,
  ) => TaskEither<Refusal, readonly ProfileOfAccount[]>
  /** M18: unlinks, bars, and ends that Profile's sessions there; the next request of each is refused. */
  readonly withdraw: (profileId: string, accountId: string) => Change
  readonly liftBar: (profileId: string, accountId: string) => Change
  /** Lets the present password be accepted again after too many wrong ones. */
  readonly unblock: (profileId: string) => Change
  /** Switches off a second factor that its owner cannot give; a password is enough again. */
  readonly liftTwoFactor: (profileId: string) => Change
}

interface Parts {
  readonly handler: CommandHandler
  readonly claims: Pick<ProfileClaims, 'holderOf'>
  readonly finder: Pick<AccountFinder, 'loginOf'>
  readonly sessions: Pick<Sessions, 'endOthers'>
  readonly views: Pick<Views, 'readAt'>
  readonly fingerprints: Fingerprints
}

type Answer<A> = Promise<E.Either<Refusal, A>>

interface Found {
  readonly state: RegisteredProfile
  readonly position: Position | null
}

/** Entries read at a time of an account's links; their number is the number of links ever made and undone. */
const pageSize = 500
const linkEvents = ['AccountLinked', 'AccountBarred']

const soughtValue = (sought: ProfileSought): E.Either<Refusal, UniqueValue> => {
  if ('phone' in sought) {
    const phone = phoneOf(sought.phone)
    return phone === null ? E.left({ code: 'PhoneInvalid' }) : E.right({ kind: 'phone', phone })
  }
  const email = emailOf(sought.email)
  return email === null ? E.left({ code: 'EmailInvalid' }) : E.right({ kind: 'email', email })
}

const registered = (state: Profile): E.Either<Refusal, RegisteredProfile> => {
  if (state.status === 'absent') return E.left({ code: 'ProfileNotFound' })
  return state.status === 'erased' ? E.left({ code: 'ProfileErased' }) : E.right(state)
}

const accessOf = (state: Profile, accountId: string): ProfileOfAccount['access'] | null => {
  if (isLinked(state, accountId)) return 'linked'
  const isKnown = state.status === 'active' || state.status === 'blocked'
  return isKnown && state.barred.includes(accountId) ? 'barred' : null
}

export const profileDesk = (parts: Parts): ProfileDesk => {
  const { handler, claims, finder, sessions, views, fingerprints } = parts

  const load = async (profileId: string): Answer<Found> => {
    const loaded = await handler.load(profile, profileId)()
    if (E.isLeft(loaded)) return loaded
    const { state, position } = loaded.right
    return E.map((known: RegisteredProfile) => ({ state: known, position }))(registered(state))
  }

  const named = async (accountIds: readonly string[]): Answer<readonly DeskAccount[]> => {
    const accounts: DeskAccount[] = []
    for (const accountId of accountIds) {
      const login = await finder.loginOf(accountId)()
      if (E.isRight(login)) accounts.push({ accountId, login: login.right })
      else if (login.left.code === 'StoreUnavailable') return login
    }
    return E.right(accounts)
  }

  const shown = async (profileId: string, { state, position }: Found): Answer<DeskProfile> => {
    const accounts = await named(state.accounts)
    if (E.isLeft(accounts)) return accounts
    const barred = await named(state.barred)
    if (E.isLeft(barred)) return barred
    const { status, lastName, firstName, phone, email } = state
    return E.right({
      secondFactor: state.twoFactor?.method ?? null,
      ...{ profileId, status, lastName, firstName, phone, email, position },
      accounts: accounts.right,
      barred: barred.right,
    })
  }

  const show = async (profileId: string): Answer<DeskProfile> => {
    const found = await load(profileId)
    return E.isLeft(found) ? found : shown(profileId, found.right)
  }

  const change = async (
    profileId: string,
    decide: ProfileDecision,
    circumstances: Circumstances,
  ): Answer<DeskProfile> => {
    const owner = `profile-${profileId}` as const
    const done = await handler.execute({ aggregate: profile, id: profileId, owner, decide, circumstances })()
    if (E.isLeft(done)) return done
    const state = registered(done.right.state)
    return E.isLeft(state) ? state : shown(profileId, { state: state.right, position: done.right.position })
  }

  const withdraw = async (
    profileId: string,
    accountId: string,
    circumstances: Circumstances,
  ): Answer<DeskProfile> => {
    const account = await finder.loginOf(accountId)()
    if (E.isLeft(account)) return account
    const withdrawn = await change(profileId, withdrawAccount(accountId), circumstances)
    if (E.isLeft(withdrawn)) return withdrawn
    const ended = await endSessionsOfLink(
      sessions,
      { profileId, accountId },
      'accessWithdrawn',
      circumstances,
    )()
    return E.isLeft(ended) ? ended : withdrawn
  }

  /** The counts first: with a hundred failures left the next attempt would block it again. */
  const forgetFailures = async (profileId: string, circumstances: Circumstances): Answer<void> => {
    for (const guessed of ['profile', 'confirmation', 'secondFactor']) {
      const forgotten = await handler.execute({
        aggregate: signInFailures,
        id: fingerprints.of('signInFailures', guessed, profileId),
        owner: `profile-${profileId}`,
        decide: reset,
        circumstances: { ...circumstances, idempotency: null },
      })()
      if (E.isLeft(forgotten)) return forgotten
    }
    return E.right(undefined)
  }

  const find = async (sought: ProfileSought): Answer<DeskProfile | null> => {
    const value = soughtValue(sought)
    if (E.isLeft(value)) return value
    const holder = await claims.holderOf(value.right)()
    if (E.isLeft(holder)) return holder
    if (holder.right === null) return E.right(null)
    const found = await show(holder.right)
    // A registration holds its phone before there is a Profile.
    const isNone =
      E.isLeft(found) && (found.left.code === 'ProfileNotFound' || found.left.code === 'ProfileErased')
    return isNone ? E.right(null) : found
  }

  /** Every Profile that was ever linked to the account or barred from it, as the history has it. */
  const everBeside = async (accountId: string, since: Position | null): Answer<ReadonlySet<string>> => {
    const reader = await views.readAt(since)()
    if (E.isLeft(reader)) return reader
    const beside = new Set<string>()
    for (let before: Position | undefined; ; ) {
      const page = await reader.right.history({ accountId, types: linkEvents, before, limit: pageSize })
      for (const { profileId } of page) if (profileId !== null) beside.add(profileId)
      if (page.length < pageSize) return E.right(beside)
      before = page.at(-1)?.position
    }
  }

  const ofAccount = async (
    accountId: string,
    since: Position | null,
  ): Answer<readonly ProfileOfAccount[]> => {
    const beside = await everBeside(accountId, since)
    if (E.isLeft(beside)) return beside
    const found: ProfileOfAccount[] = []
    for (const profileId of beside.right) {
      const loaded = await load(profileId)
      if (E.isLeft(loaded)) {
        if (loaded.left.code === 'StoreUnavailable') return loaded
        continue
      }
      const { lastName, firstName } = loaded.right.state
      const access = accessOf(loaded.right.state, accountId)
      if (access !== null) found.push({ profileId, lastName, firstName, access })
    }
    return E.right(found)
  }

  return {
    find: (sought) => () => find(sought),
    show: (profileId) => () => show(profileId),
    ofAccount: (accountId, since) => () => ofAccount(accountId, since),
    withdraw: (profileId, accountId) => (circumstances) => () =>
      withdraw(profileId, accountId, circumstances),
    liftBar: (profileId, accountId) => (circumstances) => () =>
      change(profileId, liftBar(accountId), circumstances),
    liftTwoFactor: (profileId) => (circumstances) => () => change(profileId, liftTwoFactor, circumstances),
    unblock: (profileId) => (circumstances) => async () => {
      const present = await load(profileId)
      if (E.isLeft(present)) return present
      const forgotten = await forgetFailures(profileId, circumstances)
      return E.isLeft(forgotten) ? forgotten : change(profileId, unblockSignIn, circumstances)
    },
  }
}
