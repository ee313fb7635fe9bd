import { cpSync, lstatSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Asked } from './asking.ts'
import { type CabinetProcess, endAll, launch, start } from './cabinet-process.ts'
import type { Chance } from './chance.ts'
import { checkAccounts } from './check-accounts.ts'
import { checkErased } from './check-erased.ts'
import { checkErasedOnDisk } from './check-erased-on-disk.ts'
import { checkMessages } from './check-messages.ts'
import { checkPeople } from './check-people.ts'
import { checkVault } from './check-secrets.ts'
import { checkSeen } from './check-seen.ts'
import { checkShot, takeShot } from './check-views.ts'
import { checkWishes } from './check-wishes.ts'
import { type Client, client } from './client.ts'
import { directoryBytes } from './directory-bytes.ts'
import { insist } from './finding.ts'
import { issueToken, type Life, newLife } from './life.ts'
import { type LimitedDisk, limitedDisk } from './limited-disk.ts'
import { anyWish, newAccountWish } from './operations.ts'
import { patientClient } from './patient-client.ts'
import { readLog } from './read-log.ts'
import { repeatUnknown } from './repeat-unknown.ts'
import { believeLog } from './secrets.ts'
import { untilSettled } from './settle.ts'
import { write } from './writer.ts'

const isFileOrDirectory = (path: string): boolean => !lstatSync(path).isSocket()

/** Enough for what is written: the write-ahead logs alone may come to 50 MB before they are moved. */
const megabytes = 128
const startAccounts = 20
/** How long the disk stays full under the writers, and how soon after it has room again a change must succeed. */
const fullFor = 4000
const recoveryLimit = 20_000

/** Statuses that may be seen while there is no room; what refuses with 503 says which problem it is. */
const watched = (asking: Client, seen: Map<string, number>): Client => {
  const note = (answer: Asked): Asked => {
    if (answer === null) return answer
    const code = /"code":"(\w+)"|<code>(\d+)</.exec(answer.text)
    const name = `${answer.status} ${answer.status < 400 ? '' : (code?.[1] ?? code?.[2] ?? '')}`.trim()
    insist(answer.status !== 503 || code !== null, 'a refusal without a problem code', answer)
    seen.set(name, (seen.get(name) ?? 0) + 1)
    return answer
  }
  return { ...asking, send: async (wish, cookie) => note(await asking.send(wish, cookie)) }
}

const openAccounts = async (life: Life, server: CabinetProcess, chance: Chance): Promise<void> => {
  const asking = client(server, life.ledger, chance)
  for (let left = startAccounts; left > 0; left -= 1) {
    const wish = newAccountWish(chance, life.ledger)
    life.ledger.wishes.push(wish)
    await asking.send(wish, null)
  }
}

/** Writes on while the disk fills up, and after. */
const writeOn = (
  life: Life,
  server: CabinetProcess,
  writers: number,
  chance: Chance,
  seen: Map<string, number>,
) => {
  let isOver = false
  const ended = Promise.allSettled(
    Array.from({ length: writers }, async (_, index) => {
      const own = chance.of(`writer ${index}`)
      const asking = watched(client(server, life.ledger, own), seen)
      // A writer goes away when it is not let in; here it comes back.
      while (!isOver) {
        await write({
          keepsAnswers: false,
          client: asking,
          ledger: life.ledger,
          chance: own,
          isOver: () => isOver,
        })
        await pause(50)
      }
    }),
  )
  return async (): Promise<void> => {
    isOver = true
    for (const end of await ended) if (end.status === 'rejected') throw end.reason
  }
}

/** Whether changes succeed again, without a restart. */
const untilRecovered = async (life: Life, server: CabinetProcess, chance: Chance): Promise<number> => {
  const began = Date.now()
  const asking = client(server, life.ledger, chance)
  for (;;) {
    insist(
      Date.now() - began < recoveryLimit,
      'there is room again, and changes are still refused',
      server.said().slice(-2000),
    )
    const account = chance.pickFrom(life.ledger.accounts)
    if (account === undefined) return 0
    const session = await asking.enter(account)
    if (typeof session !== 'string') {
      const wish = anyWish(account, chance, life.ledger)
      life.ledger.wishes.push(wish)
      await asking.send(wish, session.cookie)
      if (wish.outcome === 'acknowledged') return Date.now() - began
    }
    await pause(50)
  }
}

/** A start without any room says what is wrong, ends, and leaves every byte as it was. */
const startWithoutRoom = async ({ home }: Life, disk: LimitedDisk): Promise<string> => {
  disk.fill(0)
  const before = directoryBytes(home.dataDirectory)
  const server = await launch(home)
  for (let waited = 0; !server.hasEnded() && waited < 100; waited += 1) await pause(100)
  const hasEnded = server.hasEnded()
  const words = server.said().trim()
  await server.kill()
  const after = directoryBytes(home.dataDirectory)
  disk.makeRoom()
  insist(hasEnded, 'a start on a full disk neither ends nor serves', words.slice(-2000))
  insist(!/\n\s+at /.test(words), 'a start on a full disk ends in a stack trace', words)
  insist(/disk|место|room|space/i.test(words), 'a start on a full disk does not say so', words)
  insist(JSON.stringify(before) === JSON.stringify(after), 'a start on a full disk changed files', {
    before,
    after,
  })
  return words
}

const throughFullDisk = async (
  life: Life,
  disk: LimitedDisk,
  writers: number,
  chance: Chance,
): Promise<string> => {
  const { ledger, book, home } = life
  const server = await start(home)
  await issueToken(life)
  await openAccounts(life, server, chance)
  const seen = new Map<string, number>()
  const finish = writeOn(life, server, writers, chance, seen)
  await pause(300)
  disk.fill(chance.below(3) * 65_536)
  await pause(fullFor)
  disk.fill(0)
  await pause(500)
  disk.makeRoom()
  const recovered = await untilRecovered(life, server, chance)
  await finish()
  insist(!server.hasEnded(), 'the server did not outlive the full disk', server.said().slice(-2000))
  const refused = [...seen].filter(([name]) => name.startsWith('503'))
  insist(refused.length > 0, 'the disk was full, and nothing was refused with 503', [...seen])
  await untilSettled(life.home, true)
  // What was refused may be recorded or not; the log is read where it lies still.
  insist((await server.stop()) === 0, 'the server did not end well', server.said().slice(-2000))
  readLog(life)
  const known = book.lastPosition()
  checkSeen(ledger, book)
  checkWishes(ledger, book)
  believeLog(ledger, book)
  const again = await start(home)
  const asking = patientClient(client(again, ledger, chance))
  await untilSettled(life.home, true)
  await checkPeople(asking, ledger, book)
  await checkErased(asking, ledger, book)
  const repeated = await repeatUnknown(asking, ledger, book)
  await untilSettled(life.home, true)
  const shot = await takeShot(asking, ledger, 0, [])
  await again.stop()
  readLog(life)
  checkSeen(ledger, book)
  checkWishes(ledger, book)
  checkAccounts(ledger, book)
  checkShot(shot, ledger, book, { after: 0, upTo: known })
  checkVault(home, book)
  checkErasedOnDisk(home, ledger, book)
  checkMessages(book, true)
  const words = await startWithoutRoom(life, disk)
  const last = await start(home)
  insist((await last.stop()) === 0, 'with room again the server does not end well', last.said())
  const answers = [...seen].map(([name, count]) => `${count}× ${name}`).join(', ')
  return `${answers}; changes again ${recovered} ms after there was room, ${repeated} repeated; a start without room said: ${words.split('\n').at(-1)}`
}

/** What came of it: its line, or why it could not be run here. */
export type FullDiskReport =
  | { readonly kind: 'whole'; readonly told: string }
  | { readonly kind: 'skipped'; readonly why: string }

/** The whole of it, on a small file system of its own. Throws a finding. */
export const fullDisk = async (
  writers: number,
  chance: Chance,
  keep: (life: Life) => void,
): Promise<FullDiskReport> => {
  const made: { disk: ReturnType<typeof limitedDisk> } = { disk: 'no data directory was made' }
  const life = await newLife('full', 'development', (dataDirectory) => {
    made.disk = limitedDisk(dataDirectory, megabytes)
  })
  keep(life)
  const { disk } = made
  const remove = () => rmSync(life.home.directory, { recursive: true, force: true })
  if (typeof disk === 'string') {
    remove()
    return { kind: 'skipped', why: disk }
  }
  try {
    const told = await throughFullDisk(life, disk, writers, chance)
    disk.unmount()
    remove()
    return { kind: 'whole', told }
  } catch (error) {
    endAll()
    disk.makeRoom()
    const kept = join(life.home.directory, 'kept')
    cpSync(life.home.dataDirectory, kept, { recursive: true, filter: isFileOrDirectory })
    disk.unmount()
    throw error
  }
}
