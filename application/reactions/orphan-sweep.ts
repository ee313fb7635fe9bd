import * as E from 'fp-ts/lib/Either.js'
import { hours, type Instant } from '../../domain/instant.ts'
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
const grace = hours(1)
const pageSize = 50
/** Milliseconds between pages: the sweep of many accounts must not hold up their requests. */
const breather = 20

/** So many secrets of accounts that the log does not know are too many to be what crashes have left. */
const suspicious = 10

/** `ownerless`: the log knows nothing of the account at all. */
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
 * found in use is not looked at again by the same process: from then on its replacement is the reaction's.
 */
export const orphanSweep = ({ vault, handler, clock, log, isLogTrusted }: Parts): (() => Promise<void>) => {
  let judgedUntil: Instant | null = null

  const judge = async ({ ref, owner }: StoredSecret): Promise<Verdict> => {
    // Secrets of other kinds of owners are named by streams that this sweep does not read.
    if (!owner.startsWith('account-')) return 'named'
    const passwords = await handler.load(accountPasswords, owner.slice('account-'.length))()
    if (E.isLeft(passwords)) return 'unknown'
    const { state: refs } = passwords.right
    if (refs.length === 0) return 'ownerless'
    return refs.at(-1) === ref ? 'named' : 'orphan'
  }

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
        if (judgedUntil !== null && secret.storedAt < judgedUntil) continue
        const verdict = await judge(secret)
        counts[verdict] += 1
        if (verdict === 'orphan' || verdict === 'ownerless') orphans.push(secret.ref)
      }
    const { named, orphan, ownerless, unknown } = counts
    return { looked: named + orphan + ownerless + unknown, ownerless, unknown, orphans }
  }

  return async () => {
    if (!(await isLogTrusted())) return
    const before = clock.now() - grace
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
