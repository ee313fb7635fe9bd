import * as E from 'fp-ts/lib/Either.js'
import { derivedChallenges } from '../../../application/challenges/derived-challenges.ts'
import { profileClaims } from '../../../application/claims/profile-claims.ts'
import type { StreamName } from '../../../application/ports/event-store.ts'
import type { OneTimeCodes } from '../../../application/ports/one-time-codes.ts'
import { phoneRecovery } from '../../../application/recovery/phone-recovery.ts'
import { guesses } from '../../../application/sign-in/guesses.ts'
import { openProfileSignIn } from '../../../application/sign-in/open-profile-sign-in.ts'
import { openSessions } from '../../../application/sign-in/open-sessions.ts'
import { profilePasswords } from '../../../application/sign-in/profile-credentials.ts'
import { secondFactors } from '../../../application/sign-in/second-factors.ts'
import type { RefusalOf } from '../../../domain/decision.ts'
import type { ProfileEvent } from '../../../domain/profile/events.ts'
import { type ProfileDecision, profile } from '../../../domain/profile/profile.ts'
import { rightOf } from '../../infrastructure/either.ts'
import { stateFile } from '../../infrastructure/operational-state/state-file.ts'
import { accountsSide } from '../accounts/accounts-side.ts'
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

interface Person {
  readonly profileId: string
  readonly phone?: string
  readonly email?: string
  readonly accounts?: readonly string[]
  readonly offer?: string
}

/** Sign-in, sessions and recovery of Profiles as the product wires them, over vaults that a test can read. */
export const profilesSide = () => {
  const side = accountsSide()
  const { handler, fingerprints, clock, ids } = side
  const file = stateFile()
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
  const authenticator = { code: '123456', used: new Set<string>() }
  const claims = profileClaims({ handler, fingerprints, clock })
  const challenges = derivedChallenges({ handler, codes, limits, ids, clock })
  const throttle = guesses({ handler, clock })
  const presentOffer = () => offerVersion
  const profilePasswordsOf = profilePasswords({
    ...{ handler, claims, passwords, fingerprints, guesses: throttle },
    secrets: passwords,
  })
  const factors = secondFactors({
    ...{ handler, challenges, fingerprints, clock, guesses: throttle, passwords: profilePasswordsOf },
    authenticators: {
      begin: async () => ({ ref: 'totp', secret: 'S', uri: 'otpauth://totp/x' }),
      check: async (_, code) => {
        if (code !== authenticator.code || authenticator.used.has(code)) return false
        authenticator.used.add(code)
        return true
      },
    },
    recoveryCodes: {
      issue: async () => ({ ref: 'codes', codes: [] }),
      slotOf: async (_, code) => {
        const slot = ['lost-phone-0', 'lost-phone-1'].indexOf(code)
        return slot < 0 ? null : slot
      },
    },
  })
  const wire = (store = file.state.sessions) => {
    const parts = { handler, store, fingerprints, ids, clock, proveSipCredentials: side.prove, presentOffer }
    return {
      sessions: openSessions(parts),
      signIn: openProfileSignIn({
        ...parts,
        profilePasswords: profilePasswordsOf,
        secondFactors: factors,
      }),
    }
  }
  const { sessions, signIn } = wire()

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

  return {
    ...side,
    ...{ file, wire, sessions, signIn, passwords, codes, limit, authenticator, claims, challenges },
    ...{ record, decide, registered },
    recovery: phoneRecovery({
      ...{ handler, claims, challenges, passwords, fingerprints, ids, clock, sessions },
      secrets: passwords,
      isCommonPassword: (given) => given === 'Password1',
    }),
    /** Signs in with the Profile's password and whatever else is said. */
    entering: (password = profilePassword, login = phone, said = fromBrowser) =>
      signIn.enter({ login, password }, null, said)(),
    factorOf: async (sessionId: string, issue = 1) =>
      codes.codeOf(challenges.idOf('signIn', sessionId), issue),
    types: async (stream: StreamName) => (await side.stream(stream)).map(({ type }) => type),
  }
}

/** The same, with one account provisioned. */
export const house = async () => {
  const side = profilesSide()
  const { accountId } = await side.provisioned()
  return { ...side, accountId }
}

export type House = Awaited<ReturnType<typeof house>>
