import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { LRUCache } from 'lru-cache'
import type { RefusalOf } from '../../domain/decision.ts'
import { nobodyGuessedAt } from '../../domain/sign-in-failures/sign-in-failures.ts'
import { numberOfLogin } from '../../domain/sip-account/number.ts'
import { type ProvisionedAccount, sipAccount } from '../../domain/sip-account/sip-account.ts'
import type { AccountFinder } from '../accounts/account-finder.ts'
import type { CommandHandler } from '../commands/command-handler.ts'
import type { Circumstances } from '../events/metadata.ts'
import type { Clock } from '../ports/clock.ts'
import type { Position } from '../ports/event-store.ts'
import type { Fingerprints } from '../ports/fingerprints.ts'
import type { SecretVault } from '../ports/vault.ts'
import { addressBlock } from './address-block.ts'
import { guesses, type Looked } from './guesses.ts'

export interface SipCredentials {
  /** As the person or the device wrote it. */
  readonly login: string
  readonly password: string
}

export interface ProvenAccount {
  readonly accountId: string
  readonly account: ProvisionedAccount
  readonly revision: number
  readonly position: Position | null
}

/** `unknownLogin` is told apart for the one door that must tell it (`/sm/client`); others answer as for a wrong password. */
export interface CredentialsRefusal
  extends RefusalOf<'CredentialsWrong' | 'TooManyAttempts' | 'StoreUnavailable'> {
  readonly unknownLogin?: boolean
}

/**
 * Proves a SIP account's login and password (M2). Throttled per login and address block: 4 failures are free, then the
 * wait doubles from 10 s to 5 min, and nothing is looked at while it runs. Known and unknown logins cost the same.
 */
export type ProveSipCredentials = (
  credentials: SipCredentials,
  circumstances: Circumstances,
) => TaskEither<CredentialsRefusal, ProvenAccount>

interface Parts {
  readonly handler: CommandHandler
  readonly finder: AccountFinder
  readonly vault: SecretVault
  readonly fingerprints: Fingerprints
  readonly clock: Clock
}

/** How many subjects, and wrong passwords of each, are remembered to count a repeated one once. */
const rememberedSubjects = 10_000
const rememberedPasswords = 8

/** An id that no account has: looking for it costs what looking for a known one costs. */
const nobody = 'nobody'

type Answer<A> = Promise<E.Either<CredentialsRefusal, A>>

/** `accountId` is null for a login that nobody has; `proven` is null when the password is wrong. */
interface Checked {
  readonly accountId: string | null
  readonly proven: ProvenAccount | null
}

export const proveSipCredentials = (parts: Parts): ProveSipCredentials => {
  const { handler, finder, vault, fingerprints, clock } = parts
  const attempts = guesses({ handler, clock })
  const wrongBefore = new LRUCache<string, readonly string[]>({ max: rememberedSubjects })

  const check = async ({ login, password }: SipCredentials): Answer<Checked> => {
    const holder = await finder.accountOf(numberOfLogin(login) ?? login)()
    if (E.isLeft(holder)) return holder
    const accountId = holder.right
    const loaded = await handler.load(sipAccount, accountId ?? nobody)()
    if (E.isLeft(loaded)) return loaded
    const { state: account, revision, position } = loaded.right
    if (accountId === null || account.status === 'absent' || revision === 'noStream') {
      await vault.verifyDecoy(password)
      return E.right({ accountId: null, proven: null })
    }
    const isRight = await vault.verify(account.passwordRef, password)
    return E.right({ accountId, proven: isRight ? { accountId, account, revision, position } : null })
  }

  /** An old device repeats the same wrong password for ever: it counts once. */
  const isRepeated = (subject: string, password: string): boolean => {
    const fingerprint = fingerprints.of('wrongPassword', subject, password)
    const before = wrongBefore.get(subject) ?? []
    if (before.includes(fingerprint)) return true
    wrongBefore.set(subject, [...before, fingerprint].slice(-rememberedPasswords))
    return false
  }

  const look = async (subject: string, credentials: SipCredentials): Answer<Looked<ProvenAccount>> => {
    const checked = await check(credentials)
    if (E.isLeft(checked)) return checked
    const { accountId, proven } = checked.right
    if (proven !== null) wrongBefore.delete(subject)
    const counts = proven === null && !isRepeated(subject, credentials.password)
    const actor = { type: 'sip', id: accountId ?? nobody } as const
    return E.right({ guessedAt: { ...nobodyGuessedAt, accountId }, proven, counts, actor })
  }

  return (credentials, circumstances) => async () => {
    const who = numberOfLogin(credentials.login) ?? credentials.login
    const subject = fingerprints.of('signInFailures', 'sip', who, addressBlock(circumstances.ip ?? ''))
    const guessed = await attempts.attempt({
      subject,
      since: 0,
      circumstances,
      look: () => look(subject, credentials),
    })
    if (E.isLeft(guessed)) return guessed
    const { proven, guessedAt } = guessed.right
    return proven === null
      ? E.left({ code: 'CredentialsWrong', unknownLogin: guessedAt.accountId === null })
      : E.right(proven)
  }
}
