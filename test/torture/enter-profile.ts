import { type Asked, bodyOf, cookieOf, json, type Request } from './asking.ts'
import type { Ledger } from './ledger.ts'
import type { KnownEntry, KnownProfile, NotIn } from './wish.ts'

export const signInOf = (
  { login, password }: KnownProfile,
  headers: Readonly<Record<string, string>>,
): Request => ({
  method: 'POST',
  path: '/api/v1/session/profile',
  headers: { ...json, ...headers },
  body: JSON.stringify({ login, password }),
})

/** Enters with a Profile alone (M11), up to the code where its sign-in wants one (M7). */
export const profileEntry =
  (ask: (request: Request) => Promise<Asked>, ledger: Ledger) =>
  async (profile: KnownProfile): Promise<KnownEntry | NotIn> => {
    const correlationId = ledger.newCorrelation()
    const answer = await ask(signInOf(profile, { 'x-correlation-id': correlationId }))
    if (answer === null || answer.status >= 500) return 'unknown'
    if (answer.status !== 200) return bodyOf(answer)?.code === 'TooManyMessages' ? 'limited' : 'refused'
    const secondFactor = bodyOf(answer).stage === 'secondFactor' ? 'due' : 'none'
    const session: KnownEntry = {
      ...{ cookie: cookieOf(answer), accountId: null, correlationId, secondFactor, left: false },
    }
    // Whoever passes it gets another cookie.
    if (secondFactor === 'none') ledger.sessions.push(session)
    return session
  }
