import { setTimeout as pause } from 'node:timers/promises'
import { askSocket, bodyOf, json } from './asking.ts'
import { type CabinetProcess, launch, start } from './cabinet-process.ts'
import type { Chance } from './chance.ts'
import { checkAccounts } from './check-accounts.ts'
import { checkErased } from './check-erased.ts'
import { checkErasedOnDisk } from './check-erased-on-disk.ts'
import { checkLinks } from './check-links.ts'
import { checkMessages } from './check-messages.ts'
import { checkPeople } from './check-people.ts'
import { checkRecoveries } from './check-recoveries.ts'
import { checkRegistrations } from './check-registrations.ts'
import { checkPasswords, checkVault } from './check-secrets.ts'
import { checkSeen } from './check-seen.ts'
import { checkSessions } from './check-sessions.ts'
import { checkShot, type Shot, takeShot } from './check-views.ts'
import { checkWishes } from './check-wishes.ts'
import { type Client, client } from './client.ts'
import { insist } from './finding.ts'
import { issueToken, type Life } from './life.ts'
import { newAccountWish } from './operations.ts'
import { patientClient } from './patient-client.ts'
import { readLog } from './read-log.ts'
import { repeatUnknown } from './repeat-unknown.ts'
import { believeLog, passwordOf } from './secrets.ts'
import { untilSettled } from './settle.ts'
import { write } from './writer.ts'

/** What one round did, for its line. */
export interface RoundReport {
  readonly how: string
  readonly asked: number
  readonly acknowledged: number
  readonly unanswered: number
  readonly repeated: number
  readonly events: number
  readonly accounts: number
  readonly sessions: number
  readonly registrations: number
  /** Accounts that Profiles have let go, and got back. */
  readonly linkedAgain: number
  /** Who did what only a Profile can. */
  readonly people: number
  readonly recoveries: number
  readonly erased: number
  readonly messages: number
}

const firstAccounts = 30
const sampled = 4
const mostLooks = 600

const isDevelopment = ({ mode }: Life): boolean => mode === 'development'

const killWhileStarting = async ({ home }: Life, chance: Chance, most: number): Promise<number> => {
  const times = chance.between(0, most)
  for (let time = 0; time < times; time += 1) {
    const server = await launch(home)
    await pause(chance.between(0, 900))
    insist(!server.hasEnded(), 'the server ended by itself while starting', server.said())
    await server.kill()
  }
  return times
}

const rebuild = (life: Life) =>
  askSocket(life.home, {
    method: 'POST',
    path: '/api/v1/operations/views/rebuild',
    headers: json,
    body: JSON.stringify({ reason: 'torture' }),
  })

/** Lets many writers loose and kills the server under them. */
const writeAndKill = async (
  life: Life,
  server: CabinetProcess,
  writers: number,
  chance: Chance,
): Promise<string> => {
  const { ledger } = life
  let isOver = false
  const written = Array.from({ length: writers }, async (_, index) => {
    const own = chance.of(`writer ${index}`)
    const asking = client(server, ledger, own)
    if (ledger.accounts.length < firstAccounts) {
      const wish = newAccountWish(own, ledger)
      ledger.wishes.push(wish)
      await asking.send(wish, null)
    }
    await write({ keepsAnswers: true, client: asking, ledger, chance: own, isOver: () => isOver })
  })
  // A writer that fails early is a finding, told when all have ended.
  const ended = Promise.allSettled(written)
  const after = chance.between(30, 2500)
  await pause(after)
  let begunRebuild: ReturnType<typeof rebuild> = Promise.resolve(null)
  const how = chance.pick(['writing', 'writing', 'rebuilding views', 'stopping'])
  if (how === 'rebuilding views') {
    begunRebuild = rebuild(life)
    await pause(chance.between(0, 600))
  }
  if (how === 'stopping') {
    server.signal('SIGTERM')
    await pause(chance.between(0, 120))
  }
  await server.kill()
  isOver = true
  const answer = await begunRebuild
  const mayBegin = answer === null || answer.status === 200 || answer.status === 503
  insist(mayBegin, 'views cannot be rebuilt', answer)
  for (const end of await ended) if (end.status === 'rejected') throw end.reason
  return `${how}, after ${after} ms`
}

const rebuildDone = async (life: Life): Promise<void> => {
  const begun = await rebuild(life)
  insist(begun?.status === 200, 'views cannot be rebuilt', begun)
  for (let looked = 0; ; looked += 1) {
    insist(looked < mostLooks, 'views are not rebuilt in time')
    await pause(50)
    const status = await askSocket(life.home, {
      method: 'GET',
      path: '/api/v1/operations/views',
      headers: {},
    })
    if (status !== null && bodyOf(status).rebuilding === null) return
  }
}

const sampleOf = async (life: Life, asking: Client, chance: Chance) => {
  const sample: { readonly id: string; readonly cookie: string }[] = []
  for (let left = sampled; left > 0; left -= 1) {
    const account = chance.pickFrom(life.ledger.accounts)
    const session = account === undefined ? 'refused' : await asking.enter(account)
    if (typeof session !== 'string') sample.push({ id: session.accountId, cookie: session.cookie })
  }
  return sample
}

const sameViews = (one: Shot, other: Shot): boolean =>
  JSON.stringify([...one.dashboards]) === JSON.stringify([...other.dashboards]) &&
  JSON.stringify([...one.histories]) === JSON.stringify([...other.histories]) &&
  one.entries.every((entry, index) => JSON.stringify(entry) === JSON.stringify(other.entries[index]))

/** Everything that is shown, held beside what a rebuild shows. */
const shotOf = async (life: Life, asking: Client, chance: Chance): Promise<Shot> => {
  const sample = await sampleOf(life, asking, chance)
  const shot = await takeShot(asking, life.ledger, life.shownUntil, sample)
  if (!chance.isLucky(0.5)) return shot
  await rebuildDone(life)
  const rebuilt = await takeShot(asking, life.ledger, life.shownUntil, sample)
  insist(sameViews(shot, rebuilt), 'views that were rebuilt show something else')
  return shot
}

/** Starts again after the kill, lets everything heal, repeats what got no answer, and holds it all against the log. */
const recover = async (life: Life, chance: Chance) => {
  const { ledger, book, home } = life
  const hasGateway = isDevelopment(life)
  const known = book.lastPosition()
  const kills = await killWhileStarting(life, chance, 2)
  if (kills > 0) readLog(life)
  believeLog(ledger, book)
  const server = await start(home)
  const asking = patientClient(client(server, ledger, chance))
  await issueToken(life)
  await untilSettled(home, hasGateway)
  const sessions = await checkSessions(asking, ledger, book)
  const people = await checkPeople(asking, ledger, book)
  const erased = await checkErased(asking, ledger, book)
  const linkedAgain = await checkLinks(asking, ledger, book, life.shownUntil)
  const registrations = await checkRegistrations(asking, ledger, book)
  const recoveries = await checkRecoveries(asking, ledger, book)
  const repeated = await repeatUnknown(asking, ledger, book)
  await untilSettled(home, hasGateway)
  const shot = await shotOf(life, asking, chance)
  await untilSettled(home, hasGateway)
  const code = await server.stop()
  insist(code === 0, `the server ended with exit code ${code}`, server.said())
  readLog(life)
  checkSeen(ledger, book)
  checkWishes(ledger, book)
  checkAccounts(ledger, book)
  checkShot(shot, ledger, book, { after: life.shownUntil, upTo: known })
  checkVault(home, book)
  checkErasedOnDisk(home, ledger, book)
  const messages = checkMessages(book, hasGateway)
  life.shownUntil = book.lastPosition()
  return { sessions, registrations, linkedAgain, people, recoveries, erased, repeated, messages, kills }
}

/** From here on only what comes next is looked at; what clients believe is what the log says. */
const close = ({ ledger, book }: Life): void => {
  for (const wish of ledger.wishes.splice(0)) wish.settled = true
  for (const account of ledger.accounts) {
    account.revision = book.account(account.id).length - 1
    account.ownRevision = account.revision
    account.password = passwordOf(account.id, ledger, book)
  }
}

/** One kill and everything that must hold after it. Throws a finding where something does not. */
export const round = async (life: Life, writers: number, chance: Chance): Promise<RoundReport> => {
  const { ledger, book, home } = life
  const early = await killWhileStarting(life, chance, 2)
  if (early > 0) readLog(life)
  const server = await start(home)
  await issueToken(life)
  await checkPasswords(patientClient(client(server, ledger, chance)), ledger, book)
  const how = await writeAndKill(life, server, writers, chance)
  readLog(life)
  checkSeen(ledger, book)
  checkWishes(ledger, book)
  const unanswered = ledger.wishes.filter(({ outcome }) => outcome === 'unknown').length
  const asked = ledger.wishes.length
  const acknowledged = ledger.wishes.filter(({ outcome }) => outcome === 'acknowledged').length
  const { repeated, kills, ...checked } = await recover(life, chance)
  close(life)
  return {
    how: `killed ${how}${early + kills > 0 ? `, and ${early + kills}× while starting` : ''}`,
    ...{ asked, acknowledged, unanswered, repeated, ...checked },
    events: book.events.length,
    accounts: ledger.accounts.length,
  }
}
