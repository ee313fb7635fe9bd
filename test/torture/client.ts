import { type Answer, type Asked, askServer, bodyOf, cookieOf, json, type Request } from './asking.ts'
import type { CabinetProcess } from './cabinet-process.ts'
import type { Chance } from './chance.ts'
import { profileEntry, signInOf } from './enter-profile.ts'
import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import type { KnownAccount, KnownEntry, KnownProfile, KnownSession, NotIn, Outcome, Wish } from './wish.ts'

type Enter = (account: KnownAccount, password?: string) => Promise<KnownSession | 'refused' | 'unknown'>

/** Somebody at the doors of one running server. */
export interface Client {
  /** Sends a wish, the first time or again; notes in it what was answered. */
  readonly send: (wish: Wish, cookie: string | null) => Promise<Asked>
  /** A SIP entry, which proves the password and opens nothing yet (M2). */
  readonly enterBySip: Enter
  /** A SIP entry, and the account's Profile in it, which is linked the first time (M14). */
  readonly enter: Enter
  /** The account's Profile alone, and the account chosen in it (M11, M15); refused while it is not linked. */
  readonly enterByProfile: (account: KnownAccount) => Promise<KnownSession | 'refused' | 'unknown'>
  /** A Profile alone (M11), whatever account that opens. */
  readonly enterProfile: (profile: KnownProfile) => Promise<KnownEntry | NotIn>
  /** One step of a registration. */
  readonly step: (method: 'POST' | 'PUT', path: string, cookie: string, body?: string) => Promise<Asked>
  readonly leave: (session: KnownEntry) => Promise<void>
  /** A request that changes nothing, with a cookie or the operator's token. */
  readonly read: (path: string, cookie?: string) => Promise<Asked>
}

const codeOfXml = (text: string): number => Number(/<code>(\d+)<\/code>/.exec(text)?.[1] ?? 500)

/** What the answer to a balance says of its one line. */
const outcomeOfLine = (answer: Answer): Outcome => {
  const { counts, problems } = bodyOf(answer)
  if (counts?.recorded === 1 || counts?.unchanged === 1) return 'acknowledged'
  return problems?.[0]?.code === 'StoreUnavailable' ? 'unknown' : 'refused'
}

const outcomeOfStatus = (status: number): Outcome => {
  if (status < 300) return 'acknowledged'
  return status >= 500 || status === 408 ? 'unknown' : 'refused'
}

const outcomeOf = ({ kind, sender }: Wish, answer: Asked): Outcome => {
  if (answer === null) return 'unknown'
  if (sender === 'device' && answer.status === 200)
    return codeOfXml(answer.text) === 200 ? 'acknowledged' : 'refused'
  if (kind === 'balance' && answer.status === 200) return outcomeOfLine(answer)
  return outcomeOfStatus(answer.status)
}

const words = (answer: Asked): string =>
  answer === null ? 'no answer' : `${answer.status} ${answer.text.slice(0, 400)}`

/** 500 is a bug whatever happens to the disk or the process. */
const refuseBugs = (request: Request, answer: Asked): void =>
  insist(
    answer?.status !== 500,
    `${request.method} ${request.path.split('?', 1)[0]} answered 500`,
    answer?.text,
  )

/** Of the stream that was changed: in the body, or in the ETag where there is none. */
const revisionIn = ({ headers }: Answer, body: unknown): number | null => {
  if (typeof body === 'object' && body !== null && 'revision' in body && typeof body.revision === 'number')
    return body.revision
  const tag = /^"(\d+)"$/.exec(String(headers['etag']))?.[1]
  return tag === undefined ? null : Number(tag)
}

/** Of the last event that an answer knows of. */
const positionIn = (answer: Asked): number => Number(answer?.headers['log-position'] ?? 0)

export const client = (server: CabinetProcess, ledger: Ledger, chance: Chance): Client => {
  /** A new address each time: neither limits nor waits after wrong passwords come into play. */
  const from = () => ({
    'x-forwarded-for': [10, chance.below(256), chance.below(256), chance.between(1, 254)].join('.'),
  })

  const ask = async (request: Request): Promise<Asked> => {
    const answer = await askServer(server, { ...request, headers: { ...request.headers, ...from() } })
    refuseBugs(request, answer)
    ledger.seen.position = Math.max(ledger.seen.position, positionIn(answer))
    return answer
  }

  const credentials = (wish: Wish, cookie: string | null): Record<string, string> => {
    if (wish.sender === 'session') return { cookie: cookie ?? '' }
    return wish.sender === 'token' ? { authorization: `Bearer ${ledger.token}` } : {}
  }

  const learnOfAccount = ({ login, password, subject }: Wish): void => {
    if (login !== null && password !== null && subject !== null)
      ledger.addAccount({ id: subject, login, password, revision: 0, ownRevision: 0 })
  }

  const learn = (wish: Wish, answer: Answer): void => {
    const body = wish.sender === 'device' ? null : bodyOf(answer)
    wish.revision = revisionIn(answer, body) ?? wish.revision
    if (wish.kind === 'new account') {
      wish.subject = body.id
      learnOfAccount(wish)
      return
    }
    ledger.learnOfPerson(wish)
    const known = ledger.account(wish.subject ?? '')
    if (known === undefined || wish.category !== 'sipAccount') return
    known.revision = Math.max(known.revision, wish.revision ?? -1)
    ledger.sawRevision(known.id, known.revision)
    if (wish.sender === 'session') known.ownRevision = Math.max(known.ownRevision, wish.revision ?? -1)
    known.password = wish.password ?? known.password
  }

  const enterBySip: Client['enterBySip'] = async (account, password = account.password) => {
    const correlationId = ledger.newCorrelation()
    const answer = await ask({
      method: 'POST',
      path: '/api/v1/session/sip',
      headers: { ...json, 'x-correlation-id': correlationId },
      body: JSON.stringify({ login: account.login, password }),
    })
    if (answer === null || answer.status >= 500) return 'unknown'
    if (answer.status !== 200) return 'refused'
    return {
      cookie: cookieOf(answer),
      accountId: account.id,
      correlationId,
      secondFactor: 'none',
      left: false,
    }
  }

  const signIn = async (
    profile: KnownProfile,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer | 'refused' | 'unknown'> => {
    const answer = await ask(signInOf(profile, headers))
    if (answer === null || answer.status >= 500) return 'unknown'
    return answer.status === 200 ? answer : 'refused'
  }

  const proveProfile = async (
    account: KnownAccount,
    entered: KnownSession,
  ): Promise<KnownSession | 'refused' | 'unknown'> => {
    const answer = await signIn(ledger.profileOf(account), { cookie: entered.cookie })
    if (typeof answer === 'string') return answer
    // The SIP entry had ended with the password that was changed meanwhile: what opened is a session without it.
    if (bodyOf(answer).account?.id !== account.id) return 'refused'
    return { ...entered, cookie: cookieOf(answer) }
  }

  /** Chooses the account (M15); one that is not linked yet is not found. */
  const choose = async (entered: KnownSession): Promise<KnownSession | 'refused' | 'unknown'> => {
    const answer = await ask({
      method: 'PUT',
      path: '/api/v1/session/account',
      headers: { ...json, cookie: entered.cookie },
      body: JSON.stringify({ accountId: entered.accountId }),
    })
    if (answer === null || answer.status >= 500) return 'unknown'
    return answer.status === 200 ? { ...entered, cookie: cookieOf(answer) } : 'refused'
  }

  return {
    send: async (wish, cookie) => {
      const correlationId = ledger.addTry(wish)
      const { request, idempotencyKey } = wish
      const answer = await ask({
        ...request,
        headers: {
          ...request.headers,
          ...credentials(wish, cookie),
          'x-correlation-id': correlationId,
          ...(idempotencyKey === null ? {} : { 'idempotency-key': idempotencyKey }),
        },
      })
      const outcome = outcomeOf(wish, answer)
      // What was acknowledged once stays so, whatever a later try is told.
      if (wish.outcome !== 'acknowledged') wish.outcome = outcome
      wish.answered = words(answer)
      if (answer !== null && outcome === 'acknowledged') learn(wish, answer)
      return answer
    },

    enterBySip,

    enter: async (account, password) => {
      const entered = await enterBySip(account, password)
      if (typeof entered === 'string') return entered
      const opened = await proveProfile(account, entered)
      if (typeof opened !== 'string') ledger.sessions.push(opened)
      return opened
    },

    enterByProfile: async (account) => {
      const correlationId = ledger.newCorrelation()
      const answer = await signIn(ledger.profileOf(account), { 'x-correlation-id': correlationId })
      if (typeof answer === 'string') return answer
      const entered: KnownSession = {
        cookie: cookieOf(answer),
        accountId: account.id,
        correlationId,
        secondFactor: 'none',
        left: false,
      }
      const { account: chosen } = bodyOf(answer)
      const session = chosen?.id === account.id ? entered : await choose(entered)
      if (typeof session !== 'string') ledger.sessions.push(session)
      return session
    },

    enterProfile: profileEntry(ask, ledger),

    step: (method, path, cookie, body) =>
      ask({
        ...{ method, path },
        headers: body === undefined ? { cookie } : { ...json, cookie },
        ...(body === undefined ? {} : { body }),
      }),

    leave: async (session) => {
      session.left = true
      await ask({ method: 'DELETE', path: '/api/v1/session', headers: { cookie: session.cookie } })
    },

    read: (path, cookie) =>
      ask({
        method: 'GET',
        path,
        headers: cookie === undefined ? { authorization: `Bearer ${ledger.token}` } : { cookie },
      }),
  }
}
