import { rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { endAll } from './cabinet-process.ts'
import { type Chance, chance } from './chance.ts'
import { Finding } from './finding.ts'
import { fullDisk } from './full-disk.ts'
import { type Life, newLife } from './life.ts'
import { type RoundReport, round } from './round.ts'

const roundsALife = 8

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    writers: { type: 'string', default: '50' },
    'without-disk': { type: 'boolean', default: false },
  },
})

const whole = (written: string): number => {
  if (/^\d{1,6}$/.test(written)) return Number(written)
  throw new Error(`--rounds and --writers want a whole number, not ${written}`)
}
const rounds = whole(values.rounds)
const writers = whole(values.writers)
/** Milliseconds after which something hangs. */
const longestRound = 240_000

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const line = (number: number, life: Life, report: RoundReport, seconds: number): string =>
  [
    `round ${number} (${life.name}, ${life.mode}) ${report.how}:`,
    `${report.asked} changes asked, ${report.acknowledged} acknowledged, ${report.unanswered} unanswered, ${report.repeated} repeated;`,
    `${report.events} events, ${report.accounts} accounts, ${report.sessions} sessions, ${report.registrations} registrations, ${report.linkedAgain} linked again, ${report.people} people, ${report.recoveries} recoveries, ${report.erased} erased, ${report.messages} messages; ${seconds.toFixed(1)} s, whole`,
  ].join(' ')

const nextLife = (number: number, chosen: Chance): Promise<Life> =>
  newLife(`l${number}`, chosen.isLucky(0.7) ? 'development' : 'production')

const totals = { asked: 0, acknowledged: 0, unanswered: 0, repeated: 0, events: 0 }

const failedToBegin = (error: unknown): false => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return false
}

const failed = (what: string, { name, mode, home }: Life, error: unknown): false => {
  say(`${what} FAILED (${name}, ${mode}, seed ${values.seed})`)
  say(error instanceof Error ? (error.stack ?? error.message) : String(error))
  say(`kept for a look: ${home.directory}`)
  return false
}

/** Nothing may hang: what the round still waits for ends with its servers. */
const inTime = async <T>(work: Promise<T>): Promise<T> => {
  const late = new AbortController()
  const limit = pause(longestRound, null, { signal: late.signal }).then(() => {
    throw new Finding(`not done within ${longestRound / 1000} s`)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    limit.catch(() => undefined)
    late.abort()
  }
}

const oneRound = async (number: number, life: Life, chosen: Chance): Promise<boolean> => {
  const began = Date.now()
  const before = life.book.events.length
  try {
    const report = await inTime(round(life, writers, chosen.of(`round ${number}`)))
    say(line(number, life, report, (Date.now() - began) / 1000))
    totals.asked += report.asked
    totals.acknowledged += report.acknowledged
    totals.unanswered += report.unanswered
    totals.repeated += report.repeated
    totals.events += report.events - before
    return true
  } catch (error) {
    return failed(`round ${number}`, life, error)
  }
}

const summary = (seconds: number): string =>
  [
    `${rounds} rounds, ${writers} writers, seed ${values.seed}, ${seconds.toFixed(0)} s:`,
    `${totals.asked} changes asked, ${totals.acknowledged} acknowledged, each there once;`,
    `${totals.unanswered} got no answer, ${totals.repeated} of them repeated, each there once; ${totals.events} events`,
  ].join(' ')

/** What a part of the torture came to; nothing that was not run counts as whole. */
type End = 'whole' | 'failed' | 'skipped'

/** The file system full, where this machine lets it be made so. */
const fillDisk = async (chosen: Chance): Promise<End> => {
  const began = Date.now()
  let life: Life | null = null
  const keep = (it: Life): void => {
    life = it
  }
  try {
    const report = await inTime(fullDisk(writers, chosen.of('disk'), keep))
    if (report.kind === 'skipped') {
      say(
        `full disk: SKIPPED, as ${report.why}. Not run: writers on a disk that fills up, changes refused with 503`,
      )
      say('and succeeding again once there is room, nothing acknowledged lost, a start without any room.')
      return 'skipped'
    }
    say(`full disk: ${report.told}; ${(Date.now() - began) / 1000} s`)
    return 'whole'
  } catch (error) {
    if (life === null) failedToBegin(error)
    else failed('full disk', life, error)
    return 'failed'
  }
}

const inRounds = async (chosen: Chance): Promise<boolean> => {
  const began = Date.now()
  if (rounds === 0) return true
  let life = await nextLife(1, chosen)
  for (let number = 1; number <= rounds; number += 1) {
    if (number > 1 && number % roundsALife === 1) {
      rmSync(life.home.directory, { recursive: true, force: true })
      life = await nextLife(number, chosen)
    }
    if (!(await oneRound(number, life, chosen))) return false
  }
  rmSync(life.home.directory, { recursive: true, force: true })
  say(summary((Date.now() - began) / 1000))
  return true
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    endAll()
    process.exit(130)
  })

say(`torture: ${rounds} rounds, ${writers} writers, seed ${values.seed}`)
const chosen = chance(values.seed)
/** What the caller is told: 77 where everything that was asked for was skipped, as other test programs have it. */
const exitCodeOf = (disk: End): number => {
  if (disk === 'failed') return 1
  return disk === 'skipped' && rounds === 0 ? 77 : 0
}
const run = async (): Promise<number> => {
  if (!(await inRounds(chosen))) return 1
  return values['without-disk'] ? 0 : exitCodeOf(await fillDisk(chosen))
}
process.exit(await run().finally(endAll))
