import { z } from 'zod'
import type { ProfileSignIn } from '../../registered-profiles.ts'
import { answerSchemas, type Judge } from '../document/answer-schemas.ts'
import { type DescribedOperation, operationsIn, readDocument } from '../document/described-operation.ts'
import { type Account, beginRecovery, openAccount, signIn } from './account.ts'
import { call } from './call.ts'
import type { Guest } from './guest.ts'
import { guestsOf, waitingOf } from './guests.ts'
import { openInbox } from './inbox.ts'
import { must, send } from './meant-well.ts'
import { impostor, newcomer, nobody, type Principal, program, subscriber } from './principal.ts'
import { developmentToken, type Server } from './server.ts'
import { beginStaff } from './staff.ts'
import type { Supply } from './supply.ts'
import { type Owner, telling, valueOfCookie } from './telling.ts'

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
  /** What tells of somebody, with whose it is. */
  readonly marks: () => ReadonlyMap<string, Owner>
  /** Of phones, as they stand in the accounts: in the log they are masked. */
  readonly numbers: () => ReadonlySet<string>
  /** Staff in every role and at every step of their sign-in, and whoever is in the middle of something. */
  readonly guests: readonly Guest[]
  /** Who have asked for a code or a letter, and ask again once that is allowed. */
  readonly waiting: readonly Guest[]
  /** Profiles of the server that nobody has used yet. */
  readonly unused: () => number
  /** When everybody was brought to where they stand, UTC milliseconds. */
  readonly builtAt: number
  /** Makes a subscriber's session good again, or puts another subscriber in the place. */
  readonly freshen: (account: Account) => Promise<void>
  /** One more subscriber with an account and a Profile. */
  readonly newSubscriber: () => Promise<Account>
}

const scopes = ['accounts:read', 'accounts:write', 'billing:write', 'audit:read', 'metrics:read'] as const
const manyAccounts = 12
const manyNewcomers = 4

const offer = z.object({ version: z.string() })
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

/** Profiles and accounts that no other has. */
const supplyOf = async (server: Server, token: string, free: ProfileSignIn[]): Promise<Supply> => {
  const { port, mode } = server
  const profile = (): ProfileSignIn => {
    const next = free.pop()
    if (next === undefined) throw new Error('every Profile of the run has been used')
    return next
  }
  return {
    ...{ port, token, profile },
    newcomer: () => openAccount(port, token, null),
    subscriber: async () => {
      const own = profile()
      return { ...(await openAccount(port, token, own)), profile: own }
    },
    offer: offer.parse(JSON.parse(must(await send(port, 'GET', 'offer'), 'there is no offer'))).version,
    inbox: mode === 'development' ? openInbox(port) : null,
  }
}

/** What is good at one door, shown at another: a token of the staff is none of a customer or a program. */
const mistaken = (victim: Account, staff: Principal): readonly Principal[] => {
  const ofStaff = valueOfCookie(staff.headers()[0]?.[1] ?? '')
  const ofCustomer = valueOfCookie(victim.cookie)
  return [
    impostor('staff’s token as a session', ['Cookie', `__Host-session=${ofStaff}`]),
    impostor('staff’s token as a program’s', ['Authorization', `Bearer ${ofStaff}`]),
    impostor('a session’s token as staff', ['Cookie', `__Host-staff=${ofCustomer}`]),
    impostor('a session’s token as a program’s', ['Authorization', `Bearer ${ofCustomer}`]),
  ]
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
  const supply = await supplyOf(server, all.token, free)
  const openFor = supply.subscriber
  const operator = program('all', all.token, scopes)
  const victim = await openFor()
  const accounts: Account[] = []
  for (let left = manyAccounts; left > 0; left -= 1) accounts.push(await openFor())
  const newcomers: Account[] = []
  for (let left = manyNewcomers; left > 0; left -= 1) newcomers.push(await supply.newcomer())
  const told = telling()
  const tell = told.ofAccount
  for (const account of [victim, ...accounts, ...newcomers]) tell(account)
  const tokens = [all.token, revoked, developmentToken(server)].filter((token) => token !== null)
  for (const secret of [...tokens, server.masterKey]) told.secret(secret)
  for (const { headers } of single) told.secret((headers()[0]?.[1] ?? '').slice('Bearer '.length))
  const bystanders = await beginStaff(server, 'manager', 'open')
  told.ofGuest(bystanders)

  const another = ({ profile }: Account): Promise<Account> =>
    profile === null ? supply.newcomer() : openFor()
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
    operator,
    impostors: [
      impostor('token:revoked', ['Authorization', `Bearer ${revoked}`]),
      impostor('token:unknown', ['Authorization', 'Bearer mfb_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA']),
      impostor('session:unknown', ['Cookie', '__Host-session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA']),
      impostor('staff:unknown', ['Cookie', '__Host-staff=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA']),
      ...mistaken(victim, bystanders.principal),
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
    secrets: told.secrets,
    marks: told.marks,
    numbers: told.numbers,
    guests: await guestsOf(server, supply, operator, told.ofGuest),
    waiting: await waitingOf(supply, told.ofGuest),
    unused: () => free.length,
    builtAt: Date.now(),
    freshen: (account) => {
      const begun = mending.get(account) ?? mend(account).finally(() => mending.delete(account))
      mending.set(account, begun)
      return begun
    },
  }
}
