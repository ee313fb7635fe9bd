import * as E from 'fp-ts/lib/Either.js'
import { derivedChallenges } from '../../../application/challenges/derived-challenges.ts'
import { profileClaims } from '../../../application/claims/profile-claims.ts'
import type { CommandHandler } from '../../../application/commands/command-handler.ts'
import type { Clock } from '../../../application/ports/clock.ts'
import type { Fingerprints } from '../../../application/ports/fingerprints.ts'
import type { Ids } from '../../../application/ports/ids.ts'
import type { OneTimeCodes } from '../../../application/ports/one-time-codes.ts'
import { setupAllowance } from '../../../application/profiles/setup-allowance.ts'
import type { RefusalOf } from '../../../domain/decision.ts'
import type { ProfileEvent } from '../../../domain/profile/events.ts'
import { type ProfileDecision, profile } from '../../../domain/profile/profile.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { circumstances } from '../circumstances.ts'
import { countedPasswords } from './counted-passwords.ts'

export const offerVersion = '2026-11'
export const profilePassword = 'Correct7Horse'
export const phone = '+79031112233'
export const email = 'ivan@example.com'

/** What a browser that is not signed in tells of itself. */
export const fromBrowser = circumstances({ actor: { type: 'sip', id: 'unknown' }, ip: '203.0.113.7' })

/** Codes that a test can read: the newest is the last of its challenge. */
const readableCodes = (): OneTimeCodes & {
  readonly codeOf: (challengeId: string, issue: number) => string
} => {
  const codeOf = (challengeId: string, issue: number) =>
    String((Number.parseInt(challengeId.slice(0, 6), 16) + issue) % 1_000_000).padStart(6, '0')
  return {
    codeOf,
    issueOf: (challengeId, code, issues) => {
      for (let issue = issues; issue > 0; issue -= 1) if (codeOf(challengeId, issue) === code) return issue
      return null
    },
    readToken: (token) => {
      const [challengeId, issue] = token.split('/')
      return challengeId === undefined ? null : { challengeId, issue: Number(issue) }
    },
    sendCode: async () => E.right(undefined),
    sendLink: async () => E.right(undefined),
  }
}

interface Parts {
  readonly handler: CommandHandler
  readonly fingerprints: Fingerprints
  readonly clock: Clock
  readonly ids: Ids
}

interface Person {
  readonly profileId: string
  readonly phone?: string
  readonly email?: string
  readonly accounts?: readonly string[]
  readonly offer?: string
}

/** What Profiles are made of, over vaults that a test can read, and Profiles put into the log without a registration. */
export const profileDoubles = ({ handler, fingerprints, clock, ids }: Parts) => {
  const passwords = countedPasswords(ids)
  const codes = readableCodes()
  const limit: { refusal: RefusalOf<'TooManyMessages'> | null; taken: number } = { refusal: null, taken: 0 }
  const limits = {
    take: async () => {
      if (limit.refusal !== null) return E.left(limit.refusal)
      limit.taken += 1
      return E.right(undefined)
    },
    sweep: async () => 0,
  }
  const authenticator = {
    code: '123456',
    used: new Set<string>(),
    begunAt: new Map<string, number>(),
    gone: new Set<string>(),
    begun: 0,
    sets: 0,
  }
  const claims = profileClaims({ handler, fingerprints, clock })
  const challenges = derivedChallenges({ handler, codes, limits, ids, clock })

  const record = async (profileId: string, ...events: readonly ProfileEvent[]) =>
    decide(profileId, () => E.right(events))
  const decide = async (profileId: string, decision: ProfileDecision) =>
    rightOf(
      await handler.execute({
        aggregate: profile,
        id: profileId,
        owner: `profile-${profileId}`,
        decide: decision,
        circumstances: circumstances({ actor: { type: 'profile', id: profileId } }),
      })(),
    )

  /** Puts a Profile into the log as a registration leaves it. */
  const registered = async ({ profileId, accounts = [], offer = offerVersion, ...said }: Person) => {
    const who = { phone, email, ...said }
    const passwordRef = rightOf(await passwords.put(`profile-${profileId}`, profilePassword))
    await record(
      profileId,
      {
        type: 'ProfileRegistered',
        data: { registrationId: profileId, passwordRef, lastName: 'Иванов', firstName: 'Иван', ...who },
      },
      { type: 'OfferAccepted', data: { version: offer, acceptedAt: clock.now() } },
      ...accounts.map((accountId): ProfileEvent => ({ type: 'AccountLinked', data: { accountId } })),
    )
    for (const value of [
      { kind: 'phone', phone: who.phone } as const,
      { kind: 'email', email: who.email } as const,
    ]) {
      const order = { value, owner: profileId, circumstances: fromBrowser }
      rightOf(await claims.hold(order, null)())
      rightOf(await claims.confirm(order)())
    }
    passwords.calls.length = 0
    return { profileId, passwordRef }
  }

  const counted: { readonly counter: string; readonly at: number }[] = []
  const counts = {
    newest: (counter: string, nth: number) =>
      counted.filter((one) => one.counter === counter).at(-nth)?.at ?? null,
    add: async (counters: readonly string[], at: number) =>
      void counted.push(...counters.map((counter) => ({ counter, at }))),
  }

  return {
    ...{ codes, limit, authenticator, record, decide, registered },
    profiles: {
      ...{ claims, challenges, passwords },
      setups: setupAllowance({ counts, fingerprints, clock }),
      isCommonPassword: (given: string) => given === 'Password1',
      authenticators: {
        begin: async (_: string, label: string) => {
          authenticator.begun += 1
          const secret = `SECRET${authenticator.begun}`
          const uri = `otpauth://totp/x:${label}?secret=${secret}`
          const ref = `totp-${authenticator.begun}`
          authenticator.begunAt.set(ref, clock.now())
          return { ref, secret, uri }
        },
        // Of a process before this one on the same log nothing is remembered but that it was just now.
        begunAt: async (ref: string) =>
          authenticator.gone.has(ref) ? null : (authenticator.begunAt.get(ref) ?? clock.now()),
        check: async (_: string, code: string) => {
          if (code !== authenticator.code || authenticator.used.has(code)) return false
          authenticator.used.add(code)
          return true
        },
      },
      recoveryCodes: {
        issue: async () => {
          authenticator.sets += 1
          const ref = `codes-${authenticator.sets}`
          return { ref, codes: [`${ref}-a`, `${ref}-b`] }
        },
        slotOf: async (_: string, code: string) => {
          const slot = ['lost-phone-0', 'lost-phone-1'].indexOf(code)
          return slot < 0 ? null : slot
        },
      },
    },
  }
}
