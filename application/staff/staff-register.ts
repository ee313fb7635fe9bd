import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type Claim, claim, confirm, reserve } from '../../domain/claim/claim.ts'
import type { RefusalOf } from '../../domain/decision.ts'
import type { Instant } from '../../domain/instant.ts'
import { personNameOf } from '../../domain/profile/person-name.ts'
import type { StaffRole } from '../../domain/staff/events.ts'
import { staffLoginOf } from '../../domain/staff/login.ts'
import {
  createStaff,
  disableStaff,
  enableStaff,
  type KnownStaff,
  oneTimePasswordLasts,
  resetSecondFactor,
  type Staff,
  type StaffDecision,
  staff,
} from '../../domain/staff/staff.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import { isSurelyUnnamed } from '../commands/unnamed-secret.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Clock } from '../ports/clock.ts'
import type { Position } from '../ports/event-store.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { Ids } from '../ports/ids.ts'
import type { PasswordVault } from '../ports/passwords.ts'
import type { StaffSessionStore } from '../ports/staff-sessions.ts'
import type { SecretVault } from '../ports/vault.ts'
import type { Views } from '../projections/views.ts'
import type { Refusal } from '../refusal.ts'

export interface StaffWanted {
  readonly login: string
  readonly name: string
  readonly role: StaffRole
}

/** Shown this once; only its hash is kept. */
export interface OneTimePassword {
  readonly staffId: string
  readonly password: string
  readonly expiresAt: Instant
  readonly position: Position | null
}

export interface StaffListing extends Pick<KnownStaff, 'login' | 'name' | 'role' | 'status'> {
  readonly staffId: string
  readonly hasSecondFactor: boolean
}

/** Who may act for the operator: administered by the CLI alone (`security.md`, staff). */
export interface StaffRegister {
  /** A crashed try is completed by the next. Refused: StaffLoginInvalid, StaffNameInvalid, StaffExists, HashingBusy. */
  readonly create: (wanted: StaffWanted, circumstances: Circumstances) => TaskEither<Refusal, OneTimePassword>
  /** Exact, through the login's claim; `null` when nobody has it. */
  readonly idOf: (login: string) => TaskEither<RefusalOf<'StoreUnavailable'>, string | null>
  readonly show: (staffId: string) => TaskEither<Refusal, StaffListing>
  readonly list: () => TaskEither<Refusal, readonly StaffListing[]>
  /** Shuts somebody out, or lets them in again; open sessions end with the next request. */
  readonly setState: (
    staffId: string,
    state: 'active' | 'disabled',
    circumstances: Circumstances,
  ) => TaskEither<Refusal, StaffListing & { readonly position: Position | null }>
  /** A lost authenticator, or a forgotten password: both begin anew with another one-time password. */
  readonly resetSecondFactor: (
    staffId: string,
    circumstances: Circumstances,
  ) => TaskEither<Refusal, OneTimePassword>
}

interface Parts {
  readonly handler: CommandHandler
  readonly passwords: PasswordVault
  readonly secrets: Pick<SecretVault, 'destroy'>
  readonly sessions: Pick<StaffSessionStore, 'endAll'>
  readonly views: Pick<Views, 'readAt'>
  readonly fingerprints: Fingerprints
  readonly ids: Ids
  readonly clock: Clock
}

/** More than an operator has. */
const mostListed = 1000

const listed = (staffId: string, { login, name, role, status, totpRef }: KnownStaff): StaffListing => ({
  staffId,
  ...{ login, name, role, status },
  hasSecondFactor: totpRef !== null,
})

/** Id of the stream that makes a staff login unique. */
export const claimOfStaffLogin = (fingerprints: Fingerprints, login: string): string =>
  `staffLogin-${fingerprints.of('claim', 'staffLogin', login)}`

export const staffRegister = (parts: Parts): StaffRegister => {
  const { handler, passwords, secrets, sessions, views, fingerprints, ids, clock } = parts

  const load = async (staffId: string): Promise<E.Either<RefusalOf<'StoreUnavailable'>, Staff>> =>
    E.map(({ state }: { readonly state: Staff }) => state)(await handler.load(staff, staffId)())

  const execute = (staffId: string, decide: StaffDecision, circumstances: Circumstances) =>
    handler.execute({ aggregate: staff, id: staffId, owner: `staff-${staffId}`, decide, circumstances })()

  const claimed = (login: string, owner: string, circumstances: Circumstances) => {
    const order = { aggregate: claim, id: claimOfStaffLogin(fingerprints, login) } as const
    const told = { owner: `staff-${owner}`, circumstances: { ...circumstances, idempotency: null } } as const
    return {
      reserve: () => handler.execute({ ...order, ...told, decide: reserve(owner, null) })(),
      confirm: () => handler.execute({ ...order, ...told, decide: confirm(owner) })(),
    }
  }

  const holderOf = async (login: string): Promise<E.Either<RefusalOf<'StoreUnavailable'>, string | null>> =>
    E.map(({ state }: { readonly state: Claim }) => (state.status === 'free' ? null : state.owner))(
      await handler.load(claim, claimOfStaffLogin(fingerprints, login))(),
    )

  /** A one-time password in the vault, named by what is decided, and destroyed again when that is refused. */
  const withPassword = async (
    staffId: string,
    decide: (passwordRef: string) => StaffDecision,
    circumstances: Circumstances,
  ): Promise<E.Either<Refusal, OneTimePassword>> => {
    const password = ids.sipPassword()
    const kept = await passwords.put(`staff-${staffId}`, password)
    if (E.isLeft(kept)) return kept
    const done = await execute(staffId, decide(kept.right), { ...circumstances, idempotency: null })
    if (E.isLeft(done)) {
      if (isSurelyUnnamed(done.left)) await secrets.destroy(kept.right)
      return done
    }
    const expiresAt = clock.now() + oneTimePasswordLasts
    return E.right({ staffId, password, expiresAt, position: done.right.position })
  }

  /** Whose the login is to be: a new id, or that of a try that broke off before it was anybody's. */
  const ownerFor = async (login: string): Promise<E.Either<Refusal, string>> => {
    const holder = await holderOf(login)
    if (E.isLeft(holder)) return holder
    if (holder.right === null) return E.right(ids.uuid())
    const known = await load(holder.right)
    if (E.isLeft(known)) return known
    return known.right.status === 'absent' ? E.right(holder.right) : E.left({ code: 'StaffExists' })
  }

  const create = async (
    wanted: StaffWanted,
    circumstances: Circumstances,
  ): Promise<E.Either<Refusal, OneTimePassword>> => {
    const login = staffLoginOf(wanted.login)
    if (login === null) return E.left({ code: 'StaffLoginInvalid' })
    const name = personNameOf(wanted.name)
    if (name === null) return E.left({ code: 'StaffNameInvalid' })
    const owner = await ownerFor(login)
    if (E.isLeft(owner)) return owner
    const staffId = owner.right
    const value = claimed(login, staffId, circumstances)
    const reserved = await value.reserve()
    if (E.isLeft(reserved))
      return reserved.left.code === 'ValueTaken' ? E.left({ code: 'StaffExists' }) : reserved
    const decide = (passwordRef: string) => createStaff({ role: wanted.role, login, name, passwordRef })
    const created = await withPassword(staffId, decide, circumstances)
    if (E.isLeft(created)) return created
    // A reservation without an end is firm: what a crash leaves unconfirmed is nobody else's either.
    await value.confirm()
    return created
  }

  const reset = async (
    staffId: string,
    circumstances: Circumstances,
  ): Promise<E.Either<Refusal, OneTimePassword>> => {
    const before = await load(staffId)
    if (E.isLeft(before)) return before
    if (before.right.status === 'absent') return E.left({ code: 'StaffNotFound' })
    const { passwordRef, totpRef } = before.right
    const issued = await withPassword(staffId, resetSecondFactor, circumstances)
    if (E.isLeft(issued)) return issued
    await sessions.endAll(staffId)
    await secrets.destroy(passwordRef)
    if (totpRef !== null) await secrets.destroy(totpRef)
    return issued
  }

  const listings = async (
    created: readonly { readonly stream: string }[],
  ): Promise<E.Either<Refusal, readonly StaffListing[]>> => {
    const found: StaffListing[] = []
    for (const { stream } of created) {
      const staffId = stream.slice('staff-'.length)
      const known = await load(staffId)
      if (E.isLeft(known)) return known
      if (known.right.status !== 'absent') found.push(listed(staffId, known.right))
    }
    return E.right(found)
  }

  const list = async (): Promise<E.Either<Refusal, readonly StaffListing[]>> => {
    const reader = await views.readAt(null)()
    if (E.isLeft(reader)) return reader
    const created = await reader.right.history({ types: ['StaffCreated'], limit: mostListed })
    return listings(created)
  }

  return {
    create: (wanted, circumstances) => () => create(wanted, circumstances),

    idOf: (written) => async () => {
      const login = staffLoginOf(written)
      return login === null ? E.right(null) : holderOf(login)
    },

    show: (staffId) => async () => {
      const known = await load(staffId)
      if (E.isLeft(known)) return known
      return known.right.status === 'absent'
        ? E.left({ code: 'StaffNotFound' })
        : E.right(listed(staffId, known.right))
    },

    list: () => list,

    setState: (staffId, state, circumstances) => async () => {
      const done = await execute(staffId, state === 'active' ? enableStaff : disableStaff, circumstances)
      if (E.isLeft(done)) return done
      // The log shuts them out already; what is left of the rows opens nothing.
      if (state === 'disabled') await sessions.endAll(staffId)
      const { state: now, position } = done.right
      return now.status === 'absent'
        ? E.left({ code: 'StaffNotFound' })
        : E.right({ ...listed(staffId, now), position })
    },

    resetSecondFactor: (staffId, circumstances) => () => reset(staffId, circumstances),
  }
}
