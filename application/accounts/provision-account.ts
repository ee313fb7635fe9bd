import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { billing, reportBalance } from '../../domain/billing/billing.ts'
import { claim, confirm, reserve } from '../../domain/claim/claim.ts'
import { nothingToDo, type RefusalOf, refuse } from '../../domain/decision.ts'
import type { ServiceNumber } from '../../domain/sip-account/number.ts'
import {
  absent,
  type NewAccount,
  provision,
  type SipAccountDecision,
  sipAccount,
} from '../../domain/sip-account/sip-account.ts'
import { isSipPassword } from '../../domain/sip-account/sip-password.ts'
import type { CommandHandler, Outcome } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Clock } from '../ports/clock.ts'
import type { Position } from '../ports/event-store.ts'
import type { Ids } from '../ports/ids.ts'
import type { SecretVault } from '../ports/vault.ts'
import type { Refusal, WriteRefusal } from '../refusal.ts'
import type { AccountFinder } from './account-finder.ts'
import { isUnused } from './unused-secret.ts'

export interface AccountToProvision extends Omit<NewAccount, 'passwordRef'> {
  /** `null`: one is generated; the owner learns it by a reminder. */
  readonly password: string | null
  /** Kopecks, may be negative; `null`: billing has not told yet. */
  readonly balance: number | null
}

export interface Provisioned {
  readonly accountId: string
  /**
   * `provisioned`: by this request, now or in an earlier try. `completed`: the account existed, and what a broken
   * earlier run had left out was added.
   */
  readonly outcome: 'provisioned' | 'existing' | 'completed'
  readonly position: Position | null
}

/**
 * Opens an account: claim of the number, vault, account, billing, in this order; the account's first event is the
 * commit point. A retry takes the owner's id from the claim and adds only what is missing.
 * Refused: SipPasswordWeak, TrunkLimitOutOfRange, CallerIdInvalid, IdempotencyKeyReused, StoreUnavailable.
 */
export type ProvisionAccount = (
  wanted: AccountToProvision,
  circumstances: Circumstances,
) => TaskEither<Refusal, Provisioned>

interface Parts {
  readonly handler: CommandHandler
  readonly finder: AccountFinder
  readonly vault: SecretVault
  readonly ids: Ids
  readonly clock: Clock
}

const later = (a: Position | null, b: Position | null): Position | null =>
  a === null || (b !== null && b > a) ? b : a

/** One step of the operation: whether it added something, and where its stream stands. */
interface Step {
  readonly added: boolean
  readonly position: Position | null
}

const step = ({ recorded, replayed, position }: Outcome<unknown, unknown>): Step => ({
  added: recorded.length > 0 || replayed,
  position,
})

const isThere: SipAccountDecision = ({ status }) =>
  status === 'absent' ? refuse('AccountNotFound') : nothingToDo

/** A number's claim is never released while the account that holds it exists. */
const claimIsHeld = ({ code, ...refusal }: RefusalOf<WriteRefusal | 'ValueTaken'>): Refusal => {
  if (code === 'ValueTaken') throw new Error('an account has lost the claim of its number')
  return { ...refusal, code }
}

export const provisionAccount = ({ handler, finder, vault, ids, clock }: Parts): ProvisionAccount => {
  /**
   * An id from the request's own key and body, so that a retry after a crash names the same account, and another
   * request under a reused key never names an account that is somebody else's.
   */
  const newId = ({ idempotency }: Circumstances) =>
    idempotency === null ? ids.uuid() : ids.named('account', idempotency.key, idempotency.body)

  const check = (wanted: AccountToProvision): E.Either<Refusal, unknown> =>
    wanted.password !== null && !isSipPassword(wanted.password)
      ? E.left({ code: 'SipPasswordWeak' })
      : provision({ ...wanted, passwordRef: '' })(absent)

  /** Takes the number for a new account, or answers the account that holds it. */
  const claimNumber =
    (number: ServiceNumber, owner: string, circumstances: Circumstances): TaskEither<Refusal, string> =>
    async () => {
      const claimed = await handler.execute({
        aggregate: claim,
        id: finder.claimOf(number),
        owner: `account-${owner}`,
        decide: reserve(owner, null),
        circumstances,
      })()
      if (E.isRight(claimed)) return E.right(owner)
      if (claimed.left.code !== 'ValueTaken') return E.left({ ...claimed.left, code: claimed.left.code })
      const holder = await finder.accountOf(number)()
      return E.isLeft(holder) ? holder : E.right(holder.right ?? owner)
    }

  const openAccount = async (accountId: string, wanted: AccountToProvision, circumstances: Circumstances) => {
    const owner = `account-${accountId}` as const
    const passwordRef = await vault.put(owner, wanted.password ?? ids.sipPassword())
    const decide = provision({ ...wanted, passwordRef })
    const opened = await handler.execute({
      aggregate: sipAccount,
      id: accountId,
      owner,
      decide,
      circumstances,
    })()
    if (isUnused(passwordRef, opened)) await vault.destroy(passwordRef)
    return opened
  }

  /** The account as it is there already, by this same request or before it; else AccountNotFound. */
  const findAccount = (accountId: string, circumstances: Circumstances): TaskEither<Refusal, Step> =>
    pipe(
      handler.execute({
        aggregate: sipAccount,
        id: accountId,
        owner: `account-${accountId}`,
        decide: isThere,
        circumstances,
      }),
      TE.map(step),
    )

  const openUnlessThere =
    (
      accountId: string,
      wanted: AccountToProvision,
      circumstances: Circumstances,
    ): TaskEither<Refusal, Step> =>
    async () => {
      const there = await findAccount(accountId, circumstances)()
      if (E.isRight(there) || there.left.code !== 'AccountNotFound') return there
      const opened = await openAccount(accountId, wanted, circumstances)
      // Somebody else opened it meanwhile.
      if (E.isLeft(opened) && opened.left.code === 'AccountExists')
        return findAccount(accountId, circumstances)()
      return E.map(step)(opened)
    }

  const confirmClaim = (
    accountId: string,
    number: ServiceNumber,
    circumstances: Circumstances,
  ): TaskEither<Refusal, Step> =>
    pipe(
      handler.execute({
        aggregate: claim,
        id: finder.claimOf(number),
        owner: `account-${accountId}`,
        decide: confirm(accountId),
        circumstances,
      }),
      TE.bimap(claimIsHeld, step),
    )

  const firstBalance = (
    accountId: string,
    kopecks: number | null,
    circumstances: Circumstances,
  ): TaskEither<Refusal, Step> =>
    pipe(
      handler.execute({
        aggregate: billing,
        id: accountId,
        owner: `account-${accountId}`,
        decide: (state) =>
          kopecks === null || state.balance !== null
            ? nothingToDo
            : reportBalance({ kopecks, asOf: clock.now() })(state),
        circumstances,
      }),
      TE.map(step),
    )

  return (wanted, circumstances) => {
    // Only the commit point carries the request's key: the other streams would take their own first event for an
    // earlier try of their second.
    const beside = { ...circumstances, idempotency: null }
    return pipe(
      TE.fromEither(check(wanted)),
      TE.chain(() => claimNumber(wanted.number, newId(circumstances), beside)),
      TE.bindTo('accountId'),
      TE.bind('account', ({ accountId }) => openUnlessThere(accountId, wanted, circumstances)),
      TE.bind('claimed', ({ accountId }) => confirmClaim(accountId, wanted.number, beside)),
      TE.bind('balance', ({ accountId }) => firstBalance(accountId, wanted.balance, beside)),
      TE.map(({ accountId, account, claimed, balance }) => ({
        accountId,
        outcome: account.added ? 'provisioned' : claimed.added || balance.added ? 'completed' : 'existing',
        position: later(account.position, later(claimed.position, balance.position)),
      })),
    )
  }
}
