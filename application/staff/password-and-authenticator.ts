import * as E from 'fp-ts/lib/Either.js'
import { isSetupOpen } from '../../domain/authenticator-setup.ts'
import type { RefusalOf } from '../../domain/decision.ts'
import { profilePasswordFaults } from '../../domain/profile/profile-password.ts'
import {
  changeStaffPassword,
  type KnownStaff,
  type Staff,
  type StaffDecision,
  type StaffStage,
  setAuthenticator,
  staff,
  stageOfStaff,
} from '../../domain/staff/staff.ts'
import { signIn, signOut, staffSession } from '../../domain/staff/staff-session.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import { isSurelyUnnamed } from '../commands/unnamed-secret.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Clock } from '../ports/clock.ts'
import type { Position } from '../ports/event-store.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { Ids } from '../ports/ids.ts'
import type { IsCommonPassword, PasswordVault } from '../ports/passwords.ts'
import type { AuthenticatorVault } from '../ports/second-factors.ts'
import {
  isLiveStaff,
  type StaffSessionChange,
  type StaffSessionRow,
  type StaffSessionStore,
  staffAbsoluteLimit,
  staffSessionEnd,
} from '../ports/staff-sessions.ts'
import type { SecretVault } from '../ports/vault.ts'
import type { Refusal } from '../refusal.ts'
import { staffGuesses } from './staff-guesses.ts'
import { actorOfStaff, type OpenStaffSession, type StaffEntered, type StaffSignIn } from './staff-sign-in.ts'

interface Parts {
  readonly handler: CommandHandler
  readonly passwords: PasswordVault
  readonly isCommonPassword: IsCommonPassword
  readonly authenticators: AuthenticatorVault
  readonly secrets: Pick<SecretVault, 'destroy'>
  readonly sessions: StaffSessionStore
  readonly fingerprints: Fingerprints
  readonly ids: Ids
  readonly clock: Clock
}

const shown = (row: StaffSessionRow, known: KnownStaff): OpenStaffSession => {
  const { lastSeenAt: _, ...kept } = row
  const { role, login, name } = known
  const stage = stageOfStaff(known, row.factorShownAt !== null)
  return { ...kept, role, login, name, stage, expiresAt: staffSessionEnd(row) }
}

const isAt = (stage: StaffStage, session: OpenStaffSession): E.Either<RefusalOf<'StageDue'>, void> =>
  session.stage === stage ? E.right(undefined) : E.left({ code: 'StageDue', due: session.stage })

type Answer<A> = Promise<E.Either<Refusal, A>>

/** Event, then row, then cookie, at every step; each step gives the session another token. */
export const passwordAndAuthenticator = (parts: Parts): StaffSignIn => {
  const { handler, passwords, authenticators, secrets, sessions, fingerprints, ids, clock } = parts
  const guesses = staffGuesses(parts)
  const hashOf = (token: string) => fingerprints.of('token', 'staff', token)

  const load = async (staffId: string): Promise<E.Either<RefusalOf<'StoreUnavailable'>, Staff>> =>
    E.map(({ state }: { readonly state: Staff }) => state)(await handler.load(staff, staffId)())

  const execute = async (
    staffId: string,
    decide: StaffDecision,
    circumstances: Circumstances,
  ): Answer<KnownStaff> => {
    const told = { ...circumstances, idempotency: null }
    const order = { aggregate: staff, id: staffId, owner: `staff-${staffId}` } as const
    const done = await handler.execute({ ...order, decide, circumstances: told })()
    if (E.isLeft(done)) return done
    const { state } = done.right
    return state.status === 'absent' ? E.left({ code: 'StaffNotFound' }) : E.right(state)
  }

  const tell = async (
    { sessionId, staffId, role }: Pick<OpenStaffSession, 'sessionId' | 'staffId' | 'role'>,
    decide: ReturnType<typeof signIn>,
    circumstances: Circumstances,
  ): Answer<Position | null> => {
    const told = { ...circumstances, actor: actorOfStaff({ role, staffId }), sessionId, idempotency: null }
    const done = await handler.execute({
      aggregate: staffSession,
      id: sessionId,
      owner: `staff-${staffId}`,
      decide,
      circumstances: told,
    })()
    return E.isLeft(done) ? E.left({ code: 'StoreUnavailable', retryAfter: 2 }) : E.right(done.right.position)
  }

  const open = async (staffId: string, known: KnownStaff): Answer<StaffEntered> => {
    const now = clock.now()
    const token = ids.token()
    const row: StaffSessionRow = {
      ...{ sessionId: ids.uuid(), tokenHash: hashOf(token), staffId },
      ...{ passwordNumber: known.passwordNumber, factorShownAt: null, setupRef: null },
      ...{ openedAt: now, lastSeenAt: now, expiresAt: now + staffAbsoluteLimit },
    }
    await sessions.put(row)
    return E.right({ token, session: shown(row, known), position: null })
  }

  /** Goes on to the next stage under a new token; the last step is told before the desk opens. */
  const advance = async (
    present: OpenStaffSession,
    known: KnownStaff,
    changed: StaffSessionChange,
    circumstances: Circumstances,
  ): Answer<StaffEntered> => {
    const now = clock.now()
    const token = ids.token()
    const { role, login, name, stage: _, ...kept } = present
    const row = { ...kept, ...changed, tokenHash: hashOf(token), lastSeenAt: now }
    const session = shown({ ...row, expiresAt: present.openedAt + staffAbsoluteLimit }, known)
    const told =
      session.stage === 'open' ? await tell(session, signIn(session.staffId), circumstances) : E.right(null)
    if (E.isLeft(told)) return told
    const rotated = await sessions.rotate(present.tokenHash, session.tokenHash, changed)
    return rotated ? E.right({ token, session, position: told.right }) : E.left({ code: 'SessionEnded' })
  }

  const present = async (staffId: string): Answer<KnownStaff> => {
    const loaded = await load(staffId)
    if (E.isLeft(loaded)) return loaded
    return loaded.right.status === 'absent' ? E.left({ code: 'StaffNotFound' }) : E.right(loaded.right)
  }

  /** Whose code is due: the authenticator's that is set, or that of the one that is being set up. */
  const authenticatorDue = (
    { stage, setupRef }: OpenStaffSession,
    { totpRef }: KnownStaff,
  ): E.Either<RefusalOf<'StageDue'>, string> => {
    const ref = stage === 'authenticatorSetup' ? setupRef : stage === 'secondFactor' ? totpRef : null
    return ref === null ? E.left({ code: 'StageDue', due: stage }) : E.right(ref)
  }

  /** A secret that the sweep has taken, or may take any moment, would let the person in never again. */
  const isStillThere = async ({ stage }: OpenStaffSession, ref: string): Promise<boolean> =>
    stage !== 'authenticatorSetup' || isSetupOpen(await authenticators.begunAt(ref), clock.now())

  const passFactor = async (
    session: OpenStaffSession,
    code: string,
    circumstances: Circumstances,
  ): Answer<StaffEntered> => {
    const { staffId, stage, passwordNumber } = session
    const before = await present(staffId)
    if (E.isLeft(before)) return before
    const due = authenticatorDue(session, before.right)
    if (E.isLeft(due)) return due
    if (!(await isStillThere(session, due.right))) return E.left({ code: 'StageDue', due: stage })
    const isRight = () => authenticators.check(due.right, code, clock.now())
    const guessed = await guesses.code(staffId, before.right, circumstances, isRight)
    if (E.isLeft(guessed)) return guessed
    const isNew = stage === 'authenticatorSetup'
    const decide = setAuthenticator(passwordNumber, due.right)
    const known = isNew ? await execute(staffId, decide, circumstances) : before
    if (E.isLeft(known)) return known
    return advance(session, known.right, { factorShownAt: clock.now(), setupRef: null }, circumstances)
  }

  /** Refuses what may not be a password of one's own. */
  const examined = async (present: OpenStaffSession, known: KnownStaff, password: string): Answer<void> => {
    const names = [present.name, present.login].filter((word) => typeof word === 'string')
    const owner = { names: names.flatMap((word) => word.split(' ')), phone: '', email: '' }
    const isWeak = profilePasswordFaults(password, owner, parts.isCommonPassword).length > 0
    if (isWeak) return E.left({ code: 'ProfilePasswordWeak' })
    const same = await passwords.verify(known.passwordRef, password)
    if (E.isLeft(same)) return same
    return same.right === 'wrong' ? E.right(undefined) : E.left({ code: 'StaffPasswordUnchanged' })
  }

  const changePassword = async (
    session: OpenStaffSession,
    password: string,
    circumstances: Circumstances,
  ): Answer<StaffEntered> => {
    const due = isAt('passwordChange', session)
    if (E.isLeft(due)) return due
    const { staffId, passwordNumber } = session
    const before = await present(staffId)
    if (E.isLeft(before)) return before
    const mayBe = await examined(session, before.right, password)
    if (E.isLeft(mayBe)) return mayBe
    const kept = await passwords.put(`staff-${staffId}`, password)
    if (E.isLeft(kept)) return kept
    const known = await execute(staffId, changeStaffPassword(passwordNumber, kept.right), circumstances)
    if (E.isLeft(known)) {
      if (isSurelyUnnamed(known.left)) await secrets.destroy(kept.right)
      return known
    }
    await secrets.destroy(before.right.passwordRef)
    return advance(session, known.right, { passwordNumber: known.right.passwordNumber }, circumstances)
  }

  return {
    enter: (credentials, circumstances) => async () => {
      const guessed = await guesses.password(credentials, circumstances)
      return E.isLeft(guessed) ? guessed : open(guessed.right.staffId, guessed.right.known)
    },

    passFactor: (present, code, circumstances) => () => passFactor(present, code, circumstances),
    changePassword: (present, password, circumstances) => () =>
      changePassword(present, password, circumstances),

    setUpAuthenticator: (present) => async () => {
      const due = isAt('authenticatorSetup', present)
      if (E.isLeft(due)) return due
      const { staffId, sessionId, login } = present
      const made = await authenticators.begin(`staff-${staffId}`, typeof login === 'string' ? login : 'staff')
      if (!(await sessions.note(sessionId, { setupRef: made.ref }))) return E.left({ code: 'SessionEnded' })
      if (present.setupRef !== null) await secrets.destroy(present.setupRef)
      return E.right(made)
    },

    find: (token) => async () => {
      const row = await sessions.find(hashOf(token))
      const now = clock.now()
      if (row === null || !isLiveStaff(row, now)) return E.right(null)
      const known = await load(row.staffId)
      if (E.isLeft(known)) return known
      const { right: state } = known
      if (state.status !== 'active' || state.passwordNumber !== row.passwordNumber) return E.right(null)
      await sessions.touch(row.sessionId, now)
      return E.right(shown({ ...row, lastSeenAt: now }, state))
    },

    leave: (present, circumstances) => async () => {
      // Out first, told second: whoever leaves is out even if the log cannot be told at once.
      await sessions.end(present.sessionId)
      return tell(present, signOut, circumstances)
    },
  }
}
