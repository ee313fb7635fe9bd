import * as E from 'fp-ts/lib/Either.js'
import { claim } from '../../domain/claim/claim.ts'
import { nobodyGuessedAt } from '../../domain/sign-in-failures/sign-in-failures.ts'
import { staffLoginOf } from '../../domain/staff/login.ts'
import {
  acceptedPassword,
  blockStaff,
  failuresThatShutOut,
  type KnownStaff,
  rehashStaffPassword,
  type Staff,
  type StaffDecision,
  staff,
} from '../../domain/staff/staff.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Actor, Circumstances } from '../events/metadata.ts'
import type { Clock } from '../ports/clock.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { PasswordVault } from '../ports/passwords.ts'
import type { SecretVault } from '../ports/vault.ts'
import type { Refusal } from '../refusal.ts'
import { guesses } from '../sign-in/guesses.ts'
import { claimOfStaffLogin } from './staff-register.ts'
import { actorOfStaff, type StaffCredentials } from './staff-sign-in.ts'

interface Parts {
  readonly handler: CommandHandler
  readonly passwords: PasswordVault
  readonly secrets: Pick<SecretVault, 'destroy'>
  readonly fingerprints: Fingerprints
  readonly clock: Clock
}

export interface ProvenStaff {
  readonly staffId: string
  readonly known: KnownStaff
}

interface Present {
  readonly staffId: string | null
  readonly state: Staff
}

type Answer<A> = Promise<E.Either<Refusal, A>>

/**
 * What of staff can be guessed, throttled as customers' (`security.md`). Passwords and codes are counted apart, so that
 * whoever knows the password cannot start the count of wrong codes anew with it. Ten in a row shut the person out.
 */
export interface StaffGuesses {
  readonly password: (credentials: StaffCredentials, circumstances: Circumstances) => Answer<ProvenStaff>
  readonly code: (
    staffId: string,
    known: KnownStaff,
    circumstances: Circumstances,
    isRight: () => Promise<boolean>,
  ) => Answer<void>
}

/** An id that nobody of the staff has: looking for it costs what looking for a known one costs. */
const nobody = 'nobody'

export const staffGuesses = (parts: Parts): StaffGuesses => {
  const { handler, passwords, secrets, fingerprints, clock } = parts
  const throttle = guesses({ handler, clock })

  const load = async (staffId: string): Answer<Staff> =>
    E.map(({ state }: { readonly state: Staff }) => state)(await handler.load(staff, staffId)())

  const decideOn = (staffId: string, decide: StaffDecision, circumstances: Circumstances) =>
    handler.execute({
      aggregate: staff,
      id: staffId,
      owner: `staff-${staffId}`,
      decide,
      circumstances: { ...circumstances, idempotency: null },
    })()

  /** Failures first, then the block; what a crash leaves between them the next attempt makes good. */
  const shutOut = async (
    { staffId, state }: Present,
    failures: number,
    circumstances: Circumstances,
  ): Answer<void> => {
    if (staffId === null || state.status !== 'active' || failures < failuresThatShutOut)
      return E.right(undefined)
    const blocked = await decideOn(staffId, blockStaff(failures), circumstances)
    return E.isLeft(blocked) ? E.left({ code: 'StoreUnavailable', retryAfter: 2 }) : E.right(undefined)
  }

  const holderOf = async (written: string): Answer<string | null> => {
    const login = staffLoginOf(written) ?? written
    const loaded = await handler.load(claim, claimOfStaffLogin(fingerprints, login))()
    if (E.isLeft(loaded)) return loaded
    const { state } = loaded.right
    return E.right(state.status === 'free' ? null : state.owner)
  }

  /** The same password under stronger parameters; one that cannot be kept now is hashed anew another time. */
  const rehash = async (staffId: string, from: string, password: string, circumstances: Circumstances) => {
    const kept = await passwords.put(`staff-${staffId}`, password)
    if (E.isLeft(kept)) return
    const done = await decideOn(staffId, rehashStaffPassword(from, kept.right), circumstances)
    if (E.isRight(done)) await secrets.destroy(done.right.recorded.length > 0 ? from : kept.right)
  }

  const compare = async (
    staffId: string | null,
    { password }: StaffCredentials,
    circumstances: Circumstances,
    failures: number,
  ): Answer<ProvenStaff | null> => {
    const loaded = await load(staffId ?? nobody)
    if (E.isLeft(loaded)) return loaded
    const known = loaded.right
    // So many failures and no block: a crash came between, and this attempt makes it good.
    const ref = failures < failuresThatShutOut ? acceptedPassword(known, clock.now()) : null
    const verdict = await passwords.verify(ref, password)
    if (E.isLeft(verdict)) return verdict
    if (verdict.right === 'wrong' || staffId === null || ref === null || known.status === 'absent')
      return E.right(null)
    if (verdict.right === 'rightButOutdated') await rehash(staffId, ref, password, circumstances)
    return E.right({ staffId, known })
  }

  const present = async ({ login }: StaffCredentials): Answer<Present> => {
    const holder = await holderOf(login)
    if (E.isLeft(holder)) return holder
    const loaded = await load(holder.right ?? nobody)
    return E.isLeft(loaded) ? loaded : E.right({ staffId: holder.right, state: loaded.right })
  }

  const actorAt = (proven: ProvenStaff | null, { actor }: Circumstances): Actor =>
    proven === null ? actor : actorOfStaff({ staffId: proven.staffId, role: proven.known.role })

  const look =
    (staffId: string | null, credentials: StaffCredentials, circumstances: Circumstances) =>
    async (failures: number) =>
      E.map((proven: ProvenStaff | null) => {
        const actor = actorAt(proven, circumstances)
        return { guessedAt: { ...nobodyGuessedAt, staffId }, proven, counts: true, actor }
      })(await compare(staffId, credentials, circumstances, failures))

  return {
    password: async (credentials, circumstances) => {
      const before = await present(credentials)
      if (E.isLeft(before)) return before
      const { staffId, state } = before.right
      const who = staffId ?? staffLoginOf(credentials.login) ?? credentials.login
      const guessed = await throttle.attempt<ProvenStaff, Refusal>({
        subject: fingerprints.of('signInFailures', 'staff', who),
        since: state.status === 'absent' ? 0 : state.failuresSince,
        circumstances,
        look: look(staffId, credentials, circumstances),
      })
      if (E.isLeft(guessed)) return guessed
      const { proven, failures } = guessed.right
      if (proven !== null) return E.right(proven)
      const out = await shutOut(before.right, failures, circumstances)
      return E.isLeft(out) ? out : E.left({ code: 'CredentialsWrong' })
    },

    code: async (staffId, known, circumstances, isRight) => {
      const actor = actorOfStaff({ staffId, role: known.role })
      const guessed = await throttle.attempt<true, Refusal>({
        subject: fingerprints.of('signInFailures', 'staffFactor', staffId),
        since: known.failuresSince,
        circumstances,
        look: async () => {
          const guessedAt = { ...nobodyGuessedAt, staffId }
          return E.right({ guessedAt, proven: (await isRight()) || null, counts: true, actor })
        },
      })
      if (E.isLeft(guessed)) return guessed
      if (guessed.right.proven !== null) return E.right(undefined)
      const out = await shutOut({ staffId, state: known }, guessed.right.failures, circumstances)
      return E.isLeft(out) ? out : E.left({ code: 'CodeWrong' })
    },
  }
}
