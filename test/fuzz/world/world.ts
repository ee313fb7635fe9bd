import { z } from 'zod'
import type { ProfileSignIn } from '../../registered-profiles.ts'
import { answerSchemas, type Judge } from '../document/answer-schemas.ts'
import { type DescribedOperation, operationsIn, readDocument } from '../document/described-operation.ts'
import { type Account, beginRecovery, openAccount, signIn } from './account.ts'
import { call } from './call.ts'
import { impostor, newcomer, nobody, type Principal, program, subscriber } from './principal.ts'
import type { Server } from './server.ts'

/** What is attacked, and what the attacks may use. */
export interface World {
  readonly server: Server
  readonly operations: readonly DescribedOperation[]
  readonly codes: ReadonlySet<string>
  readonly judge: Judge
  /** Subscribers in whose name requests are sent; replaced when an attack has made one useless. */
  readonly accounts: () => readonly Account[]
  /** Accounts that a SIP entry has opened nothing of; in each a registration goes on. */
  readonly newcomers: readonly Account[]
  /** Of a Profile's phone and of one that nobody has: no SMS of theirs is ever read. */
  readonly recoveries: readonly string[]
  /** A Profile that nobody of the run signs in with. */
  readonly bystander: ProfileSignIn
  /** Whom no request may touch and whose data no answer to a subscriber may hold. */
  readonly victim: Account
  readonly programs: readonly Principal[]
  readonly operator: Principal
  readonly impostors: readonly Principal[]
  readonly nobody: Principal
  readonly subscriber: (at: number) => Principal
  readonly newcomer: (at: number) => Principal
  /** Passwords, tokens, cookies and keys: no answer and no log line may hold one. */
  readonly secrets: () => ReadonlySet<string>
  /** Marks of every account, with whose they are. */
  readonly marks: () => ReadonlyMap<string, Account>
  /** Makes a subscriber's session good again, or puts another subscriber in the place. */
  readonly freshen: (account: Account) => Promise<void>
  /** One more subscriber with an account and a Profile. */
  readonly newSubscriber: () => Promise<Account>
}

const scopes = ['accounts:read', 'accounts:write', 'billing:write', 'audit:read', 'metrics:read'] as const
const manyAccounts = 12
const manyNewcomers = 4

const issued = z.object({ token: z.string(), id: z.string() })

const issueToken = async (server: Server, label: string, wanted: readonly string[]) => {
  const path = '/api/v1/operations/tokens'
  const { status, body } = await call({ socketPath: server.socketPath }, 'POST', path, {
    body: { label, scopes: wanted, days: 1 },
  })
  if (status !== 201) throw new Error(`no token was issued: ${status} ${body}`)
  return issued.parse(JSON.parse(body))
}

const revokedToken = async (server: Server): Promise<string> => {
  const { id, token } = await issueToken(server, 'fuzz, revoked', scopes)
  await call({ socketPath: server.socketPath }, 'DELETE', `/api/v1/operations/tokens/${id}`)
  return token
}

/** Everything that keeps a session's token from being shown is checked against its value alone. */
const valueOfCookie = (cookie: string): string => cookie.slice(cookie.indexOf('=') + 1)

const tellingOf = (accounts: readonly Account[]) => {
  const secrets = new Set<string>()
  const marks = new Map<string, Account>()
  const tell = (account: Account): void => {
    const { profile, registrationId } = account
    secrets.add(account.password).add(valueOfCookie(account.cookie))
    if (profile !== null) secrets.add(profile.password)
    for (const mark of [account.mark, account.login, account.id, registrationId])
      if (mark !== null) marks.set(mark, account)
  }
  for (const account of accounts) tell(account)
  return { secrets, marks, tell }
}

/** Opens accounts, each for a Profile that no other has. */
const newSubscriber = (server: Server, token: string, free: ProfileSignIn[]) => {
  return (): Promise<Account> => {
    const profile = free.pop()
    if (profile === undefined) throw new Error('every Profile of the run has been used')
    return openAccount(server.port, token, profile)
  }
}

export const buildWorld = async (server: Server): Promise<World> => {
  const { port } = server
  const document = readDocument((await call({ port }, 'GET', '/openapi.json')).body)
  const all = await issueToken(server, 'fuzz, all scopes', scopes)
  const single = await Promise.all(
    scopes.map(async (scope) =>
      program(scope, (await issueToken(server, `fuzz, ${scope}`, [scope])).token, [scope]),
    ),
  )
  const revoked = await revokedToken(server)
  const [bystander, ...free] = server.profiles
  if (bystander === undefined) throw new Error('the run has no Profiles')
  const openFor = newSubscriber(server, all.token, free)
  const victim = await openFor()
  const accounts: Account[] = []
  for (let left = manyAccounts; left > 0; left -= 1) accounts.push(await openFor())
  const newcomers: Account[] = []
  for (let left = manyNewcomers; left > 0; left -= 1) newcomers.push(await openAccount(port, all.token, null))
  const { secrets, marks, tell } = tellingOf([victim, ...accounts, ...newcomers])
  for (const secret of [all.token, revoked, server.masterKey]) secrets.add(secret)
  for (const { headers } of single) secrets.add((headers()[0]?.[1] ?? '').slice('Bearer '.length))

  const another = ({ profile }: Account): Promise<Account> =>
    profile === null ? openAccount(port, all.token, null) : openFor()
  const mending = new Map<Account, Promise<void>>()
  const mend = async (account: Account): Promise<void> => {
    const good = await signIn(port, account)
    const place = account.profile === null ? newcomers : accounts
    const at = place.indexOf(account)
    const present = good ? account : await another(account)
    tell(present)
    if (at >= 0) place[at] = present
  }

  return {
    server,
    operations: operationsIn(document),
    codes: new Set(Object.keys(document.components.examples)),
    judge: answerSchemas(document),
    accounts: () => accounts,
    newcomers,
    recoveries: await Promise.all(
      [bystander.login, '+79000000000'].map((phone) => beginRecovery(port, phone)),
    ),
    bystander,
    victim,
    programs: single,
    operator: program('all', all.token, scopes),
    impostors: [
      impostor('token:revoked', ['Authorization', `Bearer ${revoked}`]),
      impostor('token:unknown', ['Authorization', 'Bearer mfb_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA']),
      impostor('session:unknown', ['Cookie', '__Host-session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA']),
    ],
    nobody,
    newSubscriber: openFor,
    subscriber: (at) => {
      const account = accounts[at % accounts.length]
      if (account === undefined) throw new Error('the run has no subscribers')
      return subscriber(account)
    },
    newcomer: (at) => {
      const account = newcomers[at % newcomers.length]
      if (account === undefined) throw new Error('the run has no newcomers')
      return newcomer(account)
    },
    secrets: () => secrets,
    marks: () => marks,
    freshen: (account) => {
      const begun = mending.get(account) ?? mend(account).finally(() => mending.delete(account))
      mending.set(account, begun)
      return begun
    },
  }
}
