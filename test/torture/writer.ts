import { bodyOf } from './asking.ts'
import type { Chance } from './chance.ts'
import type { Client } from './client.ts'
import { insist } from './finding.ts'
import type { Ledger } from './ledger.ts'
import { visitAsNewcomer } from './newcomer.ts'
import { anyWish } from './operations.ts'
import { visitAsPerson } from './visit-as-person.ts'
import type { KnownAccount, KnownSession, Wish } from './wish.ts'

/** One of many that do whatever a client may, until they are told to stop or the server is gone. */
export interface Writer {
  readonly client: Client
  readonly ledger: Ledger
  readonly chance: Chance
  readonly isOver: () => boolean
  /**
   * Whether answers can be kept for a repetition. Without room they cannot: what was recorded is still answered alike,
   * by the log, but what changed nothing is looked at anew.
   */
  readonly keepsAnswers: boolean
}

/** Nobody reads older than their own last write. */
const look = async (
  { client, ledger }: Writer,
  account: KnownAccount,
  session: KnownSession,
): Promise<void> => {
  const told = account.ownRevision
  const answer = await client.read(`/api/v1/accounts/${account.id}/dashboard`, session.cookie)
  if (answer?.status !== 200) return
  const { revision } = bodyOf(answer)
  ledger.sawRevision(account.id, revision)
  insist(
    revision >= told,
    `a dashboard of revision ${revision} was shown after revision ${told} was told`,
    account.id,
  )
}

/** What is answered with personal data is not kept: one that changed nothing is decided anew when it is repeated. */
const isKept = ({ kind, category }: Wish): boolean => kind !== 'caller id' && category !== 'profile'

/** The same request again gets the same answer, and records nothing more. */
const repeat = async ({ client, keepsAnswers }: Writer, wish: Wish, cookie: string | null): Promise<void> => {
  const { revision, answered } = wish
  const answer = await client.send(wish, cookie)
  if (answer?.status !== 200 || revision === null || !keepsAnswers || !isKept(wish)) return
  insist(
    bodyOf(answer).revision === revision,
    'a repeated request got another answer',
    answered,
    wish.answered,
  )
}

const oneVisit = async (writer: Writer, account: KnownAccount, session: KnownSession): Promise<void> => {
  const { client, ledger, chance } = writer
  for (let left = chance.between(5, 30); left > 0 && !writer.isOver(); left -= 1) {
    if (chance.isLucky(0.1)) {
      await look(writer, account, session)
      continue
    }
    const wish = anyWish(account, chance, ledger)
    ledger.wishes.push(wish)
    const answer = await client.send(wish, session.cookie)
    if (answer === null) return
    if (answer.status === 401) return
    if (wish.outcome === 'acknowledged' && wish.idempotencyKey !== null && chance.isLucky(0.08))
      await repeat(writer, wish, session.cookie)
  }
}

/** Signs in and changes what may be changed; `unknown` where the server was gone before. */
const visit = async (writer: Writer, account: KnownAccount): Promise<'unknown' | 'done'> => {
  const { client, chance } = writer
  const session = await (chance.isLucky(0.3) ? client.enterByProfile(account) : client.enter(account))
  // Somebody has just changed the password, or the account is not linked yet.
  if (typeof session === 'string') return session === 'unknown' ? 'unknown' : 'done'
  await oneVisit(writer, account, session)
  if (chance.isLucky(0.5) && !writer.isOver()) await client.leave(session)
  return 'done'
}

const anyVisit = async (writer: Writer, account: KnownAccount): Promise<'unknown' | 'done'> => {
  const { client, ledger, chance } = writer
  const as = chance.next()
  if (as < 0.1) return visitAsNewcomer(client, ledger, account)
  return as < 0.17 ? visitAsPerson(writer) : visit(writer, account)
}

export const write = async (writer: Writer): Promise<void> => {
  const { ledger, chance } = writer
  while (!writer.isOver()) {
    const account = chance.pickFrom(ledger.accounts)
    if (account === undefined) return
    if ((await anyVisit(writer, account)) === 'unknown') return
  }
}
