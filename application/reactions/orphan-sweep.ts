import * as E from 'fp-ts/lib/Either.js'
import { hours, type Instant } from '../../domain/instant.ts'
import { profile, secretsInForce } from '../../domain/profile/profile.ts'
import { type Registration, registration } from '../../domain/registration/registration.ts'
import { staff } from '../../domain/staff/staff.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { SecretRef, SecretVault, StoredSecret } from '../ports/vault.ts'
import { accountPasswords } from './account-passwords.ts'

interface Parts {
  readonly vault: SecretVault
  readonly handler: CommandHandler
  readonly clock: Clock
  readonly log: Log
  /** Whether the log is the one that the vault's secrets belong to: in another one every secret looks unused. */
  readonly isLogTrusted: () => Promise<boolean>
}

/** A secret younger than this may still be on its way into an event. */
export const sweepGrace = hours(1)
const pageSize = 50
/** Milliseconds between pages: the sweep of many accounts must not hold up their requests. */
const breather = 20

/** So many secrets of accounts that the log does not know are too many to be what crashes have left. */
const suspicious = 10

const isSetIn = (state: Registration, ref: SecretRef): boolean =>
  state.status !== 'abandoned' && 'passwordRef' in state && state.passwordRef === ref

/** `ownerless`: the log knows nothing of the owner at all. */
type Verdict = 'named' | 'orphan' | 'ownerless' | 'unknown'

interface Judgement {
  readonly looked: number
  readonly ownerless: number
  readonly unknown: number
  readonly orphans: readonly SecretRef[]
}

/**
 * Destroys secrets, older than an hour, that are not the password in force of their owner's stream: what crashes and
 * lost races leave. Destroys none when most owners are strangers, since then the log is not the vault's. A secret
 * found in use is not looked at again by the same process: from then on its replacement is the reaction's; a Profile's
 * and staff's are, authenticators that were never confirmed included (M7), and everything of an abandoned registration.
 */
export const orphanSweep = ({ vault, handler, clock, log, isLogTrusted }: Parts): (() => Promise<void>) => {
  let judgedUntil: Instant | null = null

  /** Named by the Profile's stream, or by that of its registration, which has the same id, until the Profile is there. */
  const judgeOfProfile = async (id: string, ref: SecretRef): Promise<Verdict> => {
    const begun = await handler.load(registration, id)()
    const present = await handler.load(profile, id)()
    if (E.isLeft(begun) || E.isLeft(present)) return 'unknown'
    const { state } = present.right
    if (state.status !== 'absent') return secretsInForce(state).includes(ref) ? 'named' : 'orphan'
    if (begun.right.state.status === 'absent') return 'ownerless'
    return isSetIn(begun.right.state, ref) ? 'named' : 'orphan'
  }

  /** Named by whom it lets in, be that person shut out or not: an authenticator that was never confirmed is not. */
  const judgeOfStaff = async (id: string, ref: SecretRef): Promise<Verdict> => {
    const loaded = await handler.load(staff, id)()
    if (E.isLeft(loaded)) return 'unknown'
    const { state } = loaded.right
    if (state.status === 'absent') return 'ownerless'
    return state.passwordRef === ref || state.totpRef === ref ? 'named' : 'orphan'
  }

  const judge = async ({ ref, owner }: StoredSecret): Promise<Verdict> => {
    if (owner.startsWith('profile-')) return judgeOfProfile(owner.slice('profile-'.length), ref)
    if (owner.startsWith('staff-')) return judgeOfStaff(owner.slice('staff-'.length), ref)
    // Secrets of other kinds of owners are named by streams that this sweep does not read.
    if (!owner.startsWith('account-')) return 'named'
    const passwords = await handler.load(accountPasswords, owner.slice('account-'.length))()
    if (E.isLeft(passwords)) return 'unknown'
    const { state: refs } = passwords.right
    if (refs.length === 0) return 'ownerless'
    return refs.at(-1) === ref ? 'named' : 'orphan'
  }

  /** No reaction destroys what a Profile or staff have replaced: where the request broke off, it is found here. */
  const isDecided = ({ owner, storedAt }: StoredSecret): boolean =>
    judgedUntil !== null && storedAt < judgedUntil && owner.startsWith('account-')

  const pages = async function* (before: Instant) {
    for (let after: SecretRef | null = null; ; ) {
      const page: readonly StoredSecret[] = await vault.storedBefore(before, after, pageSize)
      yield page
      if (page.length < pageSize) return
      after = page.at(-1)?.ref ?? null
      await clock.wait(breather)
    }
  }

  const judgeAll = async (before: Instant): Promise<Judgement> => {
    const counts = { named: 0, orphan: 0, ownerless: 0, unknown: 0 }
    const orphans: SecretRef[] = []
    for await (const page of pages(before))
      for (const secret of page) {
        if (isDecided(secret)) continue
        const verdict = await judge(secret)
        counts[verdict] += 1
        if (verdict === 'orphan' || verdict === 'ownerless') orphans.push(secret.ref)
      }
    const { named, orphan, ownerless, unknown } = counts
    return { looked: named + orphan + ownerless + unknown, ownerless, unknown, orphans }
  }

  return async () => {
    if (!(await isLogTrusted())) return
    const before = clock.now() - sweepGrace
    const { looked, ownerless, unknown, orphans } = await judgeAll(before)
    if (ownerless > suspicious && ownerless * 2 > looked) {
      log.error(
        { ownerless, looked },
        'most secrets belong to accounts that this log does not know: none was destroyed; is it the right log?',
      )
      return
    }
    for (const ref of orphans) await vault.destroy(ref)
    if (orphans.length > 0)
      log.info({ orphans: orphans.length }, 'secrets that no event names were destroyed')
    if (unknown === 0) judgedUntil = before
  }
}
